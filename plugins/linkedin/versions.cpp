#include "versions.h"

#include <charconv>
#include <chrono>
#include <tidemark/plugin.hpp>

#include "tables.h"

namespace tidemark::linkedin {
namespace {

using std::chrono::sys_days;

struct Sunset {
  int version;
  std::chrono::year_month_day day;
};

constexpr std::chrono::year_month_day day(int year, unsigned month, unsigned of_month) {
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month),
                                     std::chrono::day(of_month));
}

// Microsoft Learn, Marketing API versioning, read 2026-11-22; that of 202609 from one second-hand source.
constexpr Sunset kSunsets[] = {{202510, day(2026, 10, 15)}, {202511, day(2026, 11, 16)},
                               {202601, day(2027, 1, 15)},  {202602, day(2027, 2, 15)},
                               {202603, day(2027, 3, 16)},  {202609, day(2027, 9, 15)}};

constexpr std::int64_t kWarnBefore = 60 * kDay;

int month_of(std::string_view version) {
  int number = 0;
  std::from_chars(version.data(), version.data() + 6, number);
  return number;
}

}  // namespace

bool is_version(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (text.size() < 6 || !digits(text.substr(0, 6))) return false;
  const int month = month_of(text) % 100;
  if (month < 1 || month > 12) return false;
  return text.size() == 6 || (text[6] == '.' && text.size() <= 9 && digits(text.substr(7)));
}

std::optional<std::string> sunset_warning(std::string_view version, std::int64_t now_ms) {
  const int number = month_of(version);
  // A version that the table does not know is promised for twelve months from its own.
  auto ends = day(number / 100 + 1, static_cast<unsigned>(number % 100), 1);
  bool known = false;
  for (const Sunset& row : kSunsets)
    if (row.version == number) {
      ends = row.day;
      known = true;
    }
  const std::int64_t ends_ms = std::chrono::milliseconds(sys_days(ends).time_since_epoch()).count();
  if (now_ms < ends_ms - kWarnBefore) return std::nullopt;
  const std::string when = sdk::format_time(ends_ms).substr(0, 10);
  const std::string what = "LinkedIn's API version " + std::string(version);
  const char* how = known ? "" : " (no date is known; a version is promised for twelve months)";
  return what + (now_ms < ends_ms ? " ends on " : " ended on ") + when + how +
         "; set a newer api_version under [platforms.linkedin]";
}

}  // namespace tidemark::linkedin
