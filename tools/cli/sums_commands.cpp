#include "cli/sums_commands.h"

#include <memory>
#include <ostream>

#include "cli/table.h"

namespace tidemark::cli {
namespace {

Result<ApiAnswer> ask(const Session& session, const std::string& call, const Sums& o) {
  std::string metrics;
  for (const auto& metric : o.metrics) metrics += (metrics.empty() ? "" : ",") + metric;
  return session.api.get("/api/v1/analytics/" + call +
                         query_of({{"business_id", o.business},
                                   {"platform", o.platform},
                                   {"label", o.label},
                                   {"metrics", metrics},
                                   {"from", o.from},
                                   {"to", o.to},
                                   {"step", o.step},
                                   {"period", o.period},
                                   {"value", o.value},
                                   {"group_by", o.group_by},
                                   {"days", o.days},
                                   {"age", o.age}}));
}

/// "twitter likes_count"; without a group the metric alone; posts without the label are "-".
std::string head_of(const Json& group, const std::string& metric) {
  for (const auto& [name, value] : members_of(group))
    return fit(value.isEmpty() ? "-" : value.convert<std::string>(), 40) + " " + metric;
  return metric;
}

std::string figure(const Poco::JSON::Array& column, std::size_t row) {
  const auto value = column.get(static_cast<unsigned>(row));
  return value.isEmpty() ? "-" : value.convert<std::string>();
}

void add_scope(CLI::App& command, Sums& o) {
  command.add_option("BUSINESS", o.business, "all that the token sees if not given");
  command.add_option("--platform", o.platform, "only of this platform");
  command.add_option("--label", o.label, "only with this label, as campaign:spring");
}

CLI::App& declare_one(CLI::App& app, Choice& choice, const std::string& name, const std::string& about,
                      Result<int> (*run)(const Session&, const Sums&), std::shared_ptr<Sums> o) {
  CLI::App& command = *app.add_subcommand(name, about);
  add_scope(command, *o);
  command.callback(
      [&choice, o, run] { choice.run = [o, run](const Session& session) { return run(session, *o); }; });
  return command;
}

}  // namespace

Result<int> group_series(const Session& session, const Sums& options) {
  const auto answer = ask(session, "series", options);
  if (!answer) return answer.error();
  if (session.json) return print_json(session, answer->body);
  const auto times = answer->json->getArray("timestamps");
  const auto groups = answer->json->getArray("groups");
  if (!times || !groups) return Error{Code::bad_response, "the engine's series has no timestamps or groups"};
  std::vector<std::string> head = {"time"};
  std::vector<Poco::JSON::Array::Ptr> columns;
  for (std::size_t i = 0; i < groups->size(); ++i) {
    const auto& group = *groups->getObject(static_cast<unsigned>(i));
    for (const auto& [metric, values] : members_of(*child(group, "metrics"))) {
      head.push_back(head_of(*child(group, "group"), metric));
      columns.push_back(values.extract<Poco::JSON::Array::Ptr>());
    }
  }
  Table table(head);
  for (std::size_t i = 0; i < times->size(); ++i) {
    std::vector<std::string> row = {times->getElement<std::string>(static_cast<unsigned>(i))};
    for (const auto& column : columns) row.push_back(figure(*column, i));
    table.add(std::move(row));
  }
  table.print(session.out());
  return kGood;
}

Result<int> trends(const Session& session, const Sums& options) {
  const auto answer = ask(session, "trends", options);
  if (!answer) return answer.error();
  if (session.json) return print_json(session, answer->body);
  const auto items = answer->json->getArray("items");
  if (!items) return Error{Code::bad_response, "the engine's trends have no items"};
  std::vector<std::string> columns = {"date"};
  if (!options.group_by.empty()) columns.push_back("platform");
  for (const char* name :
       {"posts_count", "likes", "comments", "shares", "impressions", "total_engagement", "engagement_rate"})
    columns.push_back(name);
  return print_items(session, *items, columns);
}

Result<int> best_times(const Session& session, const Sums& options) {
  const auto answer = ask(session, "best-times", options);
  if (!answer) return answer.error();
  if (session.json) return print_json(session, answer->body);
  const auto items = answer->json->getArray("items");
  if (!items) return Error{Code::bad_response, "the engine's best times have no items"};
  if (items->empty()) {
    session.out() << "not enough posts to compare: " << cell(*answer->json, "posts_compared")
                  << " could be\n";
    return kGood;
  }
  print_items(session, *items, {"weekday", "hour", "posts", "effect", "low", "high"});
  const auto sentences = answer->json->getArray("recommendations");
  for (std::size_t i = 0; sentences && i < sentences->size(); ++i)
    session.out() << fit(sentences->getElement<std::string>(static_cast<unsigned>(i)), 200) << '\n';
  return kGood;
}

void declare_sums(CLI::App& app, Choice& choice) {
  auto t = std::make_shared<Sums>();
  CLI::App& by_period =
      declare_one(app, choice, "trends", "posts and engagement by days, weeks or months", trends, t);
  by_period.add_option("--from", t->from, "30 days back if not given");
  by_period.add_option("--to", t->to, "now if not given");
  by_period.add_option("--period", t->period, "daily, weekly or monthly");
  by_period.add_option("--value", t->value, "gain, total or published");
  by_period.add_option("--group-by", t->group_by, "platform");

  auto b = std::make_shared<Sums>();
  CLI::App& by_time =
      declare_one(app, choice, "best-times", "when posts were published that did well, compared at equal age",
                  best_times, b);
  by_time.add_option("--days", b->days, "posts published in so many days; 90 if not given");
  by_time.add_option("--age", b->age, "at which posts are compared; 7d if not given");
}

}  // namespace tidemark::cli
