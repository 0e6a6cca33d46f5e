#include "domain/instant.h"

#include "domain/rfc3339.h"

namespace tidemark {
namespace {

using namespace std::chrono;

/// Takes exactly `digits` decimal digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  for (char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<milliseconds> take_fraction(std::string_view& text) {
  if (!take(text, ".")) return milliseconds(0);
  int ms = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (++digits <= 3) ms = ms * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  for (int missing = digits; missing < 3; ++missing) ms *= 10;
  return milliseconds(ms);
}

std::optional<minutes> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return minutes(0);
  const bool west = !text.empty() && text.front() == '-';
  if (!take(text, "+-")) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  const minutes offset = hours(*hour) + minutes(*minute);
  return west ? -offset : offset;
}

/// `number` with `digits` digits.
void write_number(char* to, int digits, unsigned number) {
  while (digits-- > 0) {
    to[digits] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

}  // namespace

void append_rfc3339(std::string& text, Instant at) {
  const sys_time<milliseconds> time{milliseconds(at.ms)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const int y = static_cast<int>(date.year());
  if (y < 0 || y > 9999) {
    // No year of RFC 3339; still better than a wrong one.
    text.append(std::to_string(y));
  } else {
    char digits[4];
    write_number(digits, 4, static_cast<unsigned>(y));
    text.append(digits, sizeof digits);
  }
  const auto ms = static_cast<unsigned>((time - day).count());
  char rest[] = "-00-00T00:00:00.000Z";
  write_number(rest + 1, 2, static_cast<unsigned>(date.month()));
  write_number(rest + 4, 2, static_cast<unsigned>(date.day()));
  write_number(rest + 7, 2, ms / 3'600'000);
  write_number(rest + 10, 2, ms / 60'000 % 60);
  write_number(rest + 13, 2, ms / 1000 % 60);
  write_number(rest + 16, 3, ms % 1000);
  text.append(rest, sizeof rest - 1);
}

std::string to_rfc3339(Instant at) {
  std::string text;
  text.reserve(24);
  append_rfc3339(text, at);
  return text;
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  const auto y = take_number(text, 4);
  if (!y || *y == 0 || !take(text, "-")) return std::nullopt;
  const auto m = take_number(text, 2);
  if (!m || !take(text, "-")) return std::nullopt;
  const auto d = take_number(text, 2);
  if (!d || !take(text, "Tt ")) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || !take(text, ":")) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second) return std::nullopt;
  const auto fraction = take_fraction(text);
  const auto offset = fraction ? take_offset(text) : std::nullopt;
  if (!offset || !text.empty()) return std::nullopt;

  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
  // 60 is a leap second; like POSIX time it becomes the next second's start.
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const auto time = sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second) + *fraction - *offset;
  return Instant{time.time_since_epoch().count()};
}

}  // namespace tidemark
