#include "cli/period_commands.h"

#include <memory>

#include "cli/session.h"
#include "cli/table.h"

namespace tidemark::cli {
namespace {

const std::vector<std::string> kSummary = {"total_posts",      "total_likes",        "total_comments",
                                           "total_shares",     "total_reach",        "total_impressions",
                                           "total_engagement", "avg_engagement_rate"};

Result<ApiAnswer> ask(const Session& session, const std::string& call, const PeriodQuestion& question) {
  const Parameters parameters = {{"business_id", std::to_string(question.business)},
                                 {"platform", question.platform},
                                 {"label", question.label},
                                 {"from", question.from},
                                 {"to", question.to},
                                 {"metric", question.metric},
                                 {"limit", question.limit},
                                 {"period_type", question.period}};
  return session.api.get("/api/v1/analytics/" + call + query_of(parameters));
}

std::vector<std::string> with(std::vector<std::string> first, const std::vector<std::string>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

/// Items as a table, under a heading; nothing at all where there are none.
void print_part(const Session& session, const Json& answer, const std::string& name,
                const std::vector<std::string>& columns, std::size_t most = SIZE_MAX) {
  const auto items = answer.getArray(name);
  if (!items || items->empty()) return;
  session.out() << '\n' << name << '\n';
  Table table(columns);
  for (std::size_t i = 0; i < std::min(items->size(), most); ++i) {
    const auto& one = *items->getObject(static_cast<unsigned>(i));
    std::vector<std::string> row;
    for (const auto& column : columns) row.push_back(fit(cell(one, column), 40));
    table.add(std::move(row));
  }
  table.print(session.out());
}

Result<int> print_list(const Session& session, const Result<ApiAnswer>& answer,
                       const std::vector<std::string>& columns) {
  if (!answer) return answer.error();
  if (session.json) return print_json(session, answer->body);
  const auto items = answer->json->getArray("items");
  return print_items(session, items ? *items : Poco::JSON::Array(), columns);
}

}  // namespace

Result<int> top(const Session& session, const PeriodQuestion& question) {
  return print_list(session, ask(session, "top-posts", question),
                    {"rank", "value", "post_id", "platform", "published_at", "content_preview"});
}

Result<int> summaries(const Session& session, const PeriodQuestion& question) {
  return print_list(session, ask(session, "summaries", question),
                    with(with({"period_start", "platform"}, kSummary), {"follower_growth", "best_post_id"}));
}

Result<int> overview(const Session& session, const PeriodQuestion& question) {
  const auto answer = ask(session, "overview", question);
  if (!answer) return answer.error();
  if (session.json) return print_json(session, answer->body);
  session.out() << cell(*answer->json, "period_start") << " to " << cell(*answer->json, "period_end")
                << "\n\n";
  const auto summary = child(*answer->json, "summary");
  Table table(kSummary);
  std::vector<std::string> row;
  for (const auto& column : kSummary) row.push_back(cell(*summary, column));
  table.add(std::move(row));
  table.print(session.out());
  constexpr std::size_t kTimesShown = 5;
  print_part(session, *answer->json, "by_platform", with({"platform", "percentage_of_total"}, kSummary));
  print_part(session, *answer->json, "top_posts",
             {"rank", "value", "post_id", "platform", "published_at", "content_preview"});
  print_part(session, *answer->json, "best_times", {"weekday", "hour", "posts", "effect", "low", "high"},
             kTimesShown);
  return kGood;
}

void declare_periods(CLI::App& app, Choice& choice) {
  const auto declare_one = [&](const char* name, const char* about,
                               Result<int> (*run)(const Session&, const PeriodQuestion&)) {
    CLI::App& command = *app.add_subcommand(name, about);
    auto question = std::make_shared<PeriodQuestion>();
    command.add_option("BUSINESS", question->business)->required();
    command.add_option("--platform", question->platform, "only of this platform");
    command.add_option("--label", question->label, "only posts with this label, as campaign:spring");
    command.add_option("--from", question->from, "30 days before the end if not given");
    command.add_option("--to", question->to, "a date is included; now if not given");
    command.callback([&choice, question, run] {
      choice.run = [question, run](const Session& session) { return run(session, *question); };
    });
    return std::pair(&command, question);
  };
  const auto [ranked, of_top] = declare_one("top", "a business's posts that stand out in a window", top);
  ranked->add_option("--metric", of_top->metric, "engagement_rate if not given");
  ranked->add_option("--limit", of_top->limit, "at most so many; 10 if not given");
  declare_one("overview", "a window of a business: sums, platforms, top posts, best times", overview);
  const auto [listed, of_summaries] =
      declare_one("summaries", "what a business's posts add up to, period by period", summaries);
  listed->add_option("--period", of_summaries->period, "daily if not given")
      ->check(CLI::IsMember({"daily", "weekly", "monthly", "yearly"}));
}

}  // namespace tidemark::cli
