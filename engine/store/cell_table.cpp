#include "store/cell_table.h"

#include <algorithm>
#include <array>

#include "store/gain_bytes.h"

namespace tidemark::disk {

CellTable::CellTable(const GainCell& cell) {
  std::vector<GainBounds> bounds;
  std::vector<std::uint32_t> metrics;
  for (const GainCell::Segment& segment : cell.segments) {
    bounds.push_back({segment.since, segment.until});
    for (const auto& sum : segment.sums) metrics.push_back(sum.first);
  }
  make_room(std::move(bounds), std::move(metrics));
  for (std::size_t i = 0; i < cell.segments.size(); ++i)
    for (const auto& [metric, booked] : cell.segments[i].sums) column(place_of(metric))[i] = booked;
}

bool CellTable::read(std::string_view cell) {
  Reader in(cell);
  GainHead head;
  if (!read_head(in, head)) return false;
  *this = {};
  if (head.metrics.empty()) return in.complete();
  if (!read_bounds(in, bounds_) || bounds_.empty()) return false;
  metrics_ = std::move(head.metrics);
  values_.resize(metrics_.size() * bounds_.size());
  for (std::size_t m = 0; m < metrics_.size(); ++m) {
    const std::span<Booked> values(column(m), bounds_.size());
    values.back() = head.sums[m];
    if (values.size() > 1 && !read_columns(in.take(in.varint()), head.sums[m], values)) return false;
  }
  if (!in.complete()) return false;
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    bool some = false;
    for (std::size_t m = 0; m < metrics_.size(); ++m) some |= column(m)[i] != Booked{};
    if (!some) return false;
  }
  return true;
}

void CellTable::add(const PendingGains& pending) {
  std::vector<GainBounds> bounds;
  std::vector<std::uint32_t> metrics;
  pending.each([&](std::uint8_t quarter, std::uint32_t metric, const Booked&) {
    if (metrics.empty() || metrics.back() != metric) metrics.push_back(metric);
    bounds.push_back({quarter, static_cast<std::uint8_t>(quarter + 1)});
  });
  if (metrics.empty()) return;
  make_room(std::move(bounds), std::move(metrics));
  std::array<std::size_t, kQuartersInDay> segments;
  for (std::size_t i = 0; i < bounds_.size(); ++i)
    std::fill(segments.begin() + bounds_[i].since, segments.begin() + bounds_[i].until, i);
  std::size_t place = 0;
  pending.each([&](std::uint8_t quarter, std::uint32_t metric, const Booked& more) {
    while (metrics_[place] != metric) ++place;  // both rise
    column(place)[segments[quarter]] += more;
  });
}

void CellTable::make_room(std::vector<GainBounds> bounds, std::vector<std::uint32_t> metrics) {
  const auto holds = [&](const GainBounds& one) {
    return std::any_of(bounds_.begin(), bounds_.end(), [&](const GainBounds& segment) {
      return segment.since <= one.since && one.until <= segment.until;
    });
  };
  const auto earlier = [](const GainBounds& a, const GainBounds& b) { return a.since < b.since; };
  std::sort(bounds.begin(), bounds.end(), earlier);
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  std::erase_if(bounds, holds);
  bounds.insert(bounds.end(), bounds_.begin(), bounds_.end());
  std::sort(bounds.begin(), bounds.end(), earlier);
  metrics.insert(metrics.end(), metrics_.begin(), metrics_.end());
  std::sort(metrics.begin(), metrics.end());
  metrics.erase(std::unique(metrics.begin(), metrics.end()), metrics.end());
  if (bounds == bounds_ && metrics == metrics_) return;

  CellTable roomy;
  roomy.values_.resize(metrics.size() * bounds.size());
  roomy.bounds_ = std::move(bounds);
  roomy.metrics_ = std::move(metrics);
  for (std::size_t m = 0; m < metrics_.size(); ++m) {
    Booked* to = roomy.column(roomy.place_of(metrics_[m]));
    for (std::size_t i = 0, at = 0; i < bounds_.size(); ++i) {
      while (roomy.bounds_[at] != bounds_[i]) ++at;
      to[at] = column(m)[i];
    }
  }
  *this = std::move(roomy);
}

std::size_t CellTable::place_of(std::uint32_t metric) const {
  return static_cast<std::size_t>(std::lower_bound(metrics_.begin(), metrics_.end(), metric) -
                                  metrics_.begin());
}

std::string CellTable::bytes() const {
  std::vector<std::size_t> segments;
  std::vector<GainBounds> bounds;
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    bool some = false;
    for (std::size_t m = 0; m < metrics_.size(); ++m) some |= column(m)[i] != Booked{};
    if (!some) continue;
    segments.push_back(i);
    bounds.push_back(bounds_[i]);
  }
  GainHead head;
  std::vector<Booked> values;  // of the metrics in the head
  for (std::size_t m = 0; m < metrics_.size(); ++m) {
    Booked whole;
    bool some = false;  // also what is zero only as a whole
    for (const std::size_t i : segments) {
      whole += column(m)[i];
      some |= column(m)[i] != Booked{};
    }
    if (!some) continue;
    head.metrics.push_back(metrics_[m]);
    head.sums.push_back(whole);
    for (const std::size_t i : segments) values.push_back(column(m)[i]);
  }
  std::string out;
  put_head(out, head);
  if (segments.empty()) return out;
  put_bounds(out, bounds);
  for (std::size_t m = 0; m < head.metrics.size() && segments.size() > 1; ++m)
    put_columns(out, std::span(values).subspan(m * segments.size(), segments.size() - 1));
  return out;
}

GainCell CellTable::cell() const {
  GainCell cell;
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    GainCell::Segment segment{bounds_[i].since, bounds_[i].until, {}};
    for (std::size_t m = 0; m < metrics_.size(); ++m)
      if (column(m)[i] != Booked{}) segment.sums.emplace_hint(segment.sums.end(), metrics_[m], column(m)[i]);
    if (!segment.sums.empty()) cell.segments.push_back(std::move(segment));
  }
  return cell;
}

}  // namespace tidemark::disk
