#include "li.h"

namespace tidemark::testing {
namespace {

std::string decoded(std::string text) {
  for (auto at = text.find("%3A"); at != std::string::npos; at = text.find("%3A")) text.replace(at, 3, ":");
  return text;
}

void add(std::string& list, const std::string& one) {
  list += (list.empty() ? "" : ",") + one;
}

}  // namespace

std::vector<std::string> listed_in(const std::string& target, const std::string& parameter) {
  std::vector<std::string> values;
  const auto begin = target.find(parameter + "=List(");
  if (begin == std::string::npos) return values;
  std::size_t at = begin + parameter.size() + 6;
  const std::size_t end = target.find(')', at);
  while (at < end) {
    const std::size_t comma = std::min(target.find(',', at), end);
    values.push_back(decoded(target.substr(at, comma - at)));
    at = comma + 1;
  }
  return values;
}

std::string figures(int likes) {
  return R"("uniqueImpressionsCount":918,"shareCount":2,"engagement":0.0428,"clickCount":38,"likeCount":)" +
         std::to_string(likes) + R"(,"impressionCount":1352,"commentCount":5)";
}

void LinkedInWorld::post(const std::string& urn, const Post& post, const std::string& type, bool dated) {
  posts_[urn] = post;
  items.push_back({.platform_id = urn, .published_at_ms = {}, .type = type});
  if (dated) items.back().published_at_ms = post.published_at_ms;
}

std::vector<std::string> LinkedInWorld::asked(const Outcome& outcome, const std::string& resource) {
  std::vector<std::string> targets;
  for (const SentRequest& request : outcome.requests)
    if (request.target.starts_with("/rest/" + resource)) targets.push_back(request.target);
  return targets;
}

Answer LinkedInWorld::answer(const SentRequest& request) const {
  const std::string path = request.target.substr(6, request.target.find_first_of("?/", 6) - 6);
  Answer out = {.status = 404, .body = R"({"message":"No virtual resource found","status":404})"};
  if (path == "organizationalEntityShareStatistics") out = {.body = statistics(request.target)};
  if (path == "socialMetadata") out = {.body = batch(request.target, true)};
  if (path == "posts") out = {.body = batch(request.target, false)};
  if (path == "networkSizes") out = {.body = R"({"firstDegreeSize":219145})"};
  if (const auto other = instead.find(path); other != instead.end()) out = other->second;
  meddle(request, out);
  return out;
}

std::string LinkedInWorld::statistics(const std::string& target) const {
  std::string elements;
  for (const char* parameter : {"ugcPosts", "shares"})  // not in the order of the request
    for (const std::string& urn : listed_in(target, parameter)) {
      const auto post = posts_.find(urn);
      if (post == posts_.end() || post->second.statistics.empty()) continue;
      const std::string member = parameter == std::string("shares") ? "share" : "ugcPost";
      elements = "{\"organizationalEntity\":\"urn:li:organization:2414183\",\"" + member + "\":\"" + urn +
                 "\",\"totalShareStatistics\":{" + post->second.statistics + "}}" +
                 (elements.empty() ? "" : ",") + elements;
    }
  return R"({"paging":{"start":0,"count":10,"links":[]},"elements":[)" + elements + "]}";
}

std::string LinkedInWorld::batch(const std::string& target, bool social) const {
  std::string results, statuses, errors;
  for (const std::string& urn : listed_in(target, "ids")) {
    const auto known = posts_.find(urn);
    const int status = known == posts_.end() ? 404
                       : !social             ? known->second.post_status
                       : known->second.social.empty() && known->second.social_status == 200
                           ? 0
                           : known->second.social_status;
    if (status == 0) continue;
    add(statuses, "\"" + urn + "\":" + std::to_string(status));
    if (status != 200)
      add(errors, "\"" + urn + R"(":{"message":"Entity not found","status":)" + std::to_string(status) + "}");
    else if (social)
      add(results, "\"" + urn + R"(":{"entity":")" + urn + "\"," + known->second.social + "}");
    else
      add(results, "\"" + urn + R"(":{"id":")" + urn + R"(","lifecycleState":"PUBLISHED","publishedAt":)" +
                       std::to_string(known->second.published_at_ms) + "}");
  }
  return R"({"results":{)" + results + R"(},"statuses":{)" + statuses + R"(},"errors":{)" + errors + "}}";
}

}  // namespace tidemark::testing
