#include "x.h"

#include <algorithm>

#include "tidemark/time.hpp"

namespace tidemark::testing {

std::string id_at(std::int64_t ms, unsigned sequence) {
  return std::to_string((static_cast<std::uint64_t>(ms - 1288834974657) << 22) + sequence);
}

std::string X::post(int days_old, const std::string& author, const std::string& more) {
  const std::int64_t made_at = kNow - days_old * kDay - 1000;
  const std::string id = id_at(made_at, static_cast<unsigned>(posts_.size()));
  posts_[id] = {made_at, author, more};
  items_.push_back({.platform_id = id, .published_at_ms = made_at});
  return id;
}

std::size_t X::lookups(const Outcome& outcome, bool with_private) const {
  return static_cast<std::size_t>(
      std::count_if(outcome.requests.begin(), outcome.requests.end(), [&](const auto& request) {
        const bool asks = request.target.find("non_public_metrics") != std::string::npos;
        return request.target.starts_with("/2/tweets?") && asks == with_private;
      }));
}

Answer X::answer(const SentRequest& request) const {
  Answer out = {.status = 404};
  if (request.target.starts_with("/2/tweets?")) out = posts(request.target);
  if (request.target.starts_with("/2/users/"))
    out = {.body = R"({"data":{"id":"42","public_metrics":{"followers_count":570842,"following_count":2048,)"
                   R"("tweet_count":14052,"listed_count":1672}}})"};
  if (request.target.starts_with("/2/media/analytics?")) out = media_answer;
  if (out.headers.empty()) out.headers = headers;
  meddle(request, out);
  return out;
}

Answer X::posts(const std::string& target) const {
  const bool figures = target.find("non_public_metrics") != std::string::npos;
  const std::string list = target.substr(target.find("ids=") + 4, target.find('&') - target.find("ids=") - 4);
  std::string data, errors;
  const auto error = [&](const std::string& id, const char* title, const char* kind,
                         const std::string& more) {
    errors += (errors.empty() ? "" : ",") + std::string("{\"resource_id\":\"") + id + "\",\"title\":\"" +
              title + "\",\"detail\":\"about " + id + "\",\"type\":\"https://api.twitter.com/2/problems/" +
              kind + "\"" + more + "}";
  };
  std::size_t asked = 0;
  for (std::size_t at = 0; at < list.size(); ++asked) {
    const std::size_t end = std::min(list.find("%2C", at), list.size());
    const std::string id = list.substr(at, end - at);
    at = end + 3;
    if (silent.contains(id)) continue;
    if (deleted.contains(id) || !posts_.contains(id)) {
      error(id, "Not Found Error", "resource-not-found", "");
      continue;
    }
    if (suspended.contains(id)) {
      error(id, "Authorization Error", "not-authorized-for-resource", "");
      continue;
    }
    const Post& post = posts_.at(id);
    const bool may = figures && post.author == token_of && kNow - post.made_at < 30 * kDay;
    if (figures && !may) {
      if (refusal == Refusal::refuses_the_request)
        return {.status = 403, .body = R"({"title":"Forbidden","status":403})"};
      error(id, "Field Authorization Error", "not-authorized-for-field", ",\"field\":\"non_public_metrics\"");
      if (refusal == Refusal::drops_the_post) continue;
    }
    // Newest first, whatever was asked.
    std::string one =
        "{\"id\":\"" + id + "\",\"author_id\":\"" + post.author + "\",\"created_at\":\"" +
        sdk::format_time(post.made_at) + "\"," +
        R"("public_metrics":{"retweet_count":50,"reply_count":12,"like_count":234,"quote_count":5,)" +
        R"("bookmark_count":8,"impression_count":5432})";
    if (may)
      one +=
          R"(,"non_public_metrics":{"impression_count":5432,"url_link_clicks":89,"user_profile_clicks":156,)"
          R"("engagements":345},"organic_metrics":{"impression_count":5400,"like_count":230,"reply_count":12,)"
          R"("retweet_count":50,"url_link_clicks":88,"user_profile_clicks":150})";
    one += post.more + "}";
    data = data.empty() ? one : one + "," + data;
  }
  if (asked > 100) return {.status = 400, .body = R"({"title":"Invalid Request"})"};
  std::string body = "{";
  if (!data.empty()) body += "\"data\":[" + data + "]" + includes;
  if (!errors.empty()) body += std::string(data.empty() ? "" : ",") + "\"errors\":[" + errors + "]";
  return {.body = body + "}"};
}

}  // namespace tidemark::testing
