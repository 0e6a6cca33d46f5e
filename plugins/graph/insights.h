#pragma once
// Figures of an insights edge: {"data":[{"name","period","values":[{"value","end_time"}]}]}, the same inside
// a listed post, and Instagram's total_value. An empty `data` says nothing: there is no figure, and no zero.

#include <cstdint>
#include <optional>
#include <string_view>
#include <tidemark/plugin.hpp>
#include <vector>

namespace tidemark::graph {

/// One value of a series.
struct Point {
  std::int64_t end_ms;
  std::int64_t value;
};

/// One metric of an answer. Every reader throws json::Error, with the place, where a value is of another
/// form.
class Figure {
 public:
  explicit Figure(const json::Value& element) : element_(element) {}

  /// The metric's one number: total_value.value, else the newest of values[]. Values that are told apart by
  /// is_from_ads or is_from_followers are parts of one and are added up.
  std::optional<std::int64_t> number() const;
  /// A member of the metric's one value where that is an object ({"like":3,"love":1}). Such an object lists
  /// only what is not zero: a member left out is 0 then. Nothing if there is no value.
  std::optional<std::int64_t> part(std::string_view key) const;
  /// The metric's one value where that is an object; absent if there is none.
  json::Value object() const { return newest().object(); }
  /// Every value with an end_time, parts added up, oldest first.
  std::vector<Point> series() const;

 private:
  json::Value newest() const;
  json::Value element_;
};

class Insights {
 public:
  /// `edge`: an object with `data`, or absent. Throws json::Error if it is anything else.
  explicit Insights(const json::Value& edge) : data_(edge.object()["data"]) { data_.array(); }

  /// By name and period, since one name may come as "day" and as "lifetime"; an element without a period fits
  /// where none has the right one. Nothing: the platform does not say.
  std::optional<Figure> find(std::string_view name, std::string_view period = "lifetime") const;
  std::optional<std::int64_t> number(std::string_view name, std::string_view period = "lifetime") const {
    const auto figure = find(name, period);
    return figure ? figure->number() : std::nullopt;
  }
  bool empty() const { return data_.items().empty(); }

 private:
  json::Value data_;
};

}  // namespace tidemark::graph
