#include "damage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <regex>

#include "json_damage.h"
#include "numbers_in.h"
#include "support/long_tests.h"
#include "tidemark/json.hpp"

namespace tidemark::testing {
namespace {

constexpr std::size_t kEnough = 20;  // complaints

enum class Call { sync, discover, discover_again, check };

/// Of a request: what makes it the same one.
std::string key_of(const SentRequest& request) {
  return request.method + (request.as_app ? " as app " : " ") + std::to_string(request.origin) +
         request.target + request.body;
}

struct Exchange {
  SentRequest request;
  Answer answer;
};

struct Played {
  Outcome outcome;
  std::vector<Exchange> exchanges;  // that reached the platform
};

/// One answer instead of the good one.
struct Wrong {
  std::string request;  // key_of
  Answer answer;
  Damage damage;  // `what` is all that is said of it
};

std::string word_of(Call call) {
  if (call == Call::sync) return "sync";
  if (call == Call::check) return "check";
  return call == Call::discover ? "discover" : "discover with a cursor";
}

/// Values by what they are of: a post by its id, wherever in the call it stood.
std::map<std::string, std::int64_t> values_of(const Outcome& outcome, bool discovery) {
  std::map<std::string, std::int64_t> values;
  const auto item = [&](std::uint32_t index) {
    if (!discovery) return "item " + std::to_string(index);
    return "post " + (index < outcome.found.size() ? outcome.found[index].platform_id : "that was not found");
  };
  for (const auto& [key, value] : outcome.values) values[key.second + " of " + item(key.first)] = value;
  for (const WindowSample& one : outcome.windows)
    values[one.metric + " of " + item(one.item) + " since " + std::to_string(one.since_ms) + " until " +
           std::to_string(one.until_ms)] = one.value;
  return values;
}

class Rehearsal {
 public:
  Rehearsal(const tidemark_plugin& plugin, const Conversation& good) : plugin_(plugin), good_(good) {
    const char* asked = std::getenv("TIDEMARK_SEED");
    seed_ = asked ? std::strtoull(asked, nullptr, 10) : std::random_device{}();
    random_.seed(seed_);
  }

  std::vector<std::string> run() {
    if (!good_.items.empty()) run(Call::sync);
    if (plugin_.discover) run(Call::discover);
    if (plugin_.discover && !good_.cursor.empty()) run(Call::discover_again);
    if (plugin_.check) run(Call::check);
    return complaints_;
  }

 private:
  bool enough() const { return complaints_.size() >= kEnough || ::testing::Test::HasFailure(); }

  void run(Call call) {
    call_ = call;
    most_requests_ = 1000;
    as_it_should_be_ = play(nullptr);
    const Failed& result = as_it_should_be_.outcome.result;
    if (result.code != TIDEMARK_OK || as_it_should_be_.exchanges.empty()) {
      complaints_.push_back(word_of(call) + " with good answers: " +
                            (result.message.empty() ? "nothing was asked" : result.message));
      return;
    }
    good_values_ = values_of(as_it_should_be_.outcome, is_discovery());
    most_requests_ = 3 * as_it_should_be_.exchanges.size() + 40;
    std::set<std::string> seen;
    for (const Exchange& exchange : as_it_should_be_.exchanges)
      if (seen.insert(key_of(exchange.request)).second) damage(exchange);
  }

  void damage(const Exchange& exchange) {
    for (Damage& damage : damages_of(exchange.answer.body)) {
      Answer answer = exchange.answer;
      answer.body = damage.body;
      judge(exchange, std::move(answer), std::move(damage));
    }
    damage_headers(exchange);
    damage_status(exchange);
    for (int round = 0; round < times(good_.flips, 10 * good_.flips); ++round) {
      Damage damage = flipped(exchange.answer.body, random_);
      damage.what += ", TIDEMARK_SEED=" + std::to_string(seed_);
      Answer answer = exchange.answer;
      answer.body = damage.body;
      judge(exchange, std::move(answer), std::move(damage));
    }
  }

  void damage_headers(const Exchange& exchange) {
    const auto said = [](std::string what) {
      return Damage{.what = std::move(what), .body = {}, .kind = Damage::Kind::same_type};
    };
    for (std::size_t i = 0; i < exchange.answer.headers.size(); ++i) {
      const std::string& name = exchange.answer.headers[i].first;
      for (const char* value : {"", "oddly", "-73", "1.5", "1e400", "99999999999999999999",
                                "9223372036854775807", "{", "[]", "{\"oddly\":[{}]}"}) {
        Answer answer = exchange.answer;
        answer.headers[i].second = value;
        judge(exchange, std::move(answer), said("header " + name + ": " + value));
      }
      Answer answer = exchange.answer;
      answer.headers.erase(answer.headers.begin() + static_cast<std::ptrdiff_t>(i));
      judge(exchange, std::move(answer), said("without header " + name));
    }
  }

  void damage_status(const Exchange& exchange) {
    const std::string page = "<html><body><h1>Something went wrong</h1></body></html>";
    const Answer answers[] = {{.status = 204},
                              {.status = 302, .body = page},
                              {.status = 400, .body = R"({"error":"oddly"})"},
                              {.status = 400, .body = R"({"error":{"message":73,"code":"73"},"errors":{}})"},
                              {.status = 401},
                              {.status = 403, .body = "{}"},
                              {.status = 403, .body = "[]"},
                              {.status = 404},
                              {.status = 410, .body = "null"},
                              {.status = 429, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 60'000},
                              {.status = 500, .body = page},
                              {.status = 503},
                              {.status = 503, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 60'000},
                              {.status = 0, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 60'000},
                              {.status = 0, .code = TIDEMARK_NETWORK_ERROR},
                              {.status = 0, .code = TIDEMARK_TIMEOUT}};
    for (const Answer& answer : answers)
      judge(exchange, answer,
            {.what = "status " + std::to_string(answer.status) + ", code " + std::to_string(answer.code) +
                     ", body " + answer.body,
             .body = answer.body,
             .kind = Damage::Kind::not_readable});
  }

  Played play(const Wrong* wrong) {
    FakeHost host(plugin_, good_.config);
    host.now_ms = good_.now_ms;
    host.account = good_.account;
    host.cancel_at_request = static_cast<int>(most_requests_);
    Played played;
    std::set<std::uint32_t> closed;
    host.play = [&](const SentRequest& request) {
      if (closed.contains(request.bucket))
        return Answer{.status = 0, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 60'000};
      const Answer answer =
          wrong && wrong->request == key_of(request) ? wrong->answer : good_.answer(request);
      if (answer.code == TIDEMARK_RATE_LIMITED) closed.insert(request.bucket);
      played.exchanges.push_back({request, answer});
      return answer;
    };
    if (call_ == Call::sync) played.outcome = host.sync(good_.items);
    if (call_ == Call::discover) played.outcome = host.discover("");
    if (call_ == Call::discover_again) played.outcome = host.discover(good_.cursor);
    if (call_ == Call::check) played.outcome = host.check();
    return played;
  }

  void judge(const Exchange& exchange, Answer answer, Damage damage) {
    if (enough()) return;
    const Wrong wrong{key_of(exchange.request), std::move(answer), std::move(damage)};
    about_ = word_of(call_) + ", " + exchange.request.target + ", " + wrong.damage.what;
    SCOPED_TRACE(about_);
    const Played played = play(&wrong);
    const Outcome& outcome = played.outcome;
    if (outcome.requests.size() >= most_requests_)
      complain(wrong, std::to_string(outcome.requests.size()) + " requests and no end");
    judge_failure(outcome.result, exchange, wrong);
    for (const auto& [item, why] : outcome.failed) judge_failure(why, exchange, wrong);
    judge_values(played, exchange, wrong);
    if (is_discovery()) judge_list(played, wrong);
  }

  void complain(const Wrong& wrong, const std::string& what) {
    if (complaints_.size() < kEnough)
      complaints_.push_back(about_ + ": " + what + "\n  " + wrong.answer.body.substr(0, 1000));
  }

  void judge_failure(const Failed& why, const Exchange& exchange, const Wrong& wrong) {
    if (why.code == TIDEMARK_PLUGIN_ERROR || why.code == TIDEMARK_BAD_CONFIG ||
        why.code == TIDEMARK_UNSUPPORTED)
      complain(wrong, "a platform's answer is taken for a defect of ours: " + why.message);
    if (why.code != TIDEMARK_OK && why.code != TIDEMARK_CANCELLED && why.message.empty())
      complain(wrong, "a failure without a sentence");
    if (why.code != TIDEMARK_BAD_RESPONSE) return;
    std::vector<std::string> words = good_.request_words;
    words.insert(words.end(), wrong.damage.names.begin(), wrong.damage.names.end());
    for (const AskedItem& item : good_.items)
      if (!item.platform_id.empty()) words.push_back(item.platform_id);
    const std::string path = exchange.request.target.substr(0, exchange.request.target.find('?'));
    for (std::size_t at = 0; at < path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      if (end - at > 2) words.push_back(path.substr(at, end - at));
      at = end + 1;
    }
    if (std::none_of(words.begin(), words.end(),
                     [&](const std::string& word) { return why.message.find(word) != std::string::npos; }))
      complain(wrong, "a bad response that names neither its place nor the request: " + why.message);
  }

  void judge_values(const Played& played, const Exchange& exchange, const Wrong& wrong) {
    std::set<std::int64_t> held;  // only looked for when a value is not the good one
    for (const auto& [key, value] : values_of(played.outcome, is_discovery())) {
      const auto good = good_values_.find(key);
      if (good != good_values_.end() && good->second == value) continue;
      if (held.empty())
        for (const Exchange& one : played.exchanges) held.merge(numbers_in(one.answer.body));
      const auto derived = good_.derived.find(key.substr(0, key.find(' ')));
      if (derived != good_.derived.end() && derived->second(value, held)) continue;
      const bool brought_a_zero =
          numbers_in(wrong.answer.body).contains(0) && !numbers_in(exchange.answer.body).contains(0);
      const bool may_be = value != 0 ? held.contains(value)
                                     : brought_a_zero || (good == good_values_.end() && held.contains(0));
      if (!may_be)
        complain(wrong, key + " is " + std::to_string(value) + ", and no answer says so" +
                            (good == good_values_.end() ? std::string()
                                                        : "; rightly it is " + std::to_string(good->second)));
    }
  }

  /// The engine takes a post that it cannot keep for a defect of the plugin.
  void judge_found(const FoundPost& post, const Wrong& wrong) {
    constexpr std::int64_t kYear1 = -62'135'596'800'000, kYear9999 = 253'402'300'799'999;
    const std::string who = "post \"" + post.platform_id + "\" was found with ";
    if (!std::regex_match(post.platform_id, std::regex(good_.post_id)))
      complain(wrong, who + "what is no post's id");
    if (post.published_at_ms && (*post.published_at_ms < kYear1 || *post.published_at_ms > kYear9999))
      complain(wrong, who + "an impossible time " + std::to_string(*post.published_at_ms));
    if (!post.media_json.empty()) try {
        const json::Document media = json::parse(post.media_json);
        if (media.root().type() != json::Type::array) media.root().fail("an array");
        for (const json::Value one : media.root().items())
          for (const char* member : {"url", "type", "alt_text"}) one.object()[member].string();
      } catch (const json::Error& problem) {
        complain(wrong, who + "bad media: " + problem.what() + "; " + post.media_json);
      }
  }

  void judge_list(const Played& played, const Wrong& wrong) {
    for (const FoundPost& post : played.outcome.found) judge_found(post, wrong);
    for (const FoundPost& post : played.outcome.found)
      if (std::none_of(played.exchanges.begin(), played.exchanges.end(), [&](const Exchange& one) {
            return one.answer.body.find(post.platform_id) != std::string::npos;
          }))
        complain(wrong, "post \"" + post.platform_id + "\" was found, and is in no answer");
    if (!played.outcome.listed_since) return;
    if (played.outcome.result.code != TIDEMARK_OK) complain(wrong, "listed was said by a call that failed");
    const bool cannot_pass_for_a_list =
        wrong.damage.kind == Damage::Kind::other_type || wrong.damage.kind == Damage::Kind::not_readable;
    const Outcome& good = as_it_should_be_.outcome;
    if (cannot_pass_for_a_list && good.listed_since && *played.outcome.listed_since <= *good.listed_since &&
        played.outcome.found.size() < good.found.size())
      complain(wrong, "listed was said, and posts were lost that the platform still has");
  }

  bool is_discovery() const { return call_ == Call::discover || call_ == Call::discover_again; }

  const tidemark_plugin& plugin_;
  const Conversation& good_;
  std::uint64_t seed_;
  std::mt19937_64 random_;
  Call call_ = Call::sync;
  Played as_it_should_be_;
  std::map<std::string, std::int64_t> good_values_;
  std::size_t most_requests_ = 0;
  std::string about_;
  std::vector<std::string> complaints_;
};

}  // namespace

bool is_a_thousandth(std::int64_t value, const std::set<std::int64_t>& numbers) {
  return std::any_of(numbers.begin(), numbers.end(), [&](auto number) { return number / 1000 == value; });
}

bool is_a_sum(std::int64_t value, const std::set<std::int64_t>& numbers) {
  // All sums that do not pass `value`; the answers of a test hold few numbers that small.
  std::set<std::int64_t> sums;
  for (const std::int64_t number : numbers) {
    if (number == value) return true;
    if (number < 0 || number > value) continue;
    std::set<std::int64_t> more = {number};
    for (const std::int64_t sum : sums)
      if (sum <= value - number) more.insert(sum + number);
    sums.merge(more);
  }
  return sums.contains(value);
}

std::vector<std::string> complaints_under_damage(const tidemark_plugin& plugin, const Conversation& good) {
  return Rehearsal(plugin, good).run();
}

void expect_no_damage_hurts(const tidemark_plugin& plugin, const Conversation& good) {
  for (const std::string& complaint : complaints_under_damage(plugin, good)) ADD_FAILURE() << complaint;
}

}  // namespace tidemark::testing
