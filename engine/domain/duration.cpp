#include "domain/duration.h"

#include <charconv>
#include <limits>
#include <optional>
#include <span>

namespace tidemark {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr Unit kDurations[] = {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}};
constexpr Unit kSizes[] = {
    {"TiB", 1ull << 40}, {"GiB", 1ull << 30}, {"MiB", 1ull << 20}, {"KiB", 1ull << 10}, {"B", 1}};
// Far above any use, and far below where adding one to a point in time would overflow.
constexpr std::uint64_t kLongest = 10'000ull * 366 * 86'400'000;

std::optional<std::uint64_t> parse(std::string_view text, std::span<const Unit> units, std::uint64_t most) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc{}) return {};
  for (const Unit& unit : units)
    if (std::string_view(rest, end) == unit.name) {
      if (number > most / unit.factor) return {};
      return number * unit.factor;
    }
  return {};
}

Error no(std::string_view what, std::string_view text, std::string_view advice) {
  return {Code::invalid,
          "\"" + std::string(text) + "\" is no " + std::string(what) + ": " + std::string(advice)};
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  auto ms = parse(text, kDurations, kLongest);
  if (!ms) return no("duration", text, "write a whole number and ms, s, m, h or d, such as \"15m\"");
  return std::chrono::milliseconds(*ms);
}

std::string to_duration_text(std::chrono::milliseconds duration) {
  const auto ms = static_cast<std::uint64_t>(duration.count());
  if (ms == 0) return "0s";
  for (const Unit& unit : kDurations)
    if (ms % unit.factor == 0) return std::to_string(ms / unit.factor) + std::string(unit.name);
  return std::to_string(ms) + "ms";
}

Result<std::uint64_t> parse_size(std::string_view text) {
  auto bytes = parse(text, kSizes, std::numeric_limits<std::uint64_t>::max());
  if (!bytes) return no("size", text, "write a whole number and B, KiB, MiB, GiB or TiB, such as \"256MiB\"");
  return *bytes;
}

}  // namespace tidemark
