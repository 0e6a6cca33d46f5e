#include "sandbox/graph/settings.h"

#include <charconv>
#include <optional>

namespace tidemark::sandbox::graph {
namespace {

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct Count {
  std::string_view key;
  std::int64_t Settings::*value;
  std::int64_t most = 1'000'000'000;
};

constexpr Count kCounts[] = {
    {"page_calls", &Settings::page_calls},
    {"instagram_calls", &Settings::instagram_calls},
    {"user_calls", &Settings::user_calls},
    {"app_calls", &Settings::app_calls},
    {"insights_per_minute", &Settings::insights_per_minute},
    {"reduce_at", &Settings::reduce_at},
    {"most_listed", &Settings::most_listed},
    {"empty_pages", &Settings::empty_pages},
    {"before_conversion", &Settings::before_conversion, 1000},
    {"hidden_likes", &Settings::hidden_likes, 1000},
    {"stories_a_day", &Settings::stories_a_day, 24},
};

bool set_small(Settings& settings, std::string_view value) {
  const auto account = number(value);
  if (!account || *account == 0) return false;
  if (*account > 0) settings.small.insert(*account);
  if (*account < 0) settings.small.erase(-*account);
  return true;
}

bool set_retired(Settings& settings, std::string_view value) {
  if (value.empty() || value == "-") return false;
  if (value[0] == '-') {
    settings.retired.erase(std::string(value.substr(1)));
  } else {
    settings.retired.emplace(value);
  }
  return true;
}

bool set_switch(bool& setting, std::string_view value, std::string_view on, std::string_view off) {
  if (value != on && value != off) return false;
  setting = value == on;
  return true;
}

bool apply(Settings& settings, std::string_view key, std::string_view value) {
  for (const auto& count : kCounts) {
    if (count.key != key) continue;
    const auto parsed = number(value);
    if (!parsed || *parsed < 0 || *parsed > count.most) return false;
    settings.*count.value = *parsed;
    return true;
  }
  if (key == "small") return set_small(settings, value);
  if (key == "retire") return set_retired(settings, value);
  if (key == "proof") return set_switch(settings.proof_required, value, "required", "optional");
  if (key == "page_limit") return set_switch(settings.page_limit, value, "on", "off");
  return false;
}

}  // namespace

Result<Done> change(Settings& settings, std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || !apply(settings, text.substr(0, equals), text.substr(equals + 1)))
    return Error{Code::invalid,
                 "text: \"" + std::string(text) +
                     "\" is no setting of Facebook and Instagram here; the form is "
                     "KEY=VALUE, as retire=post_clicks, small=3 or reduce_at=2000",
                 "text"};
  return Done{};
}

}  // namespace tidemark::sandbox::graph
