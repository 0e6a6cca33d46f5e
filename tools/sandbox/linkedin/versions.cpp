#include "sandbox/linkedin/versions.h"

#include "domain/instant.h"

namespace tidemark::sandbox::linkedin {
namespace {

constexpr const char* kNewest = "202609";

std::int64_t at_ms(int year, const std::string& month, const std::string& day) {
  const auto at = parse_rfc3339(std::to_string(year) + "-" + month + "-" + day + "T00:00:00Z");
  return at ? at->ms : 0;
}

/// From the first of its month to the 15th a year later, but for two whose last day is known.
bool in_its_time(const std::string& version, std::int64_t now_ms) {
  const int year = std::stoi(version.substr(0, 4));
  const std::string month = version.substr(4);
  const char* day = version == "202511" || version == "202603" ? "16" : "15";
  return now_ms >= at_ms(year, month, "01") && now_ms < at_ms(year + 1, month, day);
}

bool is_month(const std::string& month) {
  return month.size() == 6 && month.find_first_not_of("0123456789") == std::string::npos &&
         month.substr(4) >= "01" && month.substr(4) <= "12";
}

}  // namespace

bool Versions::active(const std::string& version, std::int64_t now_ms) const {
  const std::string month = version.substr(0, version.find('.'));
  if (!is_month(month)) return false;
  {
    std::lock_guard lock(mutex_);
    if (const auto found = by_hand_.find(month); found != by_hand_.end()) return found->second;
  }
  return month <= kNewest && month >= "202206" && month != "202512" && in_its_time(month, now_ms);
}

void Versions::expire(const std::string& version) {
  std::lock_guard lock(mutex_);
  by_hand_[version] = false;
}

void Versions::release(const std::string& version) {
  std::lock_guard lock(mutex_);
  by_hand_[version] = true;
}

}  // namespace tidemark::sandbox::linkedin
