#include "store/gain_reader.h"

#include <algorithm>
#include <limits>

#include "store/keys.h"

namespace tidemark {
namespace {

using disk::GainLevel;
using disk::kDayMs;
using disk::kDaysInSpan;

constexpr std::int64_t kFirstNumber = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kLastNumber = std::numeric_limits<std::int32_t>::max();

std::int64_t rounded_down(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

std::int64_t day_of(Instant at) {
  return std::clamp(rounded_down(at.ms, kDayMs), kFirstNumber, kLastNumber);
}

Instant begin_of(std::int64_t day) {
  return {day * kDayMs};
}

}  // namespace

GainReader::GainReader(const View& view, std::optional<BusinessId> business)
    : view_(view),
      business_(business),
      lower_(disk::gain_prefix(business)),
      upper_(disk::after_prefix(lower_)),
      lower_slice_(lower_),
      upper_slice_(upper_),
      cells_(view.iterator(Family::gains, lower_slice_, upper_slice_)),
      empty_(disk::encode(disk::GainCell{})) {}

Result<> GainReader::read(GainTable& table) {
  whole_.resize(table.metrics.size());
  table.sums.assign(table.metrics.size() * table.edges.size(), {});
  const Plan wanted = plan(table.edges);
  const bool good = add_days(table, wanted) && add_spans(table, wanted);
  if (!cells_->status().ok()) return view_.rocks().failed("reading", cells_->status());
  if (!good) return view_.rocks().unreadable("what was gained");
  return Done{};
}

GainReader::Plan GainReader::plan(std::span<const Instant> edges) {
  const std::int64_t first = day_of(edges.front()), last = day_of(edges.back());
  const std::int64_t end = edges.back() > begin_of(last) ? last + 1 : last;
  const std::int64_t span = rounded_down(first, kDaysInSpan);
  const std::int64_t span_begin = span * kDaysInSpan, span_end = span_begin + kDaysInSpan;
  const std::int64_t before = first - span_begin;
  const std::int64_t behind = std::max<std::int64_t>(0, span_end - std::max(end, first));
  if (before <= behind) return {span, span_begin, end, span_begin, end};
  return {span + 1, first, std::max(end, span_end), span_end, end};
}

bool GainReader::add_spans(GainTable& table, const Plan& plan) {
  cells_->Seek(encode(disk::GainKey{business_, table.number, GainLevel::span, kFirstNumber}));
  for (; cells_->Valid(); cells_->Next()) {
    const auto key = disk::parse_gain_key(cells_->key().ToStringView());
    if (!key) return false;
    if (key->platform != table.number) return true;
    // Later spans tell no more than whether there is anything at all.
    if (key->number >= plan.spans_until && table.booked) return true;
    const std::string_view cell = cells_->value().ToStringView();
    table.booked = table.booked || cell != empty_;
    if (key->number >= plan.spans_until) continue;
    if (!disk::read_sums(cell, table.metrics, whole_)) return false;
    for (std::size_t m = 0; m < whole_.size(); ++m) table.add(m, 0, whole_[m]);
  }
  return true;
}

bool GainReader::add_days(GainTable& table, const Plan& plan) {
  const auto since = static_cast<std::int32_t>(std::max(plan.days_since, kFirstNumber));
  cells_->Seek(encode(disk::GainKey{business_, table.number, GainLevel::day, since}));
  for (; cells_->Valid(); cells_->Next()) {
    const auto key = disk::parse_gain_key(cells_->key().ToStringView());
    if (!key) return false;
    if (key->platform != table.number || key->level != GainLevel::day || key->number >= plan.days_until)
      return true;
    const std::string_view cell = cells_->value().ToStringView();
    table.booked = table.booked || cell != empty_;
    if (!disk::read_sums(cell, table.metrics, whole_)) return false;
    if (key->number < plan.taken_away)
      for (std::size_t m = 0; m < whole_.size(); ++m) table.sums[m * table.edges.size()] -= whole_[m];
    if (key->number < plan.shown_until && !add_day(table, key->number, cell)) return false;
  }
  return true;
}

/// whole_ has the cell's sums.
bool GainReader::add_day(GainTable& table, std::int64_t day, std::string_view cell) {
  const std::size_t bucket = bucket_of(table.edges, begin_of(day));
  const bool parted = bucket < table.edges.size() && table.edges[bucket] < begin_of(day + 1);
  if (parted) return add_segments(table, day, cell);
  for (std::size_t m = 0; m < whole_.size(); ++m) table.add(m, bucket, whole_[m]);
  return true;
}

bool GainReader::add_segments(GainTable& table, std::int64_t day, std::string_view cell) {
  if (!disk::read_segments(cell, table.metrics, bounds_, by_segment_)) return false;
  std::size_t bucket = bucket_of(table.edges, begin_of(day));
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    const Instant since{begin_of(day).ms + bounds_[i].since * disk::kQuarterMs};
    const Instant until{begin_of(day).ms + bounds_[i].until * disk::kQuarterMs};
    while (bucket < table.edges.size() && table.edges[bucket] <= since) ++bucket;
    if (bucket < table.edges.size() && table.edges[bucket] < until) {
      table.open.push_back({since, until});
      continue;
    }
    for (std::size_t m = 0; m < table.metrics.size(); ++m)
      table.add(m, bucket, by_segment_[m * bounds_.size() + i]);
  }
  return true;
}

}  // namespace tidemark
