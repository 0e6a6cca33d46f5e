// The engine's store: its size, its soundness, packing.

#include "cli/commands.h"
#include "cli/session.h"
#include "cli/table.h"

namespace tidemark::cli {
namespace {

/// Reading everything, or rewriting it, may take this long.
constexpr int kPatienceSeconds = 24 * 3600;

int print_stats(const Session& session, const ApiAnswer& answer) {
  if (session.json) return print_json(session, answer.body);
  const Json& stats = *answer.json;
  Table table({"", ""});
  for (const char* name : {"bytes_on_disk", "subjects", "snapshots", "unpacked", "chunks"})
    table.add({name, cell(stats, name)});
  table.print(session.out());
  const auto parts = stats.getArray("parts");
  if (!parts || parts->empty()) return kGood;
  session.out() << '\n';
  return print_items(session, *parts, {"name", "bytes"});
}

}  // namespace

Result<int> store_stats(const Session& session) {
  const auto answer = session.api.get("/api/v1/store/stats");
  if (!answer) return answer.error();
  return print_stats(session, *answer);
}

Result<int> store_pack(const Session& session) {
  const auto answer = session.api.patient(kPatienceSeconds).send("POST", "/api/v1/store/pack", "{}");
  if (!answer) return answer.error();
  return print_stats(session, *answer);
}

Result<int> store_verify(const Session& session) {
  const auto answer = session.api.patient(kPatienceSeconds).send("POST", "/api/v1/store/verify", "{}");
  if (!answer) return answer.error();
  const Json& report = *answer->json;
  const bool sound = report.optValue("ok", false);
  if (session.json) {
    print_json(session, answer->body);
    return sound ? kGood : kFailed;
  }
  session.out() << (sound ? "the store is sound" : cell(report, "found") + " things are wrong") << ": "
                << cell(report, "snapshots") << " snapshots of " << cell(report, "subjects")
                << " posts and accounts, " << cell(report, "points") << " values, " << cell(report, "cells")
                << " sums\n";
  const auto findings = report.getArray("findings");
  for (std::size_t i = 0; findings && i < findings->size(); ++i)
    session.out() << "  " << fit(findings->getElement<std::string>(static_cast<unsigned>(i)), 300) << '\n';
  return sound ? kGood : kFailed;
}

}  // namespace tidemark::cli
