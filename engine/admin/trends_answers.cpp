#include "admin/trends_answers.h"

#include <array>

namespace tidemark {
namespace {

constexpr std::array kDays{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

void write_fields(JsonWriter& json, const std::optional<Effect>& effect) {
  const auto part = [&](double Effect::*member) {
    return effect ? std::optional((*effect).*member) : std::nullopt;
  };
  json.field("effect", part(&Effect::effect))
      .field("low", part(&Effect::low))
      .field("high", part(&Effect::high));
}

void write_fields(JsonWriter& json, const TimeSum& sum) {
  json.field("posts_count", sum.posts).field("avg_engagement_rate", percent(sum.rate_hundredths));
  write_fields(json, sum.effect);
}

Schema percents() {
  return fraction().or_null();
}

std::vector<Field> sum_fields(std::vector<Field> first) {
  first.push_back({"posts_count", whole(0)});
  first.push_back({"avg_engagement_rate", percents()});
  for (const char* name : {"effect", "low", "high"}) first.push_back({name, percents()});
  return first;
}

}  // namespace

void write(JsonWriter& json, std::span<const Trend> trends) {
  json.begin_array();
  for (const Trend& trend : trends) {
    json.begin_object().field("date", to_date(trend.day));
    if (trend.platform) json.field("platform", *trend.platform);
    json.field("posts_count", trend.posts)
        .field("likes", trend.sums.likes)
        .field("comments", trend.sums.comments)
        .field("shares", shares_with_quotes(trend.sums))
        .field("impressions", trend.sums.impressions)
        .field("total_engagement", total_engagement(trend.sums))
        .field("engagement_rate", percent(engagement_rate_hundredths(trend.sums)))
        .end_object();
  }
  json.end_array();
}

void write(JsonWriter& json, std::span<const TimeSlot> slots) {
  json.begin_array();
  for (const TimeSlot& slot : slots) {
    json.begin_object().field("weekday", slot.weekday).field("hour", slot.hour).field("posts", slot.posts);
    write_fields(json, slot.effect);
    json.end_object();
  }
  json.end_array();
}

void write(JsonWriter& json, const BestTimes& best) {
  json.begin_object().field("enough_data", best.enough_data).field("posts_compared", best.posts).key("items");
  write(json, std::span(best.items));
  json.key("by_day").begin_array();
  for (std::size_t day = 0; day < best.by_day.size(); ++day) {
    json.begin_object().field("day", kDays[day]).field("day_number", day + 1);
    write_fields(json, best.by_day[day]);
    json.field("best_hour", best.best_hour[day]).end_object();
  }
  json.end_array().key("by_hour").begin_array();
  for (std::size_t hour = 0; hour < best.by_hour.size(); ++hour) {
    json.begin_object().field("hour", hour);
    write_fields(json, best.by_hour[hour]);
    json.end_object();
  }
  json.end_array().key("recommendations").begin_array();
  for (const std::string& one : best.recommendations) json.value(one);
  json.end_array().end_object();
}

Schema trends_schema() {
  return list_of(object({{"date", text().saying("the first day of the period")},
                         {"platform", text().saying("with group_by"), Need::lasting},
                         {"posts_count", whole(0)},
                         {"likes", whole().or_null()},
                         {"comments", whole().or_null()},
                         {"shares", whole().or_null().saying("quotes included")},
                         {"impressions", whole().or_null()},
                         {"total_engagement", whole().or_null()},
                         {"engagement_rate", percents()}})
                     .named("Trend"));
}

Schema time_slots_schema() {
  return list_of(object({{"weekday", whole(1, 7).saying("1 is Monday; local time of publication")},
                         {"hour", whole(0, 23)},
                         {"posts", whole(1)},
                         {"effect", fraction().saying("percent of engagement above the mean post of the "
                                                      "account, drawn towards 0 for few posts")},
                         {"low", fraction().saying("the interval of 95 %")},
                         {"high", fraction()}})
                     .named("TimeSlot"))
      .saying("the best first; none without enough data");
}

Schema best_times_schema() {
  return object({{"enough_data", truth().saying("at least " + std::to_string(kLeastPosts) +
                                                " posts were "
                                                "compared")},
                 {"posts_compared", whole(0)},
                 {"items", time_slots_schema()},
                 {"by_day", list_of(object([] {
                    auto fields = sum_fields({{"day", text()}, {"day_number", whole(1, 7)}});
                    fields.push_back({"best_hour", whole(0, 23).or_null()});
                    return fields;
                  }()))},
                 {"by_hour", list_of(object(sum_fields({{"hour", whole(0, 23)}})))},
                 {"recommendations", list_of(text())}})
      .named("BestTimes");
}

}  // namespace tidemark
