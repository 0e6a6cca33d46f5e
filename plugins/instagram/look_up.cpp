#include "look_up.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include "tables.h"

namespace tidemark::instagram {
namespace {

constexpr std::string_view kFields = "media_type,media_product_type,timestamp,like_count,comments_count";
constexpr std::int64_t kDeniedForMs = std::int64_t{24} * 60 * 60 * 1000;
constexpr std::int64_t kConversion = 2108006;  // subcode: posted before the account became professional

/// Whether the platform is in a trouble that may be over with the next request.
bool is_passing(const sdk::Failure& why) {
  return why.code == TIDEMARK_NETWORK_ERROR || why.code == TIDEMARK_TIMEOUT ||
         why.code == TIDEMARK_BAD_RESPONSE;
}

bool is_passing(const graph::Error& error) {
  return error.trouble == graph::Trouble::transient || error.trouble == graph::Trouble::unreadable;
}

/// Whether `text` names `id`, not merely a number that contains it.
bool names(std::string_view text, std::string_view id) {
  const auto is_digit = [&](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  for (auto at = text.find(id); at != std::string_view::npos; at = text.find(id, at + 1))
    if (!(at > 0 && is_digit(at - 1)) && !is_digit(at + id.size())) return true;
  return false;
}

template <class Keep>
LookUp::Group chosen(const LookUp::Group& group, Keep keep) {
  LookUp::Group kept;
  std::copy_if(group.begin(), group.end(), std::back_inserter(kept),
               [&](const Media* one) { return keep(*one); });
  return kept;
}

}  // namespace

std::string field_list(const AccountMemory& memory, std::string_view names) {
  std::string list;
  while (!names.empty()) {
    // Commas within braces belong to the field.
    const auto brace = names.find('{'), comma = names.find(',');
    const auto end = std::min(brace < comma ? names.find(',', names.find('}', brace)) : comma, names.size());
    const std::string_view field = names.substr(0, end);
    if (!memory.unknown_fields.contains(field.substr(0, field.find('{'))))
      (list += list.empty() ? "" : ",") += field;
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return list;
}

bool forget_field(AccountMemory& memory, const graph::Error& error) {
  const auto field = graph::unknown_field(error);
  return field && *field != "id" && *field != "insights" && memory.unknown_fields.insert(*field).second;
}

LookUp::LookUp(const sdk::Reading& reading, const Api& api, const MetricTable& table, Memory& memory,
               AccountMemory& account)
    : reading_(reading),
      api_(api),
      table_(table),
      account_(account),
      sets_(reading, memory.metrics) {}

void LookUp::read(const Group& media) {
  const auto in_pieces = [](const Group& all, auto work) {
    for (std::size_t at = 0; at < all.size(); at += kIds)
      work(Group(all.begin() + static_cast<std::ptrdiff_t>(at),
                 all.begin() + static_cast<std::ptrdiff_t>(std::min(at + kIds, all.size()))));
  };
  in_pieces(chosen(media, [](const Media& one) { return !one.has_fields && one.kind() == Kind::other; }),
            [&](const Group& group) { read_fields_of(group); });
  for (const Kind kind : {Kind::feed, Kind::reels, Kind::story, Kind::other}) {
    const auto lacks = [&](bool fields) {
      return chosen(media, [&, fields](const Media& one) {
        return one.kind() == kind && !one.failure && !one.has_insights && one.has_fields != fields;
      });
    };
    in_pieces(lacks(true), [&](const Group& group) { read_kind(kind, group, table_.all(kind), true); });
    in_pieces(lacks(false), [&](const Group& group) { read_kind(kind, group, table_.all(kind), false); });
  }
}

void LookUp::read_insights(Kind kind, const Group& media, const Metrics& wanted) {
  read_kind(kind, media, wanted, false);
}

void LookUp::read_kind(Kind kind, const Group& group, const Metrics& wanted, bool fields) {
  const Group late = chosen(group, [&](const Media& one) { return !is_before_conversion(one); });
  if (!late.empty() && !denied_) {
    bool is_the_metric = false;  // known since one media alone was refused it, too
    sets_.ask(to_string(kind), wanted, [&](sdk::AskedMetrics asked) -> std::optional<sdk::Refusal> {
      if (denied_) return std::nullopt;
      auto refusal = read_group(late, asked, fields);
      if (!refusal || is_the_metric || late.size() == 1) return refusal;
      // Is it the metric, or one media of the group?
      Media& newest = *late.front();
      if (auto alone = read_alone(newest, asked, true)) {
        is_the_metric = true;
        return alone;
      }
      read_halves(Group(late.begin() + 1, late.end()), asked, fields);
      return std::nullopt;
    });
  }
  if (fields) read_fields_of(group);
  for (Media* one : group) one->has_insights = true;  // as far as they are to be had now
}

/// The refusal of a metric, and nothing after anything else.
std::optional<sdk::Refusal> LookUp::read_group(const Group& group, sdk::AskedMetrics asked, bool fields) {
  const std::string_view own =
      fields ? group.front()->kind() == Kind::story ? "media_type,media_product_type,timestamp" : kFields
             : "";
  std::string ids;
  for (const Media* one : group) (ids += ids.empty() ? "" : ",") += one->id;
  for (;;) {
    const std::string list =
        graph::joined(graph::joined("id", field_list(account_, own)), graph::insights_field(asked));
    const auto target = api_.target("/").add("ids", ids).add("fields", list);
    const auto answer = ask(target, "GET /?ids=", group);
    if (!answer) return std::nullopt;
    if (answer->ok()) {
      read_answer(group, asked, answer->root(), fields);
      return std::nullopt;
    }
    if (forget_field(account_, answer->error())) continue;
    if (auto refusal = graph::refused_metric(answer->error(), asked); refusal && !asked.empty())
      return refusal;
    after_refusal(group, asked, *answer, fields);
    return std::nullopt;
  }
}

void LookUp::read_part(const Group& part, sdk::AskedMetrics asked, bool fields) {
  const Group late =
      chosen(part, [&](const Media& one) { return !asked.empty() && !is_before_conversion(one); });
  const Group early =
      chosen(part, [&](const Media& one) { return asked.empty() || is_before_conversion(one); });
  if (fields && !early.empty()) read_group(early, {}, true);
  if (late.empty() || denied_) return;
  if (late.size() == 1) {
    if (fields) read_fields_of(late);
    if (!late.front()->failure) read_alone(*late.front(), asked, false);
    return;
  }
  if (read_group(late, asked, fields)) read_halves(late, asked, fields);
}

void LookUp::read_halves(const Group& group, sdk::AskedMetrics asked, bool fields) {
  const auto middle = group.begin() + static_cast<std::ptrdiff_t>((group.size() + 1) / 2);
  for (const Group& half : {Group(group.begin(), middle), Group(middle, group.end())})
    if (!half.empty()) read_part(half, asked, fields);
}

std::optional<sdk::Refusal> LookUp::read_alone(Media& media, sdk::AskedMetrics asked, bool tell) {
  std::vector<sdk::AskedMetric> left(asked.begin(), asked.end());
  while (!left.empty()) {
    const auto target = api_.target("").part(media.id).part("insights").add("metric", sdk::names(left));
    const auto answer = ask(target, "GET /{media}/insights", {&media});
    if (!answer) return std::nullopt;
    if (answer->ok()) {
      insights_seen_ = anything_seen_ = true;
      instagram::read_insights(media, answer->root(), left);
      return std::nullopt;
    }
    auto refusal = graph::refused_metric(answer->error(), left);
    if (!refusal) {
      after_refusal({&media}, left, *answer, false);
      return std::nullopt;
    }
    if (tell) return refusal;
    const auto named = std::find_if(left.begin(), left.end(), [&](const auto& one) {
      return refusal->name && one.name == *refusal->name;
    });
    if (named == left.end()) {  // nobody knows which: each half by itself
      const sdk::AskedMetrics all(left);
      const std::size_t half = (all.size() + 1) / 2;
      if (all.size() > 1 && guesses_left_-- > 0)
        for (const sdk::AskedMetrics& part : {all.first(half), all.subspan(half)})
          if (!denied_ && !media.failure) read_alone(media, part, false);
      return std::nullopt;
    }
    left.erase(named);
  }
  return std::nullopt;
}

void LookUp::read_answer(const Group& group, sdk::AskedMetrics asked, const json::Value& root, bool fields) {
  Group left_out;
  for (Media* one : group) {
    const json::Value answer = root[one->id];
    if (!answer || graph::error_in(answer, 200)) {
      left_out.push_back(one);
      continue;
    }
    anything_seen_ = true;
    if (fields && !one->has_fields) instagram::read_fields(*one, answer, false);
    if (asked.empty()) continue;
    insights_seen_ = insights_seen_ || answer["insights"];
    instagram::read_insights(*one, answer["insights"], asked);
  }
  const bool is_silent =
      std::none_of(group.begin(), group.end(), [&](const Media* one) { return root[one->id]; });
  if (is_silent) {
    if (group.size() == 1 && !group.front()->has_fields) return read_node(*group.front(), asked);
    passing(group,
            {TIDEMARK_BAD_RESPONSE, "GET /?ids=: the answer says nothing of post " + group.front()->id});
    return;
  }
  for (Media* one : left_out) {
    if (group.size() > 1 && fields)
      read_part({one}, asked, true);  // its own answer says more
    else if (const auto error = graph::error_in(root[one->id], 200))
      one_refused(*one, {*error, error->failure("GET /?ids=")});
  }
}

void LookUp::read_node(Media& media, sdk::AskedMetrics asked) {
  const auto target =
      api_.target("").part(media.id).add("fields", graph::joined("id", field_list(account_, kFields)));
  const auto answer = ask(target, "GET /{media}", {&media});
  if (!answer) return;
  if (!answer->ok()) return after_refusal({&media}, {}, *answer, true);
  const json::Value id = answer->root()["id"];
  if (id.type() != json::Type::string || *id.string() != media.id)
    return passing({&media},
                   {TIDEMARK_BAD_RESPONSE, "GET /{media}: the answer says nothing of post " + media.id});
  anything_seen_ = true;
  instagram::read_fields(media, answer->root(), false);
  if (!asked.empty() && media.has_fields && !media.failure) read_alone(media, asked, false);
}

void LookUp::after_refusal(const Group& group, sdk::AskedMetrics asked, const graph::Answer& answer,
                           bool fields) {
  const graph::Error& error = answer.error();
  const bool is_missing = error.trouble == graph::Trouble::missing;
  // A 404 that is not Graph's own says nothing of a post.
  if (is_passing(error) || (is_missing && error.number == 0))
    return passing(group, {is_missing ? TIDEMARK_PLATFORM_ERROR : answer.failure().code,
                           answer.failure().message, error.status});
  if (!error.asking_for_less_may_help() && !is_missing) throw answer.failure();
  const bool may_be_all = error.trouble == graph::Trouble::permission && !asked.empty() && !insights_seen_;
  if (group.size() == 1) {
    if (may_be_all) return deny_insights(*group.front(), answer);
    // The fields need another permission than the insights: they may be there all the same.
    const bool may_have_fields = fields && !asked.empty() && !is_missing &&
                                 error.trouble != graph::Trouble::not_for_this &&
                                 !group.front()->has_fields && !is_before_conversion(*group.front());
    return may_have_fields ? read_part(group, asked, true) : one_refused(*group.front(), answer);
  }
  if (may_be_all) {
    read_alone(*group.front(), asked, false);
    if (!denied_) read_halves(Group(group.begin() + 1, group.end()), asked, fields);
    return;
  }

  const std::string said = error.message + " " + error.told;
  const auto is_named = [&](const Media& one) { return is_missing && names(said, one.id); };
  const Group named = chosen(group, is_named);
  if (named.empty()) return read_halves(group, asked, fields);
  for (Media* one : named) one_refused(*one, answer);
  read_part(chosen(group, [&](const Media& one) { return !is_named(one); }), asked, fields);
}

void LookUp::one_refused(Media& media, const graph::Answer& answer) {
  const graph::Error& error = answer.error();
  if (error.subcode == kConversion && media.published_at_ms)
    account_.converted_at_ms = std::max(account_.converted_at_ms.value_or(INT64_MIN), *media.published_at_ms);
  if (media.has_fields) return;  // it is there, and has no insights
  if (error.trouble == graph::Trouble::permission && !anything_seen_) throw answer.failure();
  if (error.trouble == graph::Trouble::not_for_this)
    media.has_fields = media.kind() == Kind::story;  // a live story; posts are asked again without insights
  else
    media.failure = answer.failure();
}

void LookUp::deny_insights(Media& media, const graph::Answer& answer) {
  // If even the fields are denied, this throws: it is the access that is lost.
  if (!anything_seen_) read_group({&media}, {}, true);
  if (!anything_seen_) return;
  denied_ = true;
  const std::string why = answer.failure().message;
  const std::int64_t until = reading_.now_ms() + kDeniedForMs;
  std::array<bool, std::size(kMetrics)> told = {};
  for (const Kind kind : {Kind::feed, Kind::reels, Kind::story})
    for (const sdk::WantedMetric& one : table_.all(kind))
      if (!std::exchange(told[one.metric], true)) reading_.metric_unavailable(one.metric, why, until);
  reading_.warn("insights are denied to this token: " + why);
}

void LookUp::passing(const Group& group, const sdk::Failure& why) {
  if (++failures_in_a_row_ == 2) throw why;
  for (Media* one : group)
    if (!one->has_fields) one->failure = why;
}

std::optional<graph::Answer> LookUp::ask(const sdk::Target& target, std::string_view what,
                                         const Group& group) {
  try {
    auto answer = api_.ask(target, what, group.size());
    if (answer.ok()) failures_in_a_row_ = 0;
    return answer;
  } catch (const sdk::Failure& why) {
    if (!is_passing(why)) throw;
    passing(group, why);
    return std::nullopt;
  }
}

bool LookUp::is_before_conversion(const Media& media) const {
  return account_.converted_at_ms && media.published_at_ms &&
         *media.published_at_ms <= *account_.converted_at_ms;
}

LookUp::Group LookUp::lacking_fields(const Group& group) {
  return chosen(group, [](const Media& one) { return !one.has_fields && !one.failure; });
}

}  // namespace tidemark::instagram
