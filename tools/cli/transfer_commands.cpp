// Snapshots out of the engine, and into it.

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <set>

#include "cli/commands.h"
#include "cli/post_analytics.h"
#include "cli/progress.h"
#include "cli/session.h"

namespace tidemark::cli {
namespace {

constexpr std::size_t kPiece = 256u << 10;
constexpr std::size_t kErrorsShown = 20;

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : between) + word;
  return all;
}

/// The file, or standard input.
struct Source {
  std::istream* in = nullptr;
  std::ifstream file;
  std::int64_t bytes = 0;  ///< 0: unknown
};

Result<> open(const Session& session, const std::string& name, Source& source) {
  source.in = &session.around.in;
  if (name == "-") return Done{};
  source.file.open(name, std::ios::binary);
  std::error_code error;
  if (!source.file || std::filesystem::is_directory(name, error))
    return Error{Code::invalid, "cannot read " + name};
  source.in = &source.file;
  if (const auto size = std::filesystem::file_size(name, error); !error)
    source.bytes = static_cast<std::int64_t>(size);
  return Done{};
}

/// The names that a table's columns may have to be metrics.
Result<std::set<std::string>> metrics_of(const Session& session) {
  const auto platforms = session.api.get("/api/v1/platforms");
  if (!platforms) return platforms.error();
  std::set<std::string> names;
  const auto items = platforms->json->getArray("items");
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    const auto metrics = items->getObject(static_cast<unsigned>(i))->getArray("metrics");
    for (std::size_t m = 0; metrics && m < metrics->size(); ++m) {
      const auto metric = metrics->getObject(static_cast<unsigned>(m));
      if (metric->optValue<std::string>("kind", "") != "window_total")
        names.insert(metric->optValue<std::string>("name", ""));
    }
  }
  return names;
}

std::string format_of(const ImportOptions& options) {
  if (!options.format.empty()) return options.format;
  const bool lines = options.file.ends_with(".ndjson") || options.file.ends_with(".jsonl");
  return lines ? "ndjson" : "csv";
}

void print_zeros(const Session& session, const PostAnalyticsRows& table) {
  if (table.all_zero() > 0)
    session.around.err << table.all_zero() << " of " << table.rows()
                       << " rows are all zero; such tables often have zeros where a fetch failed\n";
}

int print_import(const Session& session, const ApiAnswer& answer) {
  const auto count = [&](const char* name) { return answer.json->optValue<std::int64_t>(name, 0); };
  if (session.json)
    print_json(session, answer.body);
  else
    session.out() << count("rows") << " rows: " << count("stored") << " stored, " << count("unchanged")
                  << " unchanged, " << count("rejected") << " rejected\n";
  const auto errors = answer.json->getArray("errors");
  const std::size_t told = errors ? std::min(errors->size(), kErrorsShown) : 0;
  for (std::size_t i = 0; i < told && !session.json; ++i) {
    const auto one = errors->getObject(static_cast<unsigned>(i));
    session.around.err << "line " << cell(*one, "line") << ": " << cell(*one, "reason") << '\n';
  }
  const auto rejected = count("rejected");
  if (!session.json && rejected > static_cast<std::int64_t>(told))
    session.around.err << "and " << rejected - static_cast<std::int64_t>(told) << " more\n";
  return rejected > 0 ? kFailed : kGood;
}

}  // namespace

Result<int> export_snapshots(const Session& session, const ExportOptions& options) {
  const std::string path = "/api/v1/analytics/export" + query_of({{"business_id", options.business},
                                                                  {"platform", options.platform},
                                                                  {"account_id", options.account},
                                                                  {"post_id", options.post},
                                                                  {"label", options.label},
                                                                  {"metrics", joined(options.metrics, ",")},
                                                                  {"from", options.from},
                                                                  {"to", options.to},
                                                                  {"format", options.format}});
  if (options.output.empty()) {
    if (const auto done = session.api.download(path, session.out()); !done) return done.error();
    if (session.out().flush()) return kGood;
    return Error{Code::storage, "the output takes no more: what was written is not the whole"};
  }
  // Under its own name only once it is whole.
  const std::string part = options.output + ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  if (!file) return Error{Code::invalid, "cannot write " + part};
  const auto done = session.api.download(path, file);
  file.close();
  std::error_code error;
  if (done && file) std::filesystem::rename(part, options.output, error);
  if (done && file && !error) return kGood;
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  if (!done) return done.error();
  return Error{Code::storage, "cannot write " + options.output};
}

Result<int> import_snapshots(const Session& session, const ImportOptions& options) {
  const std::string format = format_of(options);
  if (options.business && format != "post-analytics")
    return Error{Code::invalid, "--business goes with --format post-analytics only", "usage"};
  Source source;
  if (auto opened = open(session, options.file, source); !opened) return opened.error();

  std::optional<PostAnalyticsRows> table;
  if (format == "post-analytics") {
    const auto metrics = metrics_of(session);
    if (!metrics) return metrics.error();
    auto begun = PostAnalyticsRows::begin(*source.in, *metrics, options.business);
    if (!begun) return begun.error();
    table.emplace(std::move(*begun));
    if (!table->left_out().empty())
      session.around.err << "left out, being no metrics of a loaded platform: "
                         << joined(table->left_out(), ", ") << '\n';
  }
  const std::string path = "/api/v1/import" + query_of({{"create", options.create ? "true" : ""}});
  auto answer = [&] {
    Progress progress(session.around.err, session.around.terminal);
    std::int64_t sent = 0;
    const auto pieces = [&](std::string& piece) -> Result<bool> {
      progress.show(std::min(sent, source.bytes) >> 20, source.bytes >> 20, "MiB");
      if (table) {
        const auto more = table->next(piece);
        sent = std::max<std::int64_t>(sent, source.in->tellg());
        return more;
      }
      piece.resize(kPiece);
      source.in->read(piece.data(), static_cast<std::streamsize>(piece.size()));
      piece.resize(static_cast<std::size_t>(source.in->gcount()));
      sent += source.in->gcount();
      if (source.in->bad()) return Error{Code::storage, "cannot read " + options.file + " to its end"};
      return source.in->good();
    };
    return session.api.upload(path, format == "ndjson" ? "application/x-ndjson" : "text/csv", pieces);
  }();
  if (!answer) return answer.error();
  if (table) print_zeros(session, *table);
  return print_import(session, *answer);
}

}  // namespace tidemark::cli
