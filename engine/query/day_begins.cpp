#include "query/day_begins.h"

#include "query/calendar.h"

namespace tidemark {
namespace {

constexpr Day kFirst{12'418};  // 2004-01-01, before any platform of today
constexpr std::int64_t kQuarter = 900'000, kQuarters = 96;

}  // namespace

std::vector<std::uint8_t> day_begins(const std::set<std::string>& zones, Instant now) {
  std::set<std::uint8_t> begins{0};
  for (const std::string& zone : zones) {
    const Calendar calendar(zone);
    const Day last = calendar.day_at(now) + 366;
    for (Day day = kFirst; day <= last; day = day + 1)
      begins.insert(static_cast<std::uint8_t>(calendar.start_of(day).ms / kQuarter % kQuarters));
  }
  return {begins.begin(), begins.end()};
}

std::vector<std::uint8_t> day_begins(Catalog& catalog, Instant now) {
  std::set<std::string> zones;
  if (const auto businesses = catalog.businesses().all())
    for (const Business& business : *businesses) zones.insert(business.time_zone);
  return day_begins(zones, now);
}

}  // namespace tidemark
