#pragma once
// What a plugin does when the platform's answers are not as they should be. One call is the whole test:
//
//   TEST(ExampleDamage, NoDamageCrashesItOrMakesANumberUp) {
//     expect_no_damage_hurts(tidemark_plugin_v1, {
//         .answer = [](const SentRequest& request) { return Answer{.body = ...}; },
//         .items = {{}, {.platform_id = "1"}},
//         .account = {{"platform_user_id", "42"}},
//         .now_ms = kNow});
//   }
//
// The sync of these items, the discovery (with an empty cursor, and with `cursor`) and the check are played
// once as they are, and then again for each thing that can be wrong with one of the answers: each place of
// the body (json_damage.h), each header, the status, no answer at all; and bytes flipped at random, from a
// seed that a failure prints (TIDEMARK_SEED=... plays it again).
//
// What must hold, each time:
//   - it ends, within three times the requests and some; after a 429 the bucket is closed, as the engine has
//     it;
//   - each item is answered or the call failed, with a sentence; nothing is a TIDEMARK_PLUGIN_ERROR;
//   - a TIDEMARK_BAD_RESPONSE names the place (a key there, above or below) or the request (a word of its
//     path, or one of `request_words`) or the item's id;
//   - a sample has the value it has with good answers, or one that some answer of this play holds; a zero
//     only where the good answers have a zero there, or the damage brought one;
//   - what is found is in an answer, and the engine would take it (`post_id`, times, media); `listed` is not
//   said by a call that failed, nor when a list that could
//     not be read cost posts.
// Good answers for this test hold few zeros, and each number once: then more is found.

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fake_host.h"

namespace tidemark::testing {

/// Whether `value` can come from `numbers`, all those that the answers hold.
using Derived = std::function<bool(std::int64_t value, const std::set<std::int64_t>& numbers)>;

/// A thousandth, rounded down: milliseconds told in seconds.
bool is_a_thousandth(std::int64_t value, const std::set<std::int64_t>& numbers);
/// Any sum: of the videos of a post, of reactions by type.
bool is_a_sum(std::int64_t value, const std::set<std::int64_t>& numbers);

struct Conversation {
  /// The platform as it should be. The same request has the same answer each time.
  std::function<Answer(const SentRequest&)> answer;
  std::vector<AskedItem> items = {};
  std::map<std::string, std::string> account = {};
  std::int64_t now_ms = 0;
  std::string config = "{}";
  std::string cursor = {};
  std::string post_id = ".+";  // the manifest's [post_id] pattern: the engine ends a call that finds another
  /// What the plugin's sentences call its requests, where that is no word of the path.
  std::vector<std::string> request_words = {};
  /// Metrics whose values stand in no answer as they are.
  std::map<std::string, Derived> derived = {};
  int flips = 200;  // of each answer; ten times as many in the long tests
};

/// All that is wrong, in sentences; at most 20. For tests of this test.
std::vector<std::string> complaints_under_damage(const tidemark_plugin& plugin, const Conversation& good);

void expect_no_damage_hurts(const tidemark_plugin& plugin, const Conversation& good);

}  // namespace tidemark::testing
