#include "store/columns_builder.h"

#include <algorithm>
#include <cstring>

namespace tidemark {
namespace {

/// Keeps [since, until) of what was appended behind `begin`.
template <typename T>
void keep(std::vector<T>& all, std::size_t begin, std::size_t since, std::size_t until) {
  const auto added = all.begin() + static_cast<std::ptrdiff_t>(begin);
  all.erase(added + static_cast<std::ptrdiff_t>(until), all.end());
  all.erase(added, added + static_cast<std::ptrdiff_t>(since));
}

}  // namespace

ColumnsBuilder::ColumnsBuilder(const MetricDictionary& dictionary, std::span<const std::string_view> metrics)
    : dictionary_(dictionary), all_(metrics.empty()) {
  for (const std::string_view metric : metrics)
    if (const auto number = dictionary.number_of(metric)) asked_.push_back(*number);
  std::sort(asked_.begin(), asked_.end());
}

void ColumnsBuilder::clear() {
  columns_.times.clear();
  for (Columns::Column& column : columns_.columns) spare_.push_back(std::move(column));
  columns_.columns.clear();
  numbers_.clear();
}

bool ColumnsBuilder::is_asked(std::uint32_t metric) const {
  return all_ || std::binary_search(asked_.begin(), asked_.end(), metric);
}

Columns::Column& ColumnsBuilder::column_of(std::uint32_t metric) {
  auto& columns = columns_.columns;
  if (const auto found = std::find(numbers_.begin(), numbers_.end(), metric); found != numbers_.end())
    return columns[static_cast<std::size_t>(found - numbers_.begin())];
  const std::string_view name = dictionary_.name_of(metric);
  const auto at = std::find_if(columns.begin(), columns.end(),
                               [&](const Columns::Column& column) { return name < column.metric; });
  numbers_.insert(numbers_.begin() + (at - columns.begin()), metric);
  Columns::Column column;
  if (!spare_.empty()) {
    column = std::move(spare_.back());
    spare_.pop_back();
    column.values.clear();
    column.present.clear();
  }
  column.metric = name;
  return *columns.insert(at, std::move(column));
}

bool ColumnsBuilder::add(const disk::Chunk& chunk, Instant from, Instant to) {
  auto& times = columns_.times;
  const std::size_t begin = times.size();
  if (!chunk.times(times)) return false;
  std::size_t since = 0, until = chunk.size();
  const bool whole = from <= chunk.first() && chunk.last() < to;
  if (!whole) {
    const auto added = times.begin() + static_cast<std::ptrdiff_t>(begin);
    since = static_cast<std::size_t>(std::lower_bound(added, times.end(), from) - added);
    until = static_cast<std::size_t>(std::lower_bound(added, times.end(), to) - added);
    keep(times, begin, since, until);
    if (since == until) return true;
  }
  for (const std::uint32_t metric : chunk.metrics()) {
    if (!is_asked(metric)) continue;
    Columns::Column& column = column_of(metric);
    column.values.resize(begin);
    column.present.resize(begin);
    if (!chunk.values(metric, column.values, column.present)) return false;
    if (whole) continue;
    keep(column.values, begin, since, until);
    keep(column.present, begin, since, until);
  }
  return true;
}

void ColumnsBuilder::add(Instant at, const disk::Row& row) {
  const std::size_t begin = columns_.times.size();
  columns_.times.push_back(at);
  for (const disk::NumberedSample& sample : row) {
    if (!is_asked(sample.metric)) continue;
    Columns::Column& column = column_of(sample.metric);
    column.values.resize(begin);
    column.present.resize(begin);
    column.values.push_back(sample.value);
    column.present.push_back(1);
  }
}

Columns& ColumnsBuilder::finish() {
  const std::size_t size = columns_.times.size();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < columns_.columns.size(); ++i) {
    Columns::Column& column = columns_.columns[i];
    column.values.resize(size);
    column.present.resize(size);
    if (size == 0 || !std::memchr(column.present.data(), 1, size)) {
      spare_.push_back(std::move(column));  // all its values were outside the range
      continue;
    }
    // One form for one content, wherever it came from.
    if (!std::memchr(column.present.data(), 0, size)) column.present.clear();
    numbers_[kept] = numbers_[i];
    if (kept != i) columns_.columns[kept] = std::move(column);
    ++kept;
  }
  columns_.columns.resize(kept);
  numbers_.resize(kept);
  return columns_;
}

}  // namespace tidemark
