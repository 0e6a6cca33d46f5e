#include "graph/insights.h"

#include <algorithm>
#include <map>
#include <string>

#include "graph/moment.h"

namespace tidemark::graph {
namespace {

bool is_part(const json::Value& value) {
  return value["is_from_ads"] || value["is_from_followers"];
}

std::int64_t sum(std::int64_t a, std::int64_t b, const json::Value& at) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) throw json::Error("\"" + at.path() + "\" makes too large a sum");
  return result;
}

/// Number by end_time; INT64_MIN: without one.
std::map<std::int64_t, std::int64_t> by_end(const json::Value& element) {
  std::map<std::int64_t, std::int64_t> ends;
  for (const json::Value value : element["values"].array()) {
    const auto number = value.object()["value"].count();
    if (!number) continue;
    const std::int64_t end = moment(value["end_time"]).value_or(INT64_MIN);
    const auto [at, is_first] = ends.emplace(end, *number);
    if (!is_first && is_part(value)) at->second = sum(at->second, *number, value["value"]);
  }
  return ends;
}

}  // namespace

std::optional<std::int64_t> Figure::number() const {
  if (const auto total = element_["total_value"].object()["value"].count()) return total;
  const auto ends = by_end(element_);
  return ends.empty() ? std::nullopt : std::optional(ends.rbegin()->second);
}

json::Value Figure::newest() const {
  if (const json::Value total = element_["total_value"].object()["value"]) return total;
  json::Value found = element_["no value"];
  std::optional<std::int64_t> end;
  for (const json::Value value : element_["values"].array()) {
    const std::int64_t its_end = moment(value.object()["end_time"]).value_or(INT64_MIN);
    if (value["value"] && (!end || its_end > *end)) {
      end = its_end;
      found = value["value"];
    }
  }
  return found;
}

std::optional<std::int64_t> Figure::part(std::string_view key) const {
  const json::Value value = newest().object();
  if (value.absent()) return std::nullopt;
  const json::Value member = value[key];
  return member.absent() ? 0 : member.count();
}

std::vector<Point> Figure::series() const {
  std::vector<Point> points;
  for (const auto& [end, value] : by_end(element_))
    if (end != INT64_MIN) points.push_back({end, value});
  return points;
}

std::optional<Figure> Insights::find(std::string_view name, std::string_view period) const {
  std::optional<Figure> without;
  for (const json::Value element : data_.array()) {
    if (element.object()["name"].string() != name) continue;
    const auto its_period = element["period"].string();
    if (its_period == period) return Figure(element);
    if (!its_period && !without) without = Figure(element);
  }
  return without;
}

}  // namespace tidemark::graph
