#include "sandbox/graph/settings.h"

#include <charconv>
#include <optional>

#include "sandbox/exchange.h"

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
  std::int64_t Settings::*calls = nullptr;
  int Settings::*each = nullptr;
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
    {"empty_pages", nullptr, &Settings::empty_pages},
    {"before_conversion", nullptr, &Settings::before_conversion, 1000},
    {"hidden_likes", nullptr, &Settings::hidden_likes, 1000},
    {"stories_a_day", nullptr, &Settings::stories_a_day, 24},
};

bool set_count(Settings& settings, const Count& count, std::string_view text) {
  const auto value = number(text);
  if (!value || *value < 0 || *value > count.most) return false;
  if (count.calls) settings.*count.calls = *value;
  if (count.each) settings.*count.each = static_cast<int>(*value);
  return true;
}

/// "3" adds, "-3" takes away.
bool change_set(std::set<int>& accounts, std::string_view text) {
  const auto account = number(text);
  if (!account || *account == 0 || *account > 1000 || *account < -1000) return false;
  if (*account > 0) accounts.insert(static_cast<int>(*account));
  if (*account < 0) accounts.erase(static_cast<int>(-*account));
  return true;
}

bool set_of_account(Settings& settings, std::string_view key, std::string_view text) {
  const auto colon = text.find(':');
  const auto account = number(text.substr(0, colon));
  if (colon == std::string_view::npos || !account || *account < 1 || *account > 1000) return false;
  const auto rest = text.substr(colon + 1);
  const int of = static_cast<int>(*account);
  if (key == "lacks") {
    auto& lacking = settings.lacks[of];
    lacking.clear();
    for (auto permission : split(rest, ',')) lacking.emplace(permission);
    return true;
  }
  const auto subcode = number(rest);
  if (!subcode || (*subcode != 0 && (*subcode < 458 || *subcode > 492))) return false;
  settings.revoked.erase(of);
  if (*subcode) settings.revoked[of] = static_cast<int>(*subcode);
  return true;
}

bool apply(Settings& settings, std::string_view key, std::string_view value) {
  for (const auto& count : kCounts)
    if (count.key == key) return set_count(settings, count, value);
  if (key == "small") return change_set(settings.small, value);
  if (key == "expire") return change_set(settings.expired, value);
  if (key == "lacks" || key == "revoke") return set_of_account(settings, key, value);
  if (key == "proof" && (value == "required" || value == "optional")) {
    settings.proof_required = value == "required";
    return true;
  }
  if (key == "page_limit" && (value == "on" || value == "off")) {
    settings.page_limit = value == "on";
    return true;
  }
  if (key == "retire" && !value.empty()) {
    if (value[0] == '-') {
      settings.retired.erase(std::string(value.substr(1)));
    } else {
      settings.retired.emplace(value);
    }
    return true;
  }
  return false;
}

}  // namespace

Result<Done> change(Settings& settings, std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || !apply(settings, text.substr(0, equals), text.substr(equals + 1)))
    return Error{Code::invalid,
                 "\"" + std::string(text) + "\" is no setting of Facebook and Instagram here; the form is "
                 "KEY=VALUE, as retire=post_clicks, revoke=2:460 or page_calls=200",
                 "set"};
  return Done{};
}

}  // namespace tidemark::sandbox::graph
