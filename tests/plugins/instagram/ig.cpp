#include "ig.h"

#include <algorithm>

#include "tidemark/time.hpp"

namespace tidemark::testing {
namespace {

struct Legal {
  const char* name;
  std::int64_t base;
  bool feed, reels, story;
};
constexpr Legal kLegal[] = {
    {"views", 5000, true, true, true},
    {"reach", 4000, true, true, true},
    {"shares", 30, true, true, true},
    {"saved", 20, true, true, false},
    {"likes", 200, true, true, false},
    {"comments", 40, true, true, false},
    {"total_interactions", 600, true, true, true},
    {"reposts", 7, true, true, true},
    {"profile_visits", 70, true, false, true},
    {"follows", 3, true, false, true},
    {"profile_activity", 9, true, false, true},
    {"ig_reels_video_view_total_time", 123456, false, true, false},
    {"ig_reels_avg_watch_time", 3400, false, true, false},
    {"replies", 2, false, false, true},
    {"navigation", 25, false, false, true},
    {"link_clicks", 8, false, false, true},
};

const Legal* legal(std::string_view name) {
  const auto* row =
      std::find_if(std::begin(kLegal), std::end(kLegal), [&](const Legal& one) { return one.name == name; });
  return row == std::end(kLegal) ? nullptr : row;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  return out;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::vector<std::string> metrics_in(const std::string& fields) {
  const auto at = fields.find("insights.metric(");
  if (at == std::string::npos) return {};
  const auto first = at + 16;
  return split(fields.substr(first, fields.find(')', first) - first));
}

std::string error(int code, const std::string& message, const std::string& more = "") {
  return R"({"error":{"message":")" + message + R"(","type":"OAuthException","code":)" +
         std::to_string(code) + more + R"(,"fbtrace_id":"A1"}})";
}

std::string insights(const std::vector<std::string>& metrics, const IgMedia& media) {
  std::string data;
  for (const std::string& name : metrics)
    data = R"({"name":")" + name + R"(","period":"lifetime","values":[{"value":)" +
           std::to_string(Ig::figure(name, media.number)) + R"(}],"title":"t","id":")" + media.id +
           "/insights/" + name + "/lifetime\"}" + (data.empty() ? "" : ",") +
           data;  // never in the order of the request
  return R"({"data":[)" + data + "]}";
}

}  // namespace

std::string parameter(const SentRequest& request, const std::string& name) {
  const std::string& target = request.target;
  auto at = target.find("?" + name + "=");
  if (at == std::string::npos) at = target.find("&" + name + "=");
  if (at == std::string::npos) return {};
  at += name.size() + 2;
  return decoded(target.substr(at, std::min(target.find('&', at), target.size()) - at));
}

std::string path_of(const SentRequest& request) {
  const std::string path = request.target.substr(0, request.target.find('?'));
  return path.substr(std::min(path.find('/', 1), path.size()));
}

std::size_t count(const Outcome& outcome, std::string_view path_end) {
  return static_cast<std::size_t>(
      std::count_if(outcome.requests.begin(), outcome.requests.end(),
                    [&](const SentRequest& request) { return path_of(request).ends_with(path_end); }));
}

Ig::Ig(std::string_view config) : host(tidemark_plugin_v1, config) {
  host.now_ms = kNow;
  host.account = {{"instagram_account_id", kAccount}};
  host.play = [this](const SentRequest& request) { return answer(request); };
}

std::int64_t Ig::figure(std::string_view name, int number) {
  if (name == "like_count") return 200 + number;
  if (name == "comments_count") return 40 + number;
  return legal(name)->base + number;
}

std::string Ig::add(const std::string& product, const std::string& form, std::int64_t age_ms) {
  const auto number = static_cast<int>(media_.size());
  const std::string id = "179" + std::to_string(1'000'000'000 + number);
  media_[id] = {id, product, form, (kNow - age_ms) / 1000 * 1000, number};
  order_.push_back(id);
  return id;
}

std::vector<AskedItem> Ig::items() const {
  std::vector<AskedItem> items;
  for (const std::string& id : order_) {
    const IgMedia& one = media_.at(id);
    items.push_back({.platform_id = id,
                     .published_at_ms = one.published_at_ms,
                     .type = one.product == "REELS" ? one.product : one.product + "/" + one.form});
  }
  return items;
}

Answer Ig::answer(const SentRequest& request) const {
  Query query;
  for (const char* name :
       {"ids", "fields", "metric", "since", "until", "limit", "after", "breakdown", "metric_type"})
    if (const std::string value = parameter(request, name); !value.empty()) query[name] = value;
  Answer out = route(path_of(request), query);
  if (denies_all)
    out = {.status = 403, .body = error(10, "(#10) Application does not have permission for this action")};
  if (out.headers.empty()) out.headers = headers;
  meddle(request, out);
  return out;
}

Answer Ig::route(const std::string& path, const Query& query) const {
  const std::string account = std::string("/") + kAccount;
  for (const std::string& field : no_field)
    if (query.contains("fields") && query.at("fields").find(field) != std::string::npos)
      return {.status = 400,
              .body = error(
                  100, "(#100) Tried accessing nonexisting field (" + field + ") on node type (IGMedia)")};
  if (path == account + "/media") return list(query, false);
  if (path == account + "/stories") return list(query, true);
  if (path == account + "/insights") return account_insights(query);
  if (path == account || path == "/me")
    return {.body = R"({"id":")" + std::string(kAccount) +
                    R"(","username":"harbourbakery","followers_count":)" + std::to_string(followers) +
                    R"(,"follows_count":311,"media_count":427})"};
  if (path == "/") return by_ids(query);
  const std::string id = path.substr(1, path.find('/', 1) - 1);
  if (!media_.contains(id) || !path.ends_with("/insights")) return {.status = 404};
  const auto metrics = split(query.at("metric"));
  if (const std::string refused = refusal(media_.at(id), metrics); !refused.empty())
    return {.status = 400, .body = refused};
  return {.body = insights(metrics, media_.at(id))};
}

/// Why the media is not to be had with these metrics; empty: it is.
std::string Ig::refusal(const IgMedia& media, const std::vector<std::string>& metrics) const {
  if (gone.contains(media.id))
    return error(100, "Unsupported get request. Object with ID '" + media.id + "' does not exist",
                 R"(,"error_subcode":33)");
  if (metrics.empty()) return {};
  if (denies_insights) return error(10, "(#10) Application does not have permission for this action");
  if (before_conversion.contains(media.id))
    return error(100, "Invalid parameter", R"(,"error_subcode":2108006)");
  if (few_viewers.contains(media.id))
    return error(10, "(#10) Not enough viewers for the media to show insights");
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const Legal* row = legal(metrics[i]);
    if (!row || dead.contains(metrics[i])) {
      std::string all;
      for (const Legal& one : kLegal)
        if (!dead.contains(one.name)) all += (all.empty() ? "" : ", ") + std::string(one.name);
      return error(100,
                   "(#100) metric[" + std::to_string(i) + "] must be one of the following values: " + all);
    }
    const bool good = media.product == "REELS"   ? row->reels
                      : media.product == "STORY" ? row->story
                                                 : row->feed;
    const auto its_own = odd.find(media.id);
    if (!good || (its_own != odd.end() && its_own->second == metrics[i]))
      return error(100, "(#100) The Media Insights API does not support the " + metrics[i] +
                            " metric for this media product type.");
  }
  return {};
}

std::string Ig::body_of(const IgMedia& media, const std::string& fields) const {
  std::string body = R"({"id":")" + media.id + "\"";
  const auto text = [&](const std::string& name, const std::string& value) {
    if (fields.find(name) != std::string::npos) body += ",\"" + name + "\":\"" + value + "\"";
  };
  const auto number = [&](const std::string& name) {
    if (fields.find(name) != std::string::npos)
      body += ",\"" + name + "\":" + std::to_string(figure(name, media.number));
  };
  text("media_type", media.form);
  text("media_product_type", media.product);
  std::string at = sdk::format_time(media.published_at_ms);
  text("timestamp", at.replace(at.size() - 1, 1, "+0000"));
  text("permalink", "https://www.instagram.com/p/" + media.id + "/");
  text("caption", "caption of " + std::to_string(media.number));
  text("media_url", "https://cdn.example/" + media.id + ".jpg");
  if (media.product != "STORY") number("like_count"), number("comments_count");
  const auto metrics = metrics_in(fields);
  if (!metrics.empty()) body += ",\"insights\":" + insights(metrics, media);
  return body + "}";
}

Answer Ig::list(const Query& query, bool stories) const {
  const auto metrics = metrics_in(query.at("fields"));
  std::vector<const IgMedia*> all;
  for (const auto& [id, media] : media_) {
    const std::int64_t seconds = media.published_at_ms / 1000;
    if (gone.contains(id) || unlisted.contains(id) || (media.product == "STORY") != stories) continue;
    if (stories && kNow - media.published_at_ms > kDay) continue;
    if (honours_window && query.contains("since") && seconds < std::stoll(query.at("since"))) continue;
    if (honours_window && query.contains("until") && seconds > std::stoll(query.at("until"))) continue;
    all.push_back(&media);
  }
  std::sort(all.begin(), all.end(),
            [](const auto* a, const auto* b) { return a->published_at_ms > b->published_at_ms; });
  const std::size_t first = query.contains("after") ? std::stoul(query.at("after").substr(1)) : 0;
  const std::size_t limit = query.contains("limit") ? std::stoul(query.at("limit")) : 25;
  const std::size_t end = std::min(first + limit, all.size());
  std::string data;
  for (std::size_t i = first; i < end; ++i) {
    if (const std::string refused = refusal(*all[i], metrics); !refused.empty())
      return {.status = 400, .body = refused};
    data += (data.empty() ? "" : ",") + body_of(*all[i], query.at("fields"));
  }
  std::string paging = R"("cursors":{"before":"b","after":"c)" + std::to_string(end) + "\"}";
  if (end < all.size()) paging += R"(,"next":"https://graph.facebook.com/next?access_token=EAAsecret")";
  return {.body = R"({"data":[)" + data + R"(],"paging":{)" + paging + "}}"};
}

Answer Ig::by_ids(const Query& query) const {
  const auto ids = split(query.at("ids"));
  if (ids.size() > 50) return {.status = 400, .body = error(100, "(#100) Too many IDs. Maximum: 50.")};
  const auto metrics = metrics_in(query.at("fields"));
  std::string body;
  for (const std::string& id : ids) {
    if (!media_.contains(id))
      return {.status = 404,
              .body = error(803, "(#803) Some of the aliases you requested do not exist: " + id)};
    if (const std::string refused = refusal(media_.at(id), metrics); !refused.empty())
      return {.status = 400, .body = refused};
    body += (body.empty() ? "\"" : ",\"") + id + "\":" + body_of(media_.at(id), query.at("fields"));
  }
  return {.body = "{" + body + "}"};
}

Answer Ig::account_insights(const Query& query) const {
  if (denies_insights)
    return {.status = 403, .body = error(10, "(#10) Application does not have permission for this action")};
  const std::int64_t since = query.contains("since") ? std::stoll(query.at("since")) : 0;
  std::string data;
  int index = 0;
  for (const std::string& name : split(query.at("metric"))) {
    if (dead.contains(name))
      return {.status = 400,
              .body = error(100, "(#100) metric[" + std::to_string(index) +
                                     "] must be one of the following values: reach")};
    ++index;
    std::string value;
    if (name == "follower_count") {
      std::int64_t end = since + 86400;
      for (; end <= std::stoll(query.at("until")); end += 86400) {
        std::string at = sdk::format_time(end * 1000);
        value += (value.empty() ? "" : ",") + std::string(R"({"value":)") +
                 std::to_string(end / 86400 % 100 + 10) + R"(,"end_time":")" +
                 at.replace(at.size() - 1, 1, "+0000") + "\"}";
      }
      value = R"("values":[)" + value + "]";
    } else if (name == "follows_and_unfollows") {
      value =
          R"("total_value":{"breakdowns":[{"dimension_keys":["follow_type"],"results":[)"
          R"({"dimension_values":["FOLLOWER"],"value":17},{"dimension_values":["NON_FOLLOWER"],"value":6}]}]})";
      if (!query.contains("breakdown") || followers < 100) value = R"("total_value":{})";
    } else {
      value = R"("total_value":{"value":)" + std::to_string(1000 * index + since / 86400 % 100) + "}";
    }
    data +=
        (data.empty() ? "" : ",") + std::string(R"({"name":")") + name + R"(","period":"day",)" + value + "}";
  }
  return {
      .body =
          R"({"data":[)" + data +
          R"(],"paging":{"previous":"https://graph.facebook.com/p","next":"https://graph.facebook.com/n"}})"};
}

}  // namespace tidemark::testing
