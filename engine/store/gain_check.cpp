#include "store/gain_check.h"

#include <algorithm>
#include <tuple>

#include "store/bookings.h"
#include "store/gain_book.h"
#include "store/keys.h"

namespace tidemark {
namespace {

using disk::GainLevel;

/// How much may wait before it is put in order.
constexpr std::size_t kUntidy = 1u << 18;

auto place(const GainLedger::Entry& entry) {
  return std::tie(entry.platform, entry.day, entry.quarter, entry.metric);
}

/// Entries of some days of a platform.
std::span<const GainLedger::Entry> of_days(const std::vector<GainLedger::Entry>& entries,
                                           std::uint32_t platform, std::int64_t since, std::int64_t until) {
  const auto at = [&](std::int64_t day) {
    return std::partition_point(entries.begin(), entries.end(), [&](const GainLedger::Entry& entry) {
      return std::pair<std::uint32_t, std::int64_t>(entry.platform, entry.day) < std::pair(platform, day);
    });
  };
  return {at(since), at(until)};
}

/// What is zero as a whole is not there.
disk::GainSums sums_of(std::span<const GainLedger::Entry> entries, unsigned since, unsigned until) {
  disk::GainSums sums;
  for (const GainLedger::Entry& entry : entries)
    if (since <= entry.quarter && entry.quarter < until) sums[entry.metric] += entry.sum;
  std::erase_if(sums, [](const auto& sum) { return sum.second == Booked{}; });
  return sums;
}

}  // namespace

void GainLedger::add(std::uint32_t platform, Instant at, std::uint32_t metric, const Booked& booked) {
  const QuarterOfDay when = quarter_of(at);
  entries_.push_back({platform, when.day, when.quarter, metric, booked});
  if (entries_.size() > 2 * tidied_ + kUntidy) tidy();
}

void GainLedger::add(const std::vector<Entry>& entries) {
  entries_.insert(entries_.end(), entries.begin(), entries.end());
  if (entries_.size() > 2 * tidied_ + kUntidy) tidy();
}

void GainLedger::tidy() {
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return place(a) < place(b); });
  std::size_t kept = 0;
  for (const Entry& entry : entries_)
    if (kept > 0 && place(entries_[kept - 1]) == place(entry))
      entries_[kept - 1].sum += entry.sum;
    else
      entries_[kept++] = entry;
  entries_.resize(kept);
  std::erase_if(entries_, [](const Entry& entry) { return entry.sum == Booked{}; });
  tidied_ = entries_.size();
}

const std::vector<GainLedger::Entry>& GainLedger::entries() {
  if (entries_.size() != tidied_) tidy();
  return entries_;
}

void GainLedger::clear() {
  entries_.clear();
  tidied_ = 0;
}

GainCheck::GainCheck(const View& view, const PlatformDictionary& platforms, VerifyReport& report)
    : view_(view),
      platforms_(platforms),
      report_(report),
      findings_(report),
      lower_(disk::after_prefix(disk::gain_prefix(std::nullopt))),
      lower_slice_(lower_),
      cells_(view.iterator(Family::gains, lower_slice_, {}, true)) {
  cells_->SeekToFirst();
}

rocksdb::Status GainCheck::status() const {
  return cells_->status().ok() && together_ ? together_->status() : cells_->status();
}

std::string GainCheck::name_of(const disk::GainKey& key) const {
  const std::string_view platform = platforms_.name_of(key.platform);
  const std::int64_t day =
      key.level == GainLevel::span ? std::int64_t{key.number} * disk::kDaysInSpan : key.number;
  const std::string since = to_rfc3339({day * disk::kDayMs}).substr(0, 10);
  return (key.business ? "business " + std::to_string(key.business->value) : "all businesses") + " on " +
         (platform.empty() ? "platform number " + std::to_string(key.platform) : std::string(platform)) +
         (key.level == GainLevel::span ? ", the 32 days from " : ", day ") + since;
}

/// Nothing for a key that cannot be read.
std::optional<BusinessId> GainCheck::business_of_cell() const {
  const auto key = disk::parse_gain_key(cells_->key().ToStringView());
  return key ? key->business : std::nullopt;
}

void GainCheck::check_unbooked(std::optional<BusinessId> until) {
  GainLedger none;
  for (; cells_->Valid(); cells_->Next()) {
    const auto business = business_of_cell();
    if (until && business && *business >= *until) break;
    check(*cells_, none);
  }
  days_.clear();
  spans_.clear();
}

void GainCheck::finish(BusinessId business) {
  check_unbooked(business);
  for (; cells_->Valid() && business_of_cell() == business; cells_->Next()) check(*cells_, one_);
  check_rest(business, one_);
  all_.add(one_.entries());
  one_.clear();
}

void GainCheck::finish() {
  check_unbooked(std::nullopt);
  together_ = view_.iterator(Family::gains, {}, lower_slice_, true);
  for (together_->SeekToFirst(); together_->Valid(); together_->Next()) check(*together_, all_);
  check_rest(std::nullopt, all_);
}

void GainCheck::check(rocksdb::Iterator& at, GainLedger& ledger) {
  ++report_.cells;
  const auto key = disk::parse_gain_key(at.key().ToStringView());
  if (!key) return findings_.add("gains", "a key cannot be read");
  const auto cell = disk::decode_gain_cell(at.value().ToStringView());
  (key->level == GainLevel::day ? days_ : spans_).emplace(key->platform, key->number);
  if (!cell) return findings_.add(name_of(*key), "what was gained cannot be read");
  if (key->platform == 0 || platforms_.name_of(key->platform).empty())
    findings_.add(name_of(*key), "nobody knows the platform");
  if (key->level == GainLevel::day)
    check_day(*key, *cell, ledger);
  else
    check_span(*key, *cell, ledger);
}

void GainCheck::check_day(const disk::GainKey& key, const disk::GainCell& cell, GainLedger& ledger) {
  const auto entries = of_days(ledger.entries(), key.platform, key.number, std::int64_t{key.number} + 1);
  std::size_t covered = 0;
  for (const disk::GainCell::Segment& segment : cell.segments) {
    covered += static_cast<std::size_t>(std::count_if(entries.begin(), entries.end(), [&](const auto& entry) {
      return segment.since <= entry.quarter && entry.quarter < segment.until;
    }));
    if (sums_of(entries, segment.since, segment.until) != segment.sums)
      findings_.add(name_of(key), "the histories do not give what was gained in quarters " +
                                      std::to_string(segment.since) + " to " + std::to_string(segment.until));
  }
  if (covered != entries.size()) findings_.add(name_of(key), "not all that the histories give is booked");
}

void GainCheck::check_span(const disk::GainKey& key, const disk::GainCell& cell, GainLedger& ledger) {
  const std::int64_t first = std::int64_t{key.number} * disk::kDaysInSpan;
  const auto entries = of_days(ledger.entries(), key.platform, first, first + disk::kDaysInSpan);
  if (sums_of(entries, 0, disk::kQuartersInDay) != cell.sums())
    findings_.add(name_of(key), "the histories do not give what was gained");
}

void GainCheck::check_rest(std::optional<BusinessId> business, GainLedger& ledger) {
  const auto check = [&](Places& places, const GainLedger::Entry& entry, GainLevel level,
                         std::int32_t number) {
    if (places.emplace(entry.platform, number).second)
      findings_.add(name_of({business, entry.platform, level, number}), "nothing is booked");
  };
  for (const GainLedger::Entry& entry : ledger.entries()) {
    check(days_, entry, GainLevel::day, entry.day);
    check(spans_, entry, GainLevel::span, span_of(entry.day));
  }
  days_.clear();
  spans_.clear();
}

}  // namespace tidemark
