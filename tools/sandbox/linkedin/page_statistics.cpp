// Followers and page views. Source: LinkedIn API facts, section 3, "Followers" and "Page views".

#include <algorithm>

#include "sandbox/linkedin/figures.h"
#include "sandbox/linkedin/paging.h"
#include "sandbox/linkedin/problems.h"
#include "sandbox/quotas.h"

namespace tidemark::sandbox::linkedin {
namespace {

void write_range(JsonText& json, const Days& span) {
  json.key("timeRange").begin_object().member("start", span.since * kDayMs);
  json.member("end", span.until * kDayMs).end_object();
}

/// One list of a follower's property, empty for small pages.
void write_facet(JsonText& json, const char* list, const char* facet, const char* urn,
                 std::int64_t followers) {
  json.key(list).begin_array();
  for (int i = 1; i <= 3 && followers >= 5000; ++i) {
    json.begin_object().member(facet, std::string(urn) + std::to_string(i));
    json.key("followerCounts").begin_object().member("organicFollowerCount", followers / (2 * i));
    json.member("paidFollowerCount", std::int64_t{0}).end_object().end_object();
  }
  json.end_array();
}

void write_facets(JsonText& json, std::int64_t followers) {
  json.key("followerCountsByAssociationType").begin_array().end_array();
  write_facet(json, "followerCountsBySeniority", "seniority", "urn:li:seniority:", followers);
  write_facet(json, "followerCountsByIndustry", "industry", "urn:li:industry:", followers);
  write_facet(json, "followerCountsByFunction", "function", "urn:li:function:", followers);
  json.key("followerCountsByStaffCountRange").begin_array().end_array();
  write_facet(json, "followerCountsByGeoCountry", "geo", "urn:li:geo:", followers);
  write_facet(json, "followerCountsByGeo", "geo", "urn:li:geo:9", followers);
}

void add(PageViews& into, const PageViews& more) {
  into.all += more.all;
  into.unique += more.unique;
  into.careers += more.careers;
  into.overview += more.overview;
  into.mobile += more.mobile;
  into.button_clicks += more.button_clicks;
}

void write_views(JsonText& json, const Call& call, const PageViews& views) {
  json.key("totalPageStatistics").begin_object().key("clicks").begin_object();
  json.key("desktopCustomButtonClickCounts").begin_array().begin_object();
  json.member("customButtonType", "VISIT_WEBSITE")
      .member("clicks", views.button_clicks)
      .end_object()
      .end_array();
  json.key("mobileCustomButtonClickCounts").begin_array().end_array().end_object();
  json.key("views").begin_object();
  const auto family = [&](const char* name, std::int64_t all, std::int64_t unique) {
    if (call.state.retired(name)) return;
    json.key(name).begin_object().member("pageViews", all);
    if (unique >= 0) json.member("uniquePageViews", unique);
    json.end_object();
  };
  family("allPageViews", views.all, views.unique);
  family("allDesktopPageViews", views.all - views.mobile, -1);
  family("allMobilePageViews", views.mobile, -1);
  family("overviewPageViews", views.overview, views.overview * 6 / 10);
  family("careersPageViews", views.careers, views.careers * 6 / 10);
  json.end_object().end_object();
}

PageViews views_of(const Call& call, int account, const Days& days, std::int64_t now_ms) {
  PageViews sum;
  for (std::int64_t day = days.since; day < days.until; ++day) {
    PageViews told = page_views(call.world, account, day);
    for (auto* figure :
         {&told.all, &told.unique, &told.careers, &told.overview, &told.mobile, &told.button_clicks})
      *figure = as_told(*figure, (day + 1) * kDayMs, now_ms);
    add(sum, told);
  }
  return sum;
}

}  // namespace

Answer follower_statistics(const Call& call) {
  if (call.asked.text("q") != "organizationalEntity") return invalid_query();
  const Page page = page_of(call, "organizationalEntity");
  if (page.refusal) return *page.refusal;
  const std::string urn = organization_urn(call.world, page.account);
  JsonText json(1024);
  json.begin_object();
  write_paging(json, {}, 0, "", false);
  json.key("elements").begin_array();
  if (!call.asked.find("timeIntervals")) {
    json.begin_object();
    write_facets(json, followers(call.world, page.account, call.now_ms));
    return ok(json.member("organizationalEntity", urn).end_object().end_array().end_object().take());
  }
  // Nothing is said of the last two days.
  const Intervals intervals = read_intervals(call, {"DAY", "WEEK", "MONTH"}, call.now_ms - 2 * kDayMs);
  if (intervals.refusal) return *intervals.refusal;
  for (const Days& span : intervals.spans) {
    const std::int64_t gain = followers_at_day(call.world, page.account, span.until) -
                              followers_at_day(call.world, page.account, span.since);
    json.begin_object().member("organizationalEntity", urn).key("followerGains").begin_object();
    json.member("organicFollowerGain", as_told(gain, span.until * kDayMs + kDayMs, call.now_ms));
    json.member("paidFollowerGain", std::int64_t{0}).end_object();
    write_range(json, span);
    json.end_object();
  }
  return ok(json.end_array().end_object().take());
}

Answer page_statistics(const Call& call) {
  if (call.asked.text("q") != "organization") return invalid_query();
  const Page page = page_of(call, "organization");
  if (page.refusal) return *page.refusal;
  const std::string urn = organization_urn(call.world, page.account);
  const std::int64_t today = call.now_ms / kDayMs;
  JsonText json(1024);
  json.begin_object();
  write_paging(json, {}, 0, "", false);
  json.key("elements").begin_array();
  if (!call.asked.find("timeIntervals")) {
    const std::int64_t first = call.world.account(page.account).created_ms / kDayMs;
    json.begin_object().member("organization", urn);
    write_views(json, call, views_of(call, page.account, {first, today}, call.now_ms));
    for (const char* list :
         {"pageStatisticsByGeoCountry", "pageStatisticsByGeo", "pageStatisticsByFunction",
          "pageStatisticsByIndustryV2", "pageStatisticsBySeniority", "pageStatisticsByStaffCountRange"})
      json.key(list).begin_array().end_array();
    return ok(json.end_object().end_array().end_object().take());
  }
  const Intervals intervals = read_intervals(call, {"DAY", "MONTH"}, call.now_ms);
  if (intervals.refusal) return *intervals.refusal;
  for (const Days& span : intervals.spans) {
    json.begin_object().member("organization", urn);
    write_range(json, span);
    write_views(json, call, views_of(call, page.account, span, call.now_ms));
    json.end_object();
  }
  return ok(json.end_array().end_object().take());
}

Answer network_size(const Call& call) {
  // The older name is that of versions before 202305.
  const bool renamed = call.version.substr(0, 6) >= "202305";
  if (call.asked.text("edgeType") != (renamed ? "COMPANY_FOLLOWED_BY_MEMBER" : "CompanyFollowedByMember"))
    return param_invalid("edgeType");
  const auto urn = parse_urn(call.key);
  const auto account =
      urn && urn->kind == "organization" ? account_of(call.world, urn->number) : std::nullopt;
  if (!account) return post_gone(call.key);
  JsonText json;
  json.begin_object().member("firstDegreeSize", followers(call.world, *account, call.now_ms));
  return ok(json.end_object().take());
}

}  // namespace tidemark::sandbox::linkedin
