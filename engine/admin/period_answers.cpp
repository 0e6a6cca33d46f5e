#include "admin/period_answers.h"

#include <utility>

#include "admin/answers.h"

namespace tidemark {
namespace {

std::optional<std::uint64_t> id_of(const std::optional<BestPost>& best) {
  return best ? std::optional(best->post.value) : std::nullopt;
}

std::optional<std::int64_t> rate_of(const std::optional<BestPost>& best) {
  return best ? std::optional(best->rate_hundredths) : std::nullopt;
}

Schema count_or_null() {
  return whole().or_null();
}
Schema rate_or_null() {
  return fraction().or_null();
}

std::vector<Field> with(std::vector<Field> fields, std::vector<Field> more) {
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

}  // namespace

void write_window(JsonWriter& json, const Scope& scope) {
  json.field("period_start", scope.from).field("period_end", scope.to);
}

void write_fields(JsonWriter& json, const PeriodSummary& summary) {
  json.field("total_posts", summary.total_posts)
      .field("total_likes", summary.total_likes)
      .field("total_comments", summary.total_comments)
      .field("total_shares", summary.total_shares)
      .field("total_impressions", summary.total_impressions)
      .field("total_reach", summary.total_reach)
      .field("total_reach_is", "upper_bound")
      .field("total_clicks", summary.total_clicks)
      .field("total_engagement", summary.total_engagement)
      .field("avg_engagement_rate", percent(summary.avg_engagement_rate_hundredths));
}

void write(JsonWriter& json, const TopPosts& top) {
  json.begin_array();
  std::size_t rank = 0;
  for (const TopPosts::Item& item : top.items) {
    json.begin_object().field("rank", ++rank).key("value");
    if (top.is_rate)
      json.value(percent(item.value));
    else
      json.value(item.value);
    write_fields(json, item.post);
    json.end_object();
  }
  json.end_array();
}

void write(JsonWriter& json, const Scope& scope, const PlatformComparison& comparison) {
  json.begin_object();
  write_window(json, scope);
  json.key("platforms").begin_array();
  for (const PlatformSummary& one : comparison.platforms) {
    json.begin_object().field("platform", one.platform);
    write_fields(json, one.summary);
    json.end_object();
  }
  json.end_array()
      .field("best_platform", comparison.best_platform)
      .field("best_engagement_rate", percent(comparison.best_rate_hundredths))
      .field("fastest_growing", comparison.fastest_growing)
      .field("growth_percentage", percent(comparison.growth_hundredths))
      .end_object();
}

void write(JsonWriter& json, const Scope& scope, std::string_view period_type, const Summaries& summaries) {
  const auto business = scope.business ? std::optional(scope.business->value) : std::nullopt;
  json.begin_object().key("items").begin_array();
  for (std::size_t i = 0; i + 1 < summaries.starts.size(); ++i)
    for (const Summaries::OfPlatform& one : summaries.platforms) {
      const PlatformPeriod& period = one.periods[i];
      json.begin_object()
          .field("business_id", business)
          .field("platform", one.platform)
          .field("period_type", period_type)
          .field("period_start", summaries.starts[i])
          .field("period_end", summaries.starts[i + 1]);
      write_fields(json, period.summary);
      json.field("avg_impressions", percent(period.summary.avg_impressions_hundredths))
          .field("follower_growth", period.follower_growth)
          .field("best_post_id", id_of(period.best))
          .field("best_post_engagement_rate", percent(rate_of(period.best)))
          .end_object();
    }
  json.end_array().end_object();
}

std::vector<Field> summary_fields() {
  return {{"total_posts", whole(0).saying("measured in the period")},
          {"total_likes", count_or_null()},
          {"total_comments", count_or_null()},
          {"total_shares", count_or_null().saying("quotes included")},
          {"total_impressions", count_or_null()},
          {"total_reach", count_or_null().saying("who saw two posts is counted twice")},
          {"total_reach_is", one_of({"upper_bound"})},
          {"total_clicks", count_or_null()},
          {"total_engagement", count_or_null()},
          {"avg_engagement_rate",
           rate_or_null().saying("percent: all engagement by all impressions, of the posts that have both")}};
}

Schema top_items_schema() {
  return list_of(
      map_of(any_json())
          .saying("rank, value, and every field of GET /analytics/posts/{id} as it stood at the post's last "
                  "snapshot in the window")
          .named("RankedPost"));
}

Schema comparison_schema() {
  return object({{"period_start", text(Format::instant)},
                 {"period_end", text(Format::instant)},
                 {"platforms",
                  list_of(object(with({{"platform", text()}}, summary_fields())).named("PlatformSummary"))},
                 {"best_platform", text().or_null().saying("the highest avg_engagement_rate")},
                 {"best_engagement_rate", rate_or_null()},
                 {"fastest_growing", text().or_null()},
                 {"growth_percentage",
                  rate_or_null().saying("what was gained in the window, of what stood before it: total "
                                        "engagement, or impressions where that is not measured")}});
}

Schema summaries_schema() {
  auto fields = with({{"business_id", id().or_null().saying("null: of several businesses")},
                      {"platform", text()},
                      {"period_type", one_of({"daily", "weekly", "monthly", "yearly"})},
                      {"period_start", text(Format::instant)},
                      {"period_end", text(Format::instant).saying("where the next one begins")}},
                     summary_fields());
  fields = with(std::move(fields),
                {{"avg_impressions", rate_or_null().saying("per post that has impressions")},
                 {"follower_growth", count_or_null().saying("of the accounts; null with a label")},
                 {"best_post_id", id().or_null().saying("the highest engagement rate")},
                 {"best_post_engagement_rate", rate_or_null()}});
  return object({{"items", list_of(object(std::move(fields)).named("PeriodSummary"))}});
}

}  // namespace tidemark
