#pragma once
// What can be turned on Graph's stand-in, by text ("retire=post_clicks", "revoke=2:460"), when it starts or
// while it runs. Everything is off that would cost a client more than the documents say is usual.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace tidemark::sandbox::graph {

struct Settings {
  std::string app_id = "1000000001", app_secret = "sandbox-app-secret";
  bool proof_required = false;  ///< proof=required

  /// Calls in 24 hours for one page, for one Instagram account; in an hour for one user's token, for the
  /// app's. Their usage is what the headers tell, in percent.
  std::int64_t page_calls = 48'000, instagram_calls = 48'000, user_calls = 4'800, app_calls = 2'000;
  std::int64_t insights_per_minute = 0;  ///< per page, beyond it code 613; 0: no such limit
  bool page_limit = false;               ///< the older form: X-Page-Usage and code 32

  std::int64_t reduce_at = 0;    ///< posts times fields of one list that are refused with code 1; 0: never
  int empty_pages = 16;          ///< one page of a list in so many is empty and has a next; 0: none
  std::int64_t most_listed = 0;  ///< posts that the feed family lists for a year ("about 600"); 0: all

  std::set<std::string> retired;             ///< metrics that are refused from now on
  std::set<int> small;                       ///< accounts with fewer than 100 followers
  std::map<int, int> revoked;                ///< account: subcode of 190
  std::set<int> expired;                     ///< accounts whose tokens have run out
  std::map<int, std::set<std::string>> lacks;  ///< account: permissions that were not granted
  int before_conversion = 0;                 ///< of 1,000 Instagram posts, older than the professional account
  int hidden_likes = 0;                      ///< of 1,000 Instagram posts, without like_count
  int stories_a_day = 3;                     ///< per account, at most 24

  bool lacks_permission(int account, const std::string& permission) const {
    const auto found = lacks.find(account);
    return found != lacks.end() && found->second.count(permission) > 0;
  }
};

/// "KEY=VALUE". Sets: small=3 and small=-3, retire=NAME and retire=-NAME, lacks=2:read_insights,... (nothing
/// after the colon: all granted), revoke=2:460 (0: good again), expire=2 and expire=-2.
/// `invalid` names what cannot be read.
Result<Done> change(Settings& settings, std::string_view text);

}  // namespace tidemark::sandbox::graph
