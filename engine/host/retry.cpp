#include "host/retry.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <random>

#include "host/http_text.h"
#include "host/quota_book.h"

namespace tidemark {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Whole non-negative seconds; those past any calendar are cut.
std::optional<std::int64_t> parse_seconds(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  constexpr std::int64_t kFar = 1'000'000'000'000;
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() ? std::min(number, kFar) : kFar;
}

/// The three forms of RFC 9110, section 5.6.7 (read 2026-11-22). The engine never leaves the C locale, whose
/// names of days and months these are.
std::optional<Instant> parse_http_date(const std::string& text) {
  for (const char* form :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm fields{};
    const char* end = strptime(text.c_str(), form, &fields);
    if (end && *end == '\0') return Instant{static_cast<std::int64_t>(timegm(&fields)) * 1000};
  }
  return std::nullopt;
}

}  // namespace

milliseconds jittered_pause(const RetryOptions& options, int number) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const double longest = static_cast<double>(options.longest_pause.count());
  const double step =
      static_cast<double>(options.first_pause.count()) * std::pow(options.backoff_factor, number);
  const double bound = std::clamp(step, 0.0, longest);
  return milliseconds(std::uniform_int_distribution<std::int64_t>(0, std::llround(bound))(random));
}

bool is_retryable_method(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

bool is_retryable_status(int status) {
  return status == 500 || status == 502 || status == 503 || status == 504;
}

std::optional<milliseconds> parse_retry_after(const std::string& value, Instant now) {
  const std::string text(trimmed(value));
  if (const auto number = parse_seconds(text))
    return std::min<milliseconds>(seconds(*number), QuotaBook::kLongest);
  const auto date = parse_http_date(text);
  if (!date) return std::nullopt;
  return std::clamp(*date - now, milliseconds(0), QuotaBook::kLongest);
}

std::optional<milliseconds> pause_until_reset(const HttpResponse& response,
                                              const std::vector<std::string>& names, Instant now) {
  for (const auto& name : names) {
    const std::string* value = response.header(name);
    const auto epoch = value ? parse_seconds(trimmed(*value)) : std::nullopt;
    if (!epoch) continue;
    const Instant reset{*epoch * 1000};
    if (reset > now) return std::min(reset - now + QuotaBook::kGrace, QuotaBook::kLongest);
  }
  return std::nullopt;
}

}  // namespace tidemark
