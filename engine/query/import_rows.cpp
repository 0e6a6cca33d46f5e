#include "query/import_rows.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

namespace tidemark {
namespace {

constexpr std::int64_t kFirstMs = -62'135'596'800'000;  // year 1
constexpr std::int64_t kEndMs = 253'402'300'800'000;    // year 10000
constexpr std::size_t kShown = 60;

}  // namespace

ImportMetrics::ImportMetrics(std::vector<Metric> known) : known_(std::move(known)) {
  for (const Metric& metric : known_) by_name_.emplace(metric.name, &metric);
}

const Metric* ImportMetrics::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

std::vector<std::string_view> ImportMetrics::names() const {
  std::vector<std::string_view> all;
  for (const Metric& metric : known_) all.push_back(metric.name);
  return all;
}

bool ImportRows::names(const Metric& metric) const {
  const std::uint32_t index = metrics_.index_of(metric);
  for (std::size_t i = row_.first; i < samples.size(); ++i)
    if (samples[i].metric == index) return true;
  return false;
}

std::string_view ImportRows::keep(std::string_view text) {
  const std::size_t look_back = std::min<std::size_t>(texts.size(), 2);
  for (std::size_t i = 1; i <= look_back; ++i)
    if (texts[texts.size() - i] == text) return texts[texts.size() - i];
  return texts.emplace_back(text);
}

void ImportRows::reject(std::string reason) {
  if (!good_) return;
  good_ = false;
  reason_ = std::move(reason);
}

void ImportRows::reject_window(const Metric& metric) {
  reject(metric.name + " is the total of a window of time, which a row of an import cannot name");
}

void ImportRows::end() {
  ++seen;
  if (good_ && row_.post == 0 &&
      (row_.platform.empty() || row_.platform_post_id.empty() || (row_.account == 0 && row_.business == 0)))
    reject("it does not name its post: post_id, or platform, platform_post_id and account_id or business_id");
  if (good_ && !timed_) reject("it has no fetched_at");
  if (good_ && row_.fetched_at > now_) reject("its fetched_at lies in the future");
  if (good_ && samples.size() == row_.first) reject("it has no value");
  if (!good_) {
    samples.resize(row_.first);
    if (rejected.size() < kMostErrors) rejected.push_back({row_.line, std::move(reason_)});
    return;
  }
  row_.count = static_cast<std::uint32_t>(samples.size()) - row_.first;
  rows.push_back(row_);
}

std::string shown(std::string_view text) {
  const bool cut = text.size() > kShown;
  std::string plain(text.substr(0, kShown));
  const bool utf8 = simdjson::validate_utf8(plain.data(), plain.size());
  for (char& c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8)) c = '?';
  }
  return '"' + plain + (cut ? "...\"" : "\"");
}

std::optional<Instant> instant_of_ms(std::int64_t ms) {
  if (ms < kFirstMs || ms >= kEndMs) return std::nullopt;
  return Instant{ms};
}

std::optional<Instant> parse_fetched_at(std::string_view text) {
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
  if (error == std::errc() && end == text.data() + text.size()) return instant_of_ms(ms);
  return parse_rfc3339(text);
}

}  // namespace tidemark
