// What was measured, and by which plugins.

#include "cli/commands.h"
#include "cli/session.h"
#include "cli/table.h"

namespace tidemark::cli {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

}  // namespace

Result<int> show_analytics(const Session& session, std::int64_t post) {
  const auto answer = session.api.get("/api/v1/analytics/posts/" + std::to_string(post));
  if (!answer) return answer.error();
  return print_object(session, *answer);
}

Result<int> series(const Session& session, const Series& options) {
  const Parameters parameters = {{"metrics", join(options.metrics)},
                                 {"from", options.from},
                                 {"to", options.to},
                                 {"step", options.step},
                                 {"value", options.value}};
  const auto answer =
      session.api.get("/api/v1/posts/" + std::to_string(options.post) + "/series" + query_of(parameters));
  if (!answer) return answer.error();
  if (session.json) return print_json(session, answer->body);
  const auto times = answer->json->getArray("timestamps");
  if (!times) return Error{Code::bad_response, "the engine's series has no timestamps"};
  std::vector<std::string> head = {"time"};
  std::vector<Poco::JSON::Array::Ptr> columns;
  for (const auto& [name, values] : members_of(*child(*answer->json, "metrics"))) {
    head.push_back(name);
    columns.push_back(values.extract<Poco::JSON::Array::Ptr>());
  }
  Table table(head);
  for (std::size_t i = 0; i < times->size(); ++i) {
    std::vector<std::string> row = {times->getElement<std::string>(static_cast<unsigned>(i))};
    for (const auto& column : columns) {
      const auto value = column->get(static_cast<unsigned>(i));
      row.push_back(value.isEmpty() ? "-" : value.convert<std::string>());
    }
    table.add(std::move(row));
  }
  table.print(session.out());
  return kGood;
}

Result<int> list_plugins(const Session& session) {
  const auto answer = session.api.get("/api/v1/platforms");
  if (!answer) return answer.error();
  if (session.json) return print_json(session, answer->body);
  const auto items = answer->json->getArray("items");
  Table table({"platform", "version", "state", "isolation", "metrics", "file", "reason"});
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    const auto& one = *items->getObject(static_cast<unsigned>(i));
    const auto metrics = one.getArray("metrics");
    table.add({cell(one, "id"), cell(one, "version"), cell(one, "state"), cell(one, "isolation"),
               std::to_string(metrics ? metrics->size() : 0), cell(one, "file"),
               fit(cell(one, "reason"), 120)});
  }
  table.print(session.out());
  return kGood;
}

}  // namespace tidemark::cli
