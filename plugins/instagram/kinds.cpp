#include "kinds.h"

#include <charconv>

#include "tables.h"

namespace tidemark::instagram {
namespace {

using sdk::WantedMetric;

constexpr int kLastWithImpressions = 21;  // gone in v22.0; older versions answer for media before July 2024

int major_of(std::string_view version) {
  int major = 0;
  if (version.starts_with('v')) version.remove_prefix(1);
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

std::vector<WantedMetric> joined(const std::vector<WantedMetric>& a, const std::vector<WantedMetric>& b) {
  std::vector<WantedMetric> all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

}  // namespace

std::string_view to_string(Kind kind) {
  constexpr std::string_view kNames[] = {"FEED", "REELS", "STORY", "OTHER"};
  return kNames[static_cast<int>(kind)];
}

std::string type_of(const json::Value& media, bool from_stories) {
  const std::string product(media["media_product_type"].string().value_or(""));
  const std::string form(media["media_type"].string().value_or(""));
  if (product == "REELS") return product;
  if (!product.empty()) return form.empty() ? product : product + "/" + form;
  if (from_stories) return form.empty() ? "STORY" : "STORY/" + form;
  // Only a video leaves it open which product it is.
  if (form == "IMAGE" || form == "CAROUSEL_ALBUM") return "FEED/" + form;
  return form;
}

Kind kind_of(std::string_view type) {
  const std::string_view product = type.substr(0, type.find('/'));
  for (const Kind kind : {Kind::feed, Kind::reels, Kind::story})
    if (product == to_string(kind)) return kind;
  return Kind::other;
}

bool is_video(std::string_view type) {
  return type == "REELS" || type == "VIDEO" || type.ends_with("/VIDEO");
}

MetricTable::MetricTable(std::string_view api_version) {
  const int version = major_of(api_version);
  const bool older = version > 0 && version <= kLastWithImpressions;
  const WantedMetric views{metric("impressions"), "views", older ? "impressions" : ""};
  const WantedMetric reach{metric("reach"), "reach"}, shares{metric("shares_count"), "shares"},
      engagements{metric("engagements"), "total_interactions"}, reposts{metric("reposts_count"), "reposts"},
      follows{metric("follows_count"), "follows"}, visits{metric("profile_visits"), "profile_visits"},
      actions{metric("profile_actions"), "profile_activity"};

  common_ = {views, reach, shares, {metric("saves_count"), "saved"}, engagements, reposts};
  feed_extra_ = {visits, follows, actions};
  reels_extra_ = {{metric("video_watch_time"), "ig_reels_video_view_total_time"},
                  {metric("average_watch_time"), "ig_reels_avg_watch_time"}};
  feed_ = joined(common_, feed_extra_);
  reels_ = joined(common_, reels_extra_);
  story_ = {views,
            reach,
            shares,
            engagements,
            reposts,
            follows,
            visits,
            actions,
            {metric("replies_count"), "replies"},
            {metric("story_navigation"), "navigation"},
            {metric("clicks"), "link_clicks"}};
}

const std::vector<WantedMetric>& MetricTable::extra(Kind kind) const {
  return kind == Kind::feed ? feed_extra_ : kind == Kind::reels ? reels_extra_ : none_;
}

const std::vector<WantedMetric>& MetricTable::all(Kind kind) const {
  return kind == Kind::feed ? feed_ : kind == Kind::reels ? reels_ : kind == Kind::story ? story_ : common_;
}

}  // namespace tidemark::instagram
