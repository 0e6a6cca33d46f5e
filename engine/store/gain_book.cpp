#include "store/gain_book.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "store/bookings.h"

namespace tidemark {
namespace {

std::int64_t rounded_down(std::int64_t number, std::int64_t by) {
  return number / by - (number % by < 0 ? 1 : 0);
}

void merge(const Rocks& rocks, rocksdb::WriteBatch& batch, const disk::GainKey& key,
           std::span<const disk::Booking> bookings) {
  if (bookings.empty()) return;
  batch.Merge(rocks.family(Family::gains), disk::encode(key), disk::encode_bookings(bookings));
}

/// Sums of days that follow each other, put once a span is over.
class SpanSums {
 public:
  SpanSums(const Rocks& rocks, rocksdb::WriteBatch& batch, std::optional<BusinessId> business)
      : rocks_(rocks), batch_(batch), business_(business) {}
  ~SpanSums() { put(); }
  SpanSums(const SpanSums&) = delete;
  SpanSums& operator=(const SpanSums&) = delete;

  void add(std::uint32_t platform, std::int32_t day, std::span<const disk::Booking> bookings) {
    if (platform != platform_ || span_of(day) != span_) put();
    platform_ = platform;
    span_ = span_of(day);
    for (const disk::Booking& booking : bookings) sums_[booking.metric] += booking.more;
  }

 private:
  void put() {
    std::vector<disk::Booking> bookings;
    for (const auto& [metric, sum] : sums_)
      if (sum != Booked{}) bookings.push_back({0, metric, sum});
    merge(rocks_, batch_, {business_, platform_, disk::GainLevel::span, span_}, bookings);
    sums_.clear();
  }

  const Rocks& rocks_;
  rocksdb::WriteBatch& batch_;
  const std::optional<BusinessId> business_;
  std::uint32_t platform_ = 0;
  std::int32_t span_ = 0;
  std::map<std::uint32_t, Booked> sums_;
};

}  // namespace

QuarterOfDay quarter_of(Instant at) {
  const std::int64_t day = rounded_down(at.ms, disk::kDayMs);
  const std::int64_t in_day = at.ms % disk::kDayMs;
  using Number = std::numeric_limits<std::int32_t>;
  return {static_cast<std::int32_t>(std::clamp<std::int64_t>(day, Number::min(), Number::max())),
          static_cast<std::uint8_t>((in_day < 0 ? in_day + disk::kDayMs : in_day) / disk::kQuarterMs)};
}

std::int32_t span_of(std::int32_t day) {
  return static_cast<std::int32_t>(rounded_down(day, disk::kDaysInSpan));
}

void DayCells::at(std::uint32_t platform, QuarterOfDay at) {
  quarter_ = at.quarter;
  before_ = kNone;
  if (!cells_.empty() && cells_[cell_].platform == platform && cells_[cell_].day == at.day) return;
  const std::uint64_t key = std::uint64_t{platform} << 32 | static_cast<std::uint32_t>(at.day);
  const auto [found, is_new] = index_.try_emplace(key, static_cast<std::uint32_t>(cells_.size()));
  cell_ = found->second;
  if (is_new) cells_.emplace_back(Cell{platform, at.day, {}}).heads.fill(kNone);
}

void DayCells::add(std::uint32_t metric, const Booked& more) {
  // From where the metric before was found on: they rise.
  std::uint32_t before = before_;
  std::uint32_t node = before == kNone ? cells_[cell_].heads[quarter_] : nodes_[before].next;
  while (node != kNone && nodes_[node].metric < metric) {
    before = node;
    node = nodes_[node].next;
  }
  if (node == kNone || nodes_[node].metric != metric) {
    const auto made = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({node, metric, {}});
    (before == kNone ? cells_[cell_].heads[quarter_] : nodes_[before].next) = made;
    node = made;
  }
  nodes_[node].sum += more;
  before_ = before;  // not the node itself: the same metric may come again
}

std::vector<std::uint32_t> DayCells::rising() const {
  std::vector<std::uint32_t> order(cells_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::tie(cells_[a].platform, cells_[a].day) < std::tie(cells_[b].platform, cells_[b].day);
  });
  return order;
}

void DayCells::put(const Rocks& rocks, rocksdb::WriteBatch& batch, std::optional<BusinessId> business,
                   DayCells* all) {
  SpanSums spans(rocks, batch, business);
  std::vector<disk::Booking> bookings;
  for (const std::uint32_t number : rising()) {
    const Cell& cell = cells_[number];
    bookings.clear();
    for (std::uint8_t quarter = 0; quarter < disk::kQuartersInDay; ++quarter) {
      const auto first = static_cast<std::ptrdiff_t>(bookings.size());
      for (std::uint32_t node = cell.heads[quarter]; node != kNone; node = nodes_[node].next)
        if (nodes_[node].sum != Booked{})
          bookings.push_back({quarter, nodes_[node].metric, nodes_[node].sum});
      if (!all || std::ssize(bookings) == first) continue;
      all->at(cell.platform, {cell.day, quarter});
      for (auto booking = bookings.begin() + first; booking != bookings.end(); ++booking)
        all->add(booking->metric, booking->more);
    }
    merge(rocks, batch, {business, cell.platform, disk::GainLevel::day, cell.day}, bookings);
    spans.add(cell.platform, cell.day, bookings);
  }
  cells_.clear();
  nodes_.clear();
  index_.clear();
}

void GainBook::put_business() {
  if (!days_.empty()) days_.put(rocks_, batch_, business_, &all_);
}

void GainBook::finish() {
  put_business();
  if (!all_.empty()) all_.put(rocks_, batch_, std::nullopt, nullptr);
}

}  // namespace tidemark
