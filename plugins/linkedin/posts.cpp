#include "posts.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "restli.h"

namespace tidemark::linkedin {
namespace {

// Twelve months back; a day less, because the window's edge is cut at a midnight.
constexpr std::int64_t kWindow = 364 * kDay;
constexpr int kMostExtraRequests = 12;  // spent on posts that spoil the request for the others

struct Counter {
  std::string_view field;
  std::uint32_t metric;
};
constexpr Counter kCounters[] = {{"shareCount", metric("shares_count")},
                                 {"impressionCount", metric("impressions")},
                                 {"uniqueImpressionsCount", metric("reach")},
                                 {"clickCount", metric("clicks")}};

std::vector<std::string_view> urns_of(const std::vector<const sdk::Item*>& group) {
  std::vector<std::string_view> urns;
  for (const sdk::Item* item : group) urns.push_back(item->platform_id);
  return urns;
}

/// Whether `text` speaks of this URN, and not of a longer one.
bool names(std::string_view text, std::string_view urn) {
  for (auto at = text.find(urn); at != std::string_view::npos; at = text.find(urn, at + 1)) {
    const auto end = at + urn.size();
    if (end == text.size() || text[end] < '0' || text[end] > '9') return true;
  }
  return false;
}

/// Whether a 404 can be about one of the posts: not if it speaks of another, of the resource, or of nothing.
bool may_be_about_a_post(const Complaint& complaint, const std::vector<const sdk::Item*>& group) {
  const std::string_view said = complaint.message;
  if (said.empty() || said.find("virtual resource") != std::string_view::npos) return false;
  for (const std::string_view kind : {"urn:li:share:", "urn:li:ugcPost:"})
    if (const auto at = said.find(kind); at != std::string_view::npos) {
      const auto digits = said.substr(at + kind.size());
      const bool masked = digits.empty() || digits[0] < '0' || digits[0] > '9';
      return masked || std::any_of(group.begin(), group.end(),
                                   [&](const sdk::Item* item) { return names(said, item->platform_id); });
    }
  return said.find("urn:li:organization:") == std::string_view::npos;  // the page's own, no post's
}

sdk::Failure of_one_post(const sdk::Failure& why, std::string_view urn) {
  if (why.http_status == 404)
    return {TIDEMARK_POST_NOT_FOUND, "LinkedIn has no " + std::string(urn), why.http_status};
  return why;
}

/// Whether going on with the next group has a chance; otherwise the failure stands in the way of all.
bool concerns_one_group(const sdk::Failure& why) {
  if (why.code == TIDEMARK_NETWORK_ERROR || why.code == TIDEMARK_TIMEOUT) return true;
  return why.code == TIDEMARK_PLATFORM_ERROR && !ends_the_call(why);
}

}  // namespace

/// The statistics' elements, by URN.
struct PostReading::Statistics {
  Statistics(json::Document answer, const Group& group) : document(std::move(answer)) {
    const json::Value root = document.root().object();
    if (!root["elements"]) throw json::Error(R"(the answer has no "elements")");
    for (const json::Value element : root["elements"].array()) {
      std::string urn;
      for (const char* kind : {"share", "ugcPost"})
        if (element[kind].type() == json::Type::string) urn = percent_decoded(*element[kind].string());
      if (std::none_of(group.begin(), group.end(), [&](auto* item) { return item->platform_id == urn; }))
        complete = false;
      by_urn.try_emplace(std::move(urn), element);
    }
    for (const json::Value link : root["paging"]["links"].items())
      if (link["rel"].type() == json::Type::string && link["rel"].string() == "next") complete = false;
  }
  std::optional<json::Value> of(std::string_view urn) const {
    const auto found = by_urn.find(std::string(urn));
    return found == by_urn.end() ? std::nullopt : std::optional(found->second);
  }
  json::Document document;
  std::unordered_map<std::string, json::Value> by_urn;
  /// Whether a post that is not in it was left out, and is not one that could not be recognized.
  bool complete = true;
};

PostReading::PostReading(const sdk::Sync& sync, Client& client, std::string_view organization)
    : sync_(sync), client_(client), organization_(organization), social_(sync, client) {}

void PostReading::run() {
  Group group;
  for (const sdk::Item& item : sync_.items()) {
    if (item.is_account) continue;
    group.push_back(&item);
    if (group.size() == kBulk) look_up(std::exchange(group, {}));
  }
  if (!group.empty()) look_up(std::move(group));
}

bool PostReading::may_ask_again() {
  return asked_again_++ < kMostExtraRequests;
}

void PostReading::look_up(Group group) {
  std::vector<std::string_view> shares, others;
  for (const std::string_view urn : urns_of(group))
    (urn.starts_with("urn:li:share:") ? shares : others).push_back(urn);
  std::string query = "?q=organizationalEntity&organizationalEntity=" + sdk::percent_encoded(organization_);
  if (!shares.empty()) query += "&shares=" + list_of(shares);
  if (!others.empty()) query += "&ugcPosts=" + list_of(others);
  try {
    const Statistics statistics(client_.get(kShareStatistics, query), group);
    read_group(group, statistics);
    failures_in_a_row_ = 0;
  } catch (const json::Error& problem) {
    fail(group,
         {TIDEMARK_BAD_RESPONSE, std::string("organizationalEntityShareStatistics: ") + problem.what()});
  } catch (const Refused& why) {
    cope(std::move(group), why);
  } catch (const sdk::Failure& why) {
    if (!concerns_one_group(why)) throw;
    fail(group, why);
  }
}

/// One post that LinkedIn will not hear of spoils the request for the others: it is taken out, by its name if
/// LinkedIn gives it, else by halves.
void PostReading::cope(Group group, const Refused& why) {
  const auto status = why.http_status;
  const bool about_posts =
      !ends_the_call(why) && why.code != TIDEMARK_RATE_LIMITED &&
      (status == 400 || status == 403 || (status == 404 && may_be_about_a_post(why.complaint, group)));
  const auto named = std::find_if(group.begin(), group.end(), [&](const sdk::Item* item) {
    return names(why.complaint.message, item->platform_id);
  });
  const bool may_halve = about_posts && status != 403;
  if (about_posts && named != group.end()) {
    sync_.item_failed((*named)->index, of_one_post(why, (*named)->platform_id));
    group.erase(named);
    if (group.empty()) return;
    if (may_ask_again()) return look_up(std::move(group));
  } else if (may_halve && group.size() == 1) {
    return sync_.item_failed(group[0]->index, of_one_post(why, group[0]->platform_id));
  } else if (may_halve && may_ask_again()) {
    const auto middle = group.begin() + static_cast<std::ptrdiff_t>(group.size() / 2);
    look_up(Group(group.begin(), middle));
    return look_up(Group(middle, group.end()));
  }
  if (!concerns_one_group(why)) throw why;
  fail(group, why);
}

void PostReading::fail(const Group& group, const sdk::Failure& why) {
  if (++failures_in_a_row_ == 2) throw why;  // LinkedIn is in trouble: the rest is not worth its time
  for (const sdk::Item* item : group) sync_.item_failed(item->index, why);
}

std::optional<BatchAnswer> PostReading::ask_posts(const std::vector<std::string_view>& urns) {
  if (urns.empty() || !posts_wanted_) return std::nullopt;
  std::string why;
  try {
    return BatchAnswer(client_.get(kPosts, "?ids=" + list_of(urns), Client::Method::batch_get));
  } catch (const json::Error& problem) {
    why = std::string("posts: ") + problem.what();
  } catch (const sdk::Failure& failure) {
    if (ends_the_call(failure)) throw;
    why = failure.message;
  }
  posts_wanted_ = false;
  sync_.warn("posts without figures cannot be told from deleted ones: " + why);
  return std::nullopt;
}

void PostReading::read_group(const Group& group, const Statistics& statistics) {
  const auto social_answer = social_.ask(urns_of(group));
  std::unordered_map<const sdk::Item*, std::optional<Social>> social;
  std::vector<std::string_view> doubtful;
  for (const sdk::Item* item : group) {
    auto& said = social[item];
    if (social_answer) said = social_.read(*social_answer, item->platform_id);
    const bool told = said && (item->published_at_ms || said->shows_activity());
    if (!statistics.of(item->platform_id) && !told) doubtful.push_back(item->platform_id);
  }
  const auto posts = ask_posts(doubtful);

  sdk::Batch batch(sync_);
  for (const sdk::Item* item : group)
    batch.item(item->index, [&] {
      Answers answers{.element = statistics.of(item->platform_id), .social = social[item]};
      if (posts && !answers.element) look_at(*posts, *item, answers);
      const auto published_at = answers.published_at ? answers.published_at : item->published_at_ms;
      const bool exists = answers.social || answers.post_is_there;
      const bool active = answers.social && answers.social->shows_activity();
      const bool young = published_at && sync_.now_ms() - *published_at < kWindow;
      answers.has_none =
          !answers.element && statistics.complete && exists && !answers.of_another && !active && young;
      add_statistics(batch, answers);
      if (answers.social) add_social(batch, answers);
      const bool told = answers.element || answers.social || answers.has_none;
      if (told && item->type == "video" && item->platform_id.starts_with("urn:li:ugcPost:"))
        videos_.push_back(item);
    });
  batch.commit();
}

/// What the posts resource says of a post that the statistics left out.
void PostReading::look_at(const BatchAnswer& posts, const sdk::Item& item, Answers& answers) const {
  const std::string urn(item.platform_id);
  const auto status = posts.status(urn);
  if (status == 404) throw sdk::Failure(TIDEMARK_POST_NOT_FOUND, "LinkedIn has no " + urn, 404);
  if (status == 403)
    throw sdk::Failure(TIDEMARK_PERMISSION_DENIED, "posts: this token may not read " + urn, 403);
  const auto post = posts.entity(urn);
  if (!post) return;
  const auto state = post->object()["lifecycleState"].string();
  answers.post_is_there = !state || *state == "PUBLISHED";
  answers.published_at = (*post)["publishedAt"].count();
  const auto author = (*post)["author"].string();
  answers.of_another = author && percent_decoded(*author) != organization_;
}

void PostReading::add_statistics(sdk::Batch& batch, const Answers& answers) {
  std::optional<std::int64_t> comments;
  if (answers.element) {
    const json::Value figures = answers.element->object()["totalShareStatistics"].object();
    for (const auto& [field, metric] : kCounters) batch.add(metric, figures[field].count());
    // LinkedIn's lifetime likes may fall below zero, which no running total does: that figure is none.
    const auto likes = figures["likeCount"].integer();
    if (likes && *likes >= 0) batch.add(metric("likes_count"), likes);
    comments = figures["commentCount"].count();
  } else if (answers.has_none) {
    for (const auto& [field, metric] : kCounters) batch.add(metric, 0);
    batch.add(metric("likes_count"), 0);
    comments = 0;
  }
  if (!comments && answers.social) comments = answers.social->comments;
  batch.add(metric("comments_count"), comments);
}

void PostReading::add_social(sdk::Batch& batch, const Answers& answers) {
  const Social& social = *answers.social;
  batch.add(metric("reactions_count"), social.reactions);
  // A type that is not listed has no reactions, if another answer shows the post too.
  const bool shown = answers.element || answers.post_is_there || answers.has_none;
  for (std::size_t i = 0; i < std::size(kReactionTypes); ++i) {
    auto count = social.by_type[i];
    if (!count && social.lists_all && shown) count = 0;
    batch.add(kReactionTypes[i].metric, count);
  }
}

}  // namespace tidemark::linkedin
