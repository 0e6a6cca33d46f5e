#include "graph/usage.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace tidemark::graph {
namespace {

constexpr double kLongestMinutes = 32.0 * 24 * 60;  // a longer wait is a mistake of units

/// A figure as 28, 9.67, "28" or "28%".
std::optional<double> figure(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '%')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = problem == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole && std::isfinite(value) && value >= 0 ? std::optional(value) : std::nullopt;
}

std::optional<double> figure(const json::Value& value) {
  if (value.type() == json::Type::number) return figure(*value.number());
  if (value.type() == json::Type::string) return figure(*value.string());
  return std::nullopt;
}

/// Whether one of the three figures has reached its quota.
bool is_full(const json::Value& usage) {
  for (const std::string_view name : {"call_count", "total_time", "total_cputime"})
    if (figure(usage[name]).value_or(0) >= 100) return true;
  return false;
}

std::optional<json::Document> parsed(const sdk::Response& answer, std::string_view header) {
  const auto text = answer.header(header);
  if (!text) return std::nullopt;
  try {
    return json::parse(*text);
  } catch (const json::Error&) {
    return std::nullopt;
  }
}

bool header_is_full(const sdk::Response& answer, std::string_view header) {
  const auto text = answer.header(header);
  if (!text) return false;
  if (const auto plain = figure(*text)) return *plain >= 100;
  const auto document = parsed(answer, header);
  return document && is_full(document->root());
}

/// What the entries of one business use case say together.
struct Found {
  bool any = false;
  bool full = false;
  double wait_minutes = 0;

  void add(const json::Value& entry) {
    any = true;
    const double minutes = figure(entry["estimated_time_to_regain_access"]).value_or(0);
    full = full || is_full(entry) || minutes > 0;
    wait_minutes = std::max(wait_minutes, std::min(minutes, kLongestMinutes));
  }
};

bool is_of_type(const json::Value& entry, std::string_view type) {
  return entry["type"].type() == json::Type::string && *entry["type"].string() == type;
}

}  // namespace

Usage read_usage(const sdk::Response& answer, const Quotas& quotas) {
  Usage usage;
  usage.app_is_full = header_is_full(answer, "x-app-usage");
  usage.account_is_full = header_is_full(answer, "x-page-usage");
  const auto document = parsed(answer, "x-business-use-case-usage");
  if (!document) return usage;
  Found own, all;
  for (const json::Value object : document->root().items()) {  // a key may come twice: each counts
    for (const json::Value entry : object.items()) {
      if (!is_of_type(entry, quotas.type)) continue;
      all.add(entry);
      if (!quotas.account_id.empty() && object.key() == quotas.account_id) own.add(entry);
    }
  }
  const Found& ours = own.any ? own : all;
  usage.account_is_full = usage.account_is_full || ours.full;
  if (ours.full && ours.wait_minutes > 0)
    usage.account_wait_ms = static_cast<std::int64_t>(std::ceil(ours.wait_minutes * 60'000));
  return usage;
}

}  // namespace tidemark::graph
