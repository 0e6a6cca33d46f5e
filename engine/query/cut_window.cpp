#include "query/cut_window.h"

#include <chrono>
#include <cstdio>

#include "query/series.h"

namespace tidemark {
namespace {

using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day date_of(Day day) {
  return sys_days{std::chrono::days(day.since_1970)};
}
Day day_of(year_month_day date) {
  return {static_cast<std::int32_t>(sys_days{date}.time_since_epoch().count())};
}

/// The first day of the period that `day` lies in.
Day first_day(Period period, Day day) {
  const year_month_day date = date_of(day);
  if (period == Period::week) return monday_of(day);
  if (period == Period::month) return day_of(date.year() / date.month() / 1);
  if (period == Period::year) return day_of(date.year() / std::chrono::January / 1);
  return day;
}

/// The same of the next period; `first` is a first day.
Day next_first_day(Period period, Day first) {
  if (period == Period::week) return first + 7;
  if (period == Period::month) return day_of(date_of(first) + months(1));
  if (period == Period::year) return day_of(date_of(first) + months(12));
  return first + 1;
}

Error too_many(std::string_view field) {
  return {.code = Code::invalid,
          .message = "that would be more than " + std::to_string(kMostBuckets) +
                     " buckets; ask for longer ones or a shorter window",
          .field = std::string(field)};
}

bool cut_by_length(std::int64_t length, Instant from, Instant to, CutWindow& cut) {
  const std::int64_t into = (from.ms % length + length) % length;
  const std::int64_t first = from.ms - into;
  if ((to.ms - first - 1) / length >= static_cast<std::int64_t>(kMostBuckets)) return false;
  const auto count = static_cast<std::size_t>((to.ms - first - 1) / length + 1);
  cut.starts.reserve(count);
  for (std::int64_t start = first; start < to.ms; start += length) cut.starts.push_back({start});
  return true;
}

bool cut_by_days(Period period, std::string_view zone, Instant from, Instant to, CutWindow& cut) {
  const Calendar calendar(zone);
  Day day = first_day(period, calendar.day_at(from));
  Instant start = calendar.start_of(day);
  while (start < to) {
    const Day next = next_first_day(period, day);
    const Instant end = calendar.start_of(next);
    // Not a day that the zone left out, nor one that is over where midnight comes twice.
    if (end > start && end > from) {
      if (cut.starts.size() == kMostBuckets) return false;
      cut.starts.push_back(start);
      cut.days.push_back(day);
    }
    day = next;
    start = end;
  }
  return true;
}

}  // namespace

Result<CutWindow> cut_window(Period period, std::string_view zone, Instant from, Instant to,
                             std::string_view field) {
  CutWindow cut;
  if (!(from < to)) return cut;
  const std::int64_t length = period == Period::quarter ? 900'000 : period == Period::hour ? 3'600'000 : 0;
  if (!(length ? cut_by_length(length, from, to, cut) : cut_by_days(period, zone, from, to, cut)))
    return too_many(field);
  cut.edges = cut.starts;
  cut.edges.front() = from;
  cut.edges.push_back(to);
  return cut;
}

std::string to_date(Day day) {
  const year_month_day date = date_of(day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

}  // namespace tidemark
