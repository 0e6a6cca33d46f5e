// Refreshes, runs, and how things stand.

#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/table.h"

namespace tidemark::cli {
namespace {

constexpr std::chrono::milliseconds kPoll{500};
constexpr std::size_t kErrorsShown = 20;

std::int64_t number(const Json& object, const std::string& name) {
  const auto value = object.get(name);
  return value.isInteger() ? value.convert<std::int64_t>() : 0;
}

/// Waits for a run's end, which it answers.
Result<ApiAnswer> follow(const Session& session, const std::string& path) {
  Progress progress(session.around.err, session.around.terminal);
  while (true) {
    auto run = session.api.get(path);
    if (!run || cell(*run->json, "status") != "running") return run;
    const auto details = child(*run->json, "sync_details");
    progress.show(number(*details, "synced") + number(*details, "failed") + number(*details, "rate_limited"),
                  number(*details, "total_posts"), "posts");
    session.around.sleep(kPoll);
  }
}

void print_report(const Session& session, const Json& run) {
  const auto details = child(run, "sync_details");
  session.out() << "run " << cell(run, "run_id") << ": " << cell(run, "status") << ", "
                << fit(cell(run, "message"), 200) << '\n';
  Table table({"platform", "synced", "failed", "rate_limited"});
  for (const auto& [platform, counts] : members_of(*child(*details, "by_platform"))) {
    if (counts.type() != typeid(Json::Ptr)) continue;
    const auto& row = *counts.extract<Json::Ptr>();
    table.add({platform, cell(row, "synced"), cell(row, "failed"), cell(row, "rate_limited")});
  }
  table.add({"all", cell(*details, "synced"), cell(*details, "failed"), cell(*details, "rate_limited")});
  table.print(session.out());
  const auto errors = details->getArray("errors");
  if (!errors || errors->empty()) return;
  session.out() << '\n';
  Table list({"post", "platform", "code", "retry_after", "message"});
  for (std::size_t i = 0; i < std::min(errors->size(), kErrorsShown); ++i) {
    const auto& one = *errors->getObject(static_cast<unsigned>(i));
    list.add({cell(one, "post_id"), cell(one, "platform"), cell(one, "code"), cell(one, "retry_after"),
              fit(cell(one, "message"), 80)});
  }
  list.print(session.out());
  if (errors->size() > kErrorsShown)
    session.out() << "and " << errors->size() - kErrorsShown << " more: tidemark runs " << cell(run, "run_id")
                  << " --json\n";
}

int exit_of(const Json& run) {
  const std::string status = cell(run, "status");
  return status == "failed" || status == "interrupted" ? kFailed : kGood;
}

/// One row for each business, with its platforms' states.
Result<Poco::JSON::Array::Ptr> sync_states(const Session& session, const std::string& business) {
  Poco::JSON::Array::Ptr all = new Poco::JSON::Array;
  Poco::JSON::Array::Ptr businesses = new Poco::JSON::Array;
  if (!business.empty()) {
    const auto one = session.api.get("/api/v1/businesses/" + business);
    if (!one) return one.error();
    businesses->add(one->json);
  } else {
    const auto listed = session.api.list("/api/v1/businesses", {});
    if (!listed) return listed.error();
    businesses = *listed;
  }
  for (std::size_t i = 0; i < businesses->size(); ++i) {
    const auto& one = *businesses->getObject(static_cast<unsigned>(i));
    const auto state =
        session.api.get("/api/v1/analytics/sync-status" + query_of({{"business_id", cell(one, "id")}}));
    if (!state) return state.error();
    Json::Ptr row = new Json(*state->json);
    row->set("business_id", one.get("id"));
    row->set("name", one.get("name"));
    all->add(row);
  }
  return all;
}

std::string platforms_of(const Json& state) {
  std::string text;
  for (const auto& [platform, value] : members_of(*child(state, "platforms"))) {
    if (value.type() != typeid(Json::Ptr)) continue;
    text += (text.empty() ? "" : ", ") + platform + " " + cell(*value.extract<Json::Ptr>(), "state");
  }
  return text.empty() ? "-" : text;
}

}  // namespace

Result<int> refresh(const Session& session, const Refresh& options) {
  Json body;
  body.set("business_id", options.business);
  if (!options.platforms.empty()) {
    Poco::JSON::Array::Ptr platforms = new Poco::JSON::Array;
    for (const auto& platform : options.platforms) platforms->add(platform);
    body.set("platforms", platforms);
  }
  if (options.limit) body.set("limit", *options.limit);
  auto answer = session.api.send("POST", "/api/v1/analytics/refresh", text_of(body));
  if (answer && answer->status == 202) {
    const std::string path = "/api/v1/sync/runs/" + cell(*answer->json, "run_id");
    answer = follow(session, path);
  }
  if (!answer) return answer.error();
  if (session.json) {
    print_json(session, answer->body);
  } else {
    print_report(session, *answer->json);
  }
  return exit_of(*answer->json);
}

Result<int> check_account(const Session& session, std::int64_t id) {
  const auto answer = session.api.send("POST", "/api/v1/accounts/" + std::to_string(id) + "/check");
  if (!answer) return answer.error();
  const int printed = print_object(session, *answer);
  return answer->json->optValue("ok", false) ? printed : kFailed;
}

Result<int> discover_posts(const Session& session, std::int64_t account) {
  const auto started = session.api.send("POST", "/api/v1/accounts/" + std::to_string(account) + "/discover");
  if (!started) return started.error();
  Json::Ptr found = started->json;
  if (started->status == 202) {
    const auto run = follow(session, "/api/v1/sync/runs/" + cell(*started->json, "run_id"));
    if (!run) return run.error();
    found = child(*run->json, "discovered");
    if (!found->has("found")) return Error{Code::platform_error, cell(*run->json, "message")};
  }
  if (session.json) return print_json(session, started->status == 202 ? text_of(*found) : started->body);
  Table table({"found", "new", "gone"});
  table.add({cell(*found, "found"), cell(*found, "new"), cell(*found, "gone")});
  table.print(session.out());
  return kGood;
}

Result<int> list_runs(const Session& session, const std::string& business, std::size_t limit) {
  const auto runs = session.api.list("/api/v1/sync/runs", {{"business_id", business}}, limit);
  if (!runs) return runs.error();
  return print_items(session, **runs,
                     {"run_id", "business_id", "trigger", "status", "posts_updated", "started_at",
                      "finished_at", "message"});
}

Result<int> show_run(const Session& session, std::int64_t id) {
  const auto run = session.api.get("/api/v1/sync/runs/" + std::to_string(id));
  if (!run) return run.error();
  if (session.json) return print_json(session, run->body);
  session.out() << "business " << cell(*run->json, "business_id") << ", " << cell(*run->json, "trigger")
                << ", from " << cell(*run->json, "started_at") << " to " << cell(*run->json, "finished_at")
                << '\n';
  print_report(session, *run->json);
  return kGood;
}

Result<int> status(const Session& session, const std::string& business) {
  const auto ready = session.api.get_allowing(503, "/readyz");
  if (!ready) return ready.error();
  const bool good = ready->status < 400;
  if (!good && !session.json) session.out() << "the engine is not ready: " << fit(ready->body, 300) << '\n';
  const auto states = sync_states(session, business);
  if (!states) return states.error();
  if (session.json) {
    Json body;
    body.set("ready", good);
    body.set("items", *states);
    print_json(session, text_of(body));
    return good ? kGood : kFailed;
  }
  Table table(
      {"id", "business", "posts", "synced", "%", "syncing", "last_sync_at", "next_sync_at", "platforms"});
  for (std::size_t i = 0; i < (*states)->size(); ++i) {
    const auto& one = *(*states)->getObject(static_cast<unsigned>(i));
    table.add({cell(one, "business_id"), fit(cell(one, "name"), 30), cell(one, "total_posts"),
               cell(one, "synced_posts"), cell(one, "sync_percentage"), cell(one, "is_syncing"),
               cell(one, "last_sync_at"), cell(one, "next_sync_at"), platforms_of(one)});
  }
  table.print(session.out());
  return good ? kGood : kFailed;
}

}  // namespace tidemark::cli
