#include "catalog/runs.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "catalog/checks.h"
#include "catalog/database.h"

namespace tidemark {
namespace {

const std::string kSelect =
    "SELECT id, business_id, cause, status, platforms, message, total_posts, started_at, finished_at, "
    "last_synced_at, found, fresh, gone "
    "FROM runs ";
const std::string kInScope = "(?1 IS NULL OR business_id IN (SELECT value FROM json_each(?1))) ";
const std::string kOne = kSelect + "WHERE id = ?2 AND " + kInScope;
const std::string kList = kSelect + "WHERE id < ?2 AND " + kInScope + "ORDER BY id DESC LIMIT ?3";
const std::string kListOfBusiness = kSelect + "WHERE business_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";

/// Platform ids hold no comma.
std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ",").append(word);
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    words.emplace_back(text.substr(0, text.find(',')));
    text.remove_prefix(std::min(text.size(), words.back().size() + 1));
  }
  return words;
}

std::optional<std::size_t> count_of(const Run& run, std::size_t Discovered::*of) {
  return run.discovered ? std::optional(*run.discovered.*of) : std::nullopt;
}

Run read_run(Row& row) {
  Run run;
  std::string trigger;
  std::string status;
  std::string platforms;
  row >> run.id >> run.business >> trigger >> status >> platforms >> run.message >> run.total_posts >>
      run.started_at >> run.finished_at >> run.last_synced_at;
  std::optional<std::uint64_t> found, fresh, gone;
  row >> found >> fresh >> gone;
  if (found) run.discovered = Discovered{*found, fresh.value_or(0), gone.value_or(0)};
  run.trigger = parse_trigger(trigger).value_or(Trigger::manual);
  run.status = parse_run_status(status).value_or(RunStatus::interrupted);
  run.platforms = split(platforms);
  return run;
}

void read_counts(Session& session, Run& run) {
  session.each("SELECT platform, synced, failed, rate_limited FROM run_counts WHERE run_id = ?", {run.id},
               [&](Row& row) {
                 std::string platform;
                 row >> platform;
                 SyncCounts& counts = run.by_platform[platform];
                 row >> counts.synced >> counts.failed >> counts.rate_limited;
               });
}

void read_errors(Session& session, Run& run) {
  session.each(
      "SELECT platform, code, message, retry_after_s, posts FROM run_errors WHERE run_id = ? ORDER BY "
      "position",
      {run.id}, [&](Row& row) {
        SyncError error;
        std::string code;
        std::string posts;
        row >> error.platform >> code >> error.message >> error.retry_after_s >> posts;
        error.code = parse_code(code).value_or(Code::plugin_error);
        for (const std::string& id : split(posts)) {
          std::uint64_t number = 0;
          std::from_chars(id.data(), id.data() + id.size(), number);
          error.post = number == 0 ? std::nullopt : std::optional(PostId{number});
          run.errors.push_back(error);
        }
      });
}

void write_counts(Session& session, RunId id, const Run& run) {
  session.run("DELETE FROM run_counts WHERE run_id = ?", {id});
  for (const auto& [platform, counts] : run.by_platform)
    session.run(
        "INSERT INTO run_counts (run_id, platform, synced, failed, rate_limited) VALUES (?, ?, ?, ?, ?)",
        {id, platform, counts.synced, counts.failed, counts.rate_limited});
}

/// Posts that failed alike share a row, in the order in which each kind of error came first: when a platform
/// is away, ten thousand posts fail with one sentence.
void write_errors(Session& session, RunId id, const std::vector<SyncError>& errors) {
  session.run("DELETE FROM run_errors WHERE run_id = ?", {id});
  using Kind = std::tuple<std::string_view, Code, std::string_view, std::optional<std::int64_t>>;
  std::map<Kind, std::size_t> position_of;
  std::vector<std::pair<const SyncError*, std::vector<std::uint64_t>>> groups;
  for (const SyncError& error : errors) {
    const Kind kind{error.platform, error.code, error.message, error.retry_after_s};
    const auto [found, is_new] = position_of.try_emplace(kind, groups.size());
    if (is_new) groups.push_back({&error, {}});
    groups[found->second].second.push_back(error.post ? error.post->value : 0);
  }
  std::size_t position = 0;
  for (auto& [error, posts] : groups) {
    std::sort(posts.begin(), posts.end());
    std::string list;
    for (const std::uint64_t post : posts) list.append(list.empty() ? "" : ",").append(std::to_string(post));
    session.run(
        "INSERT INTO run_errors (run_id, position, platform, code, message, retry_after_s, posts) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        {id, position++, error->platform, to_string(error->code), storable(error->message),
         error->retry_after_s, std::move(list)});
  }
}

}  // namespace

Result<Run> Runs::get(const Asker& asker, RunId id) {
  return database_.read([&](Session& session) -> Result<Run> {
    std::optional<Run> found;
    session.each(kOne, {scope_of(asker), id}, [&](Row& row) { found = read_run(row); });
    if (!found) return not_found("run", id.value);
    read_counts(session, *found);
    read_errors(session, *found);
    return *std::move(found);
  });
}

Result<Page<Run>> Runs::list(const Asker& asker, std::optional<BusinessId> business, PageRequest page) {
  return database_.read([&](Session& session) -> Result<Page<Run>> {
    if (business)
      if (auto seen = check_in_sight(session, asker, *business); !seen) return seen.error();
    std::vector<Run> found;
    const std::int64_t below = page.after ? static_cast<std::int64_t>(*page.after) : INT64_MAX;
    const Param whose = business ? Param(*business) : Param(scope_of(asker));
    session.each(business ? kListOfBusiness : kList, {whose, below, page.limit + 1},
                 [&](Row& row) { found.push_back(read_run(row)); });
    Page<Run> answer = page_of(std::move(found), page.limit);
    for (Run& run : answer.items) read_counts(session, run);
    return answer;
  });
}

Result<RunId> Runs::begin(const Run& run) {
  return database_.write([&](Session& session) -> Result<RunId> {
    if (!session.any("SELECT 1 FROM businesses WHERE id = ?", {run.business}))
      return not_found("business", run.business.value);
    const auto id = session.value<RunId>(
        "INSERT INTO runs (business_id, cause, status, platforms, message, total_posts, started_at, "
        "last_synced_at) "
        "VALUES (?, ?, 'running', ?, ?, ?, ?, ?) RETURNING id",
        {run.business, to_string(run.trigger), joined(run.platforms), storable(run.message), run.total_posts,
         run.started_at == Instant{} ? clock_.now() : run.started_at, run.last_synced_at});
    write_counts(session, *id, run);
    write_errors(session, *id, run.errors);
    return *id;
  });
}

Result<> Runs::save(const Run& run) {
  return database_.write([&](Session& session) -> Result<> {
    const bool known = session.any(
        "UPDATE runs SET status = ?2, platforms = ?3, message = ?4, total_posts = ?5, finished_at = ?6, "
        "last_synced_at = ?7, found = ?8, fresh = ?9, gone = ?10 WHERE id = ?1 RETURNING id",
        {run.id, to_string(run.status), joined(run.platforms), storable(run.message), run.total_posts,
         run.finished_at, run.last_synced_at, count_of(run, &Discovered::found),
         count_of(run, &Discovered::fresh), count_of(run, &Discovered::gone)});
    if (!known) return Done{};
    write_counts(session, run.id, run);
    write_errors(session, run.id, run.errors);
    return Done{};
  });
}

Result<std::size_t> Runs::close_interrupted() {
  return database_.write([&](Session& session) -> Result<std::size_t> {
    std::size_t closed = 0;
    session.each(
        "UPDATE runs SET status = 'interrupted', finished_at = ?1, message = ?2, total_posts = "
        "(SELECT COALESCE(SUM(synced + failed + rate_limited), 0) FROM run_counts WHERE run_id = runs.id) "
        "WHERE status = 'running' RETURNING id",
        {clock_.now(), "The engine stopped before the run was over; what is counted here is stored."},
        [&](Row&) { ++closed; });
    return closed;
  });
}

Result<std::optional<Instant>> Runs::last_started(BusinessId business) {
  return database_.glance([&](Session& session) -> Result<std::optional<Instant>> {
    return session.value<Instant>(
        "SELECT started_at FROM runs WHERE business_id = ? AND status NOT IN ('running', 'interrupted') "
        "ORDER BY started_at DESC LIMIT 1",
        {business});
  });
}

}  // namespace tidemark
