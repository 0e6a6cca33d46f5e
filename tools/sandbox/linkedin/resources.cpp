#include "sandbox/linkedin/resources.h"

#include <algorithm>

#include "sandbox/linkedin/problems.h"
#include "sandbox/quotas.h"

namespace tidemark::sandbox::linkedin {
namespace {

const std::vector<std::string_view> kSocial = {"r_organization_social", "r_organization_social_feed"};
const std::vector<std::string_view> kAdmin = {"rw_organization_admin"};
const std::vector<std::string_view> kRoles = {"rw_organization_admin", "r_organization_admin"};
const std::vector<std::string_view> kEither = {"rw_organization_admin", "r_organization_admin",
                                               "r_organization_social", "r_organization_social_feed"};

const std::vector<Resource>& resources() {
  constexpr auto list = Value::list;
  constexpr auto record = Value::record;
  static const std::vector<Resource> all = {
      {"posts",
       false,
       {{"q"}, {"author"}, {"isDsc"}, {"start"}, {"count"}, {"sortBy"}, {"viewContext"}, {"ids", list}},
       kSocial,
       posts},
      {"posts", true, {{"viewContext"}}, kSocial, one_post},
      {"organizationalEntityShareStatistics",
       false,
       {{"q"},
        {"organizationalEntity"},
        {"shares", list},
        {"ugcPosts", list},
        {"timeIntervals", record},
        {"start"},
        {"count"}},
       kAdmin,
       share_statistics},
      {"organizationalEntityFollowerStatistics",
       false,
       {{"q"}, {"organizationalEntity"}, {"timeIntervals", record}, {"start"}, {"count"}},
       kAdmin,
       follower_statistics},
      {"organizationPageStatistics",
       false,
       {{"q"}, {"organization"}, {"timeIntervals", record}, {"start"}, {"count"}},
       kAdmin,
       page_statistics},
      {"networkSizes", true, {{"edgeType"}}, kEither, network_size},
      {"socialMetadata", false, {{"ids", list}}, kSocial, social_metadata},
      {"socialMetadata", true, {}, kSocial, one_social_metadata},
      {"socialActions", true, {}, kSocial, social_actions},
      {"videoAnalytics",
       false,
       {{"q"}, {"entity"}, {"type"}, {"aggregation"}, {"timeRange", record}, {"start"}, {"count"}},
       kSocial,
       video_analytics},
      {"organizationAcls",
       false,
       {{"q"}, {"role"}, {"state"}, {"start"}, {"count"}},
       kRoles,
       organization_acls},
      {"organizations", true, {}, kEither, organization},
  };
  return all;
}

/// The month of a day since the epoch, as a number that rises by one each month, and its first day
/// (Howard Hinnant's civil-from-days, public domain).
std::int64_t month_of(std::int64_t day) {
  day += 719468;
  const std::int64_t era = day / 146097, doe = day % 146097;
  const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  return (yoe + era * 400) * 12 + (5 * doy + 2) / 153;
}

std::optional<std::int64_t> read_ms(const Value* record, std::string_view name) {
  const Value* value = record ? record->field(name) : nullptr;
  if (!value || value->kind != Value::text) return std::nullopt;
  const auto number = parse_id(value->string);
  return number ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

}  // namespace

std::optional<Route> route(std::string_view path) {
  constexpr std::string_view root = "/rest/";
  if (path.substr(0, root.size()) != root) return std::nullopt;
  path.remove_prefix(root.size());
  const auto slash = std::min(path.find('/'), path.size());
  const std::string_view raw_key = path.substr(std::min(slash + 1, path.size()));
  if (slash < path.size() && (raw_key.empty() || raw_key.find_first_of("/:,()'") != std::string_view::npos))
    return std::nullopt;
  for (const auto& resource : resources())
    if (resource.name == path.substr(0, slash) && resource.entity == (slash < path.size()))
      return Route{&resource, percent_decode(raw_key, false)};
  return std::nullopt;
}

std::string endpoint_name(const Resource& resource) {
  return "/rest/" + std::string(resource.name) + (resource.entity ? "/{id}" : "");
}

bool is_resource(std::string_view name) {
  return std::any_of(resources().begin(), resources().end(),
                     [&](const Resource& r) { return r.name == name; });
}

Page page_of(const Call& call, std::string_view parameter) {
  const std::string text = call.asked.text(parameter);
  if (text.empty()) return {0, invalid_query()};
  const auto urn = parse_urn(text);
  if (!urn || urn->kind != "organization") return {0, param_invalid(std::string(parameter))};
  const auto account = account_of(call.world, urn->number);
  if (!account || !call.runs(*account)) return {0, no_role(text)};
  return {*account, std::nullopt};
}

Intervals read_intervals(const Call& call, const std::vector<std::string_view>& granularities,
                         std::int64_t until_ms) {
  const Intervals wrong{{}, param_invalid("timeIntervals")};
  const Value* asked = call.asked.find("timeIntervals");
  const Value* range = asked->field("timeRange");
  const Value* granularity = asked->field("timeGranularityType");
  const auto start = read_ms(range, "start");
  if (!start || !granularity) return wrong;
  if (range->field("end") && !read_ms(range, "end")) return wrong;
  const std::int64_t end = read_ms(range, "end").value_or(call.now_ms);
  if (end - *start < kDayMs) return wrong;
  const auto known = std::find(granularities.begin(), granularities.end(), granularity->string);
  if (known == granularities.end()) return wrong;

  const std::int64_t oldest = (call.now_ms - kYearMs) / kDayMs;
  const Days all{std::max(*start / kDayMs, oldest), std::min(end, until_ms) / kDayMs};
  Intervals out;
  for (std::int64_t day = all.since; day < all.until; ++day) {
    // The epoch was a Thursday; weeks begin on Monday.
    const bool begins = out.spans.empty() || *known == "DAY" || (*known == "WEEK" && (day + 3) % 7 == 0) ||
                        (*known == "MONTH" && month_of(day) != month_of(day - 1));
    if (begins) out.spans.push_back({day, day});
    out.spans.back().until = day + 1;
  }
  return out;
}

}  // namespace tidemark::sandbox::linkedin
