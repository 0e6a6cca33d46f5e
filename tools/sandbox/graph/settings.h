#pragma once
// What can be turned on Graph's stand-in while it runs, by text ("retire=post_clicks"). Everything is off
// that would cost a client more than the documents say is usual.

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace tidemark::sandbox::graph {

struct Settings {
  bool proof_required = false;  ///< proof=required

  /// Calls in 24 hours for one page, for one Instagram account; in an hour for one user's token, for the
  /// app's. Their usage is what the headers tell, in percent.
  std::int64_t page_calls = 48'000, instagram_calls = 48'000, user_calls = 4'800, app_calls = 2'000;
  std::int64_t insights_per_minute = 0;  ///< of one page or account, beyond it code 613; 0: no such limit
  bool page_limit = false;               ///< the older form: X-Page-Usage and code 32

  std::int64_t reduce_at = 0;     ///< posts times fields of one list that are refused with code 1; 0: never
  std::int64_t empty_pages = 16;  ///< one page of a list in so many is empty and has a next; 0: none
  std::int64_t most_listed = 0;   ///< posts that the feed family lists ("about 600" a year); 0: all

  std::set<std::string> retired;       ///< metrics that are refused from now on
  std::set<std::int64_t> small;        ///< accounts with fewer than 100 followers
  std::int64_t before_conversion = 0;  ///< of 1,000 Instagram posts, older than the professional account
  std::int64_t hidden_likes = 0;       ///< of 1,000 Instagram posts, without like_count
  std::int64_t stories_a_day = 3;      ///< per account, at most 24
};

/// "KEY=VALUE". Of the sets: small=3 and small=-3, retire=NAME and retire=-NAME. `invalid` names what cannot
/// be read.
Result<Done> change(Settings& settings, std::string_view text);

}  // namespace tidemark::sandbox::graph
