#pragma once
// Recorded answers, played to the whole engine: the plugin as it is shipped, the store behind it, and what is
// told of it afterwards over HTTP.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tidemark::testing {

/// What requests get whose target, read plainly, contains `part`.
struct Said {
  std::string part;
  std::string what;         // a recording's name, or the body of a good answer
  std::string around = {};  // a body that has the recording's where its @ is
};

using Figures = std::map<std::string, std::int64_t>;

enum class Do { refresh, discover, check };

/// One recording (or what only makes sense together), and where it ends. All that is not named is not there:
/// figures are null, errors are none.
struct Row {
  std::string name;
  std::string account;
  std::vector<Said> said;               // the first that fits; else the platform's own nothing
  std::vector<std::string> posts = {};  // registered by hand
  std::vector<Do> calls = {Do::refresh};
  std::int64_t now_ms = kSeptember;
  std::string token = "any-token-will-do";

  std::map<std::string, Figures> figures = {};  // of posts, by the platform's id
  Figures account_figures = {};
  std::map<std::string, Figures> days = {};      // the account's, by where the day starts
  std::set<std::string> errors = {};             // of the refresh: "post_not_found of 5", or of no post
  std::int64_t retry_after = 0;                  // of each of them; 0: any of a minute or more
  std::string state = "ok";                      // the account's
  std::map<std::string, std::string> told = {};  // by a discovery or a check, without the message

  static constexpr std::int64_t kSeptember = 1788652800000;  // 2026-09-06T00:00:00Z
};

struct Platform {
  std::string id;
  std::string id_field;       // of its accounts
  std::vector<Said> nothing;  // the answers of a platform that has nothing to tell
  std::vector<Row> rows;
  std::map<std::string, std::string> environment = {};
};

const Platform& linkedin();
const Platform& facebook();
const Platform& instagram();
const Platform& twitter();

/// Where the plugin's README tells which recordings it has no use for.
std::string folder_of(const Platform& platform);

/// Fails the test where the end is not the row's, or a recording of the row was never asked for.
void replay(const Platform& platform, const Row& row);

}  // namespace tidemark::testing
