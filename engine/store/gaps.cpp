#include "store/gaps.h"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <limits>

#include "store/bytes.h"
#include "store/keys.h"
#include "store/store_impl.h"

namespace tidemark {
namespace disk {
namespace {

constexpr std::uint8_t kForm = 1;
constexpr char kNameEnd = '\0';

}  // namespace

std::string gap_key(Subject subject, const Gap& gap) {
  std::string key = row_key(subject, gap.from);
  key.push_back(static_cast<char>(gap.reason));
  key.push_back(gap.itself ? 1 : 0);
  key.append(gap.metric).push_back(kNameEnd);
  return key.append(gap.type);
}

std::string encode(const Gap& gap) {
  std::string value;
  value.push_back(kForm);
  value.push_back(gap.to ? 1 : 0);
  if (gap.to) put_zigzag(value, gap.to->ms);
  return value.append(gap.message);
}

std::optional<GapEntry> decode_gap(std::string_view key, std::string_view value) {
  constexpr std::size_t kRowKey = 25;
  const auto row = parse_row_key(key.substr(0, kRowKey));
  if (!row || key.size() < kRowKey + 3) return std::nullopt;
  Reader rest(key.substr(kRowKey));
  const auto reason = parse_gap_reason(rest.byte());
  GapEntry entry{.subject = row->subject, .gap = {.from = row->at, .itself = rest.byte() != 0}};
  const std::string_view names = rest.rest();
  const std::size_t end = names.find(kNameEnd);
  Reader in(value);
  if (!reason || end == std::string_view::npos || in.byte() != kForm) return std::nullopt;
  entry.gap.reason = *reason;
  entry.gap.metric = names.substr(0, end);
  entry.gap.type = names.substr(end + 1);
  if (in.byte() != 0) entry.gap.to = Instant{in.zigzag()};
  entry.gap.message = in.rest();
  return in.ok() ? std::optional(std::move(entry)) : std::nullopt;
}

}  // namespace disk

namespace {

constexpr std::string_view kAliveKey = "alive";
/// What waits for a full disk; beyond that, gaps are forgotten.
constexpr std::size_t kMostUnsaved = 100'000;
constexpr std::size_t kLongestMessage = 300;

/// Cut between two characters of UTF-8.
std::string shortened(std::string_view text) {
  if (text.size() <= kLongestMessage) return std::string(text);
  std::size_t end = kLongestMessage;
  while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

bool same_slot(const GapNote& note, const Gap& gap) {
  return note.itself == gap.itself && note.metric == gap.metric && note.type == gap.type;
}

std::vector<Gap>::iterator find_open(std::vector<Gap>& open, const GapNote& note) {
  return std::find_if(open.begin(), open.end(), [&](const Gap& gap) { return same_slot(note, gap); });
}

rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

}  // namespace

const Gaps::OfBusiness* Gaps::find_business(BusinessId business) const {
  const auto found = known_.find(business);
  return found == known_.end() ? nullptr : &found->second;
}

Result<> Gaps::each(const std::string& begin, const std::string& end,
                    const std::function<void(disk::GapEntry)>& take) const {
  rocksdb::ReadOptions range;
  const rocksdb::Slice upper = slice(end);
  range.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> entry(rocks_.db().NewIterator(range, rocks_.family(Family::gaps)));
  for (entry->Seek(begin); entry->Valid(); entry->Next()) {
    auto gap = disk::decode_gap(entry->key().ToStringView(), entry->value().ToStringView());
    if (!gap) return rocks_.unreadable("a gap");
    take(std::move(*gap));
  }
  if (!entry->status().ok()) return rocks_.failed("reading", entry->status());
  return Done{};
}

/// With writing_ held, so that nothing is changed between the reading and the keeping.
Result<> Gaps::load(BusinessId business) const {
  {
    std::shared_lock lock(known_mutex_);
    if (find_business(business)) return Done{};
  }
  OfBusiness of;
  std::string begin;
  disk::put_big_endian(begin, business.value, 8);
  auto read = each(begin, disk::after_prefix(begin), [&](disk::GapEntry entry) {
    OfSubject& subject = of[entry.subject];
    ++subject.count;
    if (!entry.gap.to) subject.open.push_back(std::move(entry.gap));
  });
  if (!read) return read;
  std::unique_lock lock(known_mutex_);
  known_.emplace(business, std::move(of));
  return Done{};
}

Result<std::size_t> Gaps::count_of(Subject subject) const {
  for (;;) {
    {
      std::shared_lock lock(known_mutex_);
      if (const OfBusiness* of = find_business(subject.business)) {
        const auto found = of->find(subject);
        return found == of->end() ? 0 : found->second.count;
      }
    }
    std::lock_guard writing(writing_);
    if (auto loaded = load(subject.business); !loaded) return loaded.error();
  }
}

Result<std::vector<Gap>> Gaps::of(Subject subject, Instant from, Instant to) const {
  const auto count = count_of(subject);
  if (!count) return count.error();
  if (*count == 0 || from >= to) return std::vector<Gap>();
  return subject == kEngineSubject ? of_engine(from, to) : read(subject, from, to);
}

Result<std::vector<Gap>> Gaps::read(Subject subject, Instant from, Instant to) const {
  std::vector<Gap> gaps;
  auto read = each(disk::subject_key(subject), disk::row_key(subject, to), [&](disk::GapEntry entry) {
    if (!entry.gap.to || *entry.gap.to > from) gaps.push_back(std::move(entry.gap));
  });
  if (!read) return read.error();
  return gaps;
}

Result<std::vector<Gap>> Gaps::of_engine(Instant from, Instant to) const {
  std::vector<Gap> gaps;
  std::uint64_t changes = 0;
  {
    std::shared_lock lock(known_mutex_);
    if (of_engine_) {
      for (const Gap& gap : *of_engine_)
        if (gap.from < to && (!gap.to || *gap.to > from)) gaps.push_back(gap);
      return gaps;
    }
    changes = engine_changes_;
  }
  auto all = read(kEngineSubject, {std::numeric_limits<std::int64_t>::min()},
                  {std::numeric_limits<std::int64_t>::max()});
  if (!all) return all.error();
  for (const Gap& gap : *all)
    if (gap.from < to && (!gap.to || *gap.to > from)) gaps.push_back(gap);
  std::unique_lock lock(known_mutex_);
  if (changes == engine_changes_) of_engine_ = std::move(*all);
  return gaps;
}

Result<std::vector<std::pair<Subject, Gap>>> Gaps::of_accounts(BusinessId business, Instant from,
                                                               Instant to) const {
  std::vector<std::pair<Subject, Gap>> gaps;
  const std::string begin = disk::business_prefix(business, Subject::Kind::account);
  auto read = each(begin, disk::after_prefix(begin), [&](disk::GapEntry entry) {
    if (entry.gap.from < to && (!entry.gap.to || *entry.gap.to > from))
      gaps.emplace_back(entry.subject, std::move(entry.gap));
  });
  if (!read) return read.error();
  return gaps;
}

/// Whether the note would open, end or change anything: all but few do not.
bool Gaps::changes(const GapNote& note) const {
  std::shared_lock lock(known_mutex_);
  const OfBusiness* of = find_business(note.subject.business);
  const auto found = of->find(note.subject);
  if (found == of->end()) return note.reason.has_value();
  for (const Gap& gap : found->second.open)
    if (same_slot(note, gap)) return note.reason != gap.reason;
  return note.reason.has_value();
}

/// What failed was measured all the same, by another run that began later and told it sooner.
Result<bool> Gaps::is_over(const GapNote& note) const {
  if (!note.metric.empty() || note.subject == kEngineSubject) return false;
  const auto since = [&](Instant measured) { return measured > note.at && measured - note.at <= kLate; };
  if (note.subject.kind == Subject::Kind::account && !note.itself) {
    const auto found = measured_.find(note.subject);
    return found != measured_.end() && since(found->second);
  }
  const auto latest = rocks_.latest({&note.subject, 1});
  if (!latest) return latest.error();
  return latest->front() && since(latest->front()->fetched_at);
}

/// With writing_ held, under which nobody else changes it.
Gaps::OfSubject& Gaps::entry_of(Subject subject) {
  std::unique_lock lock(known_mutex_);
  return known_.at(subject.business)[subject];
}

void Gaps::end(const GapNote& note) {
  OfSubject& of = entry_of(note.subject);
  const auto found = find_open(of.open, note);
  if (found == of.open.end()) return;
  Gap gap = *found;
  // A clock that was set back: a gap without length says nothing.
  const bool empty = note.at <= gap.from;
  {
    std::unique_lock lock(known_mutex_);
    of.open.erase(found);
    if (empty) --of.count;
  }
  const std::string key = disk::gap_key(note.subject, gap);
  gap.to = note.at;
  unsaved_[key] = empty ? std::nullopt : std::optional(disk::encode(gap));
}

Result<> Gaps::begin(const GapNote& note) {
  const auto over = is_over(note);
  if (!over) return over.error();
  if (*over) return Done{};
  OfSubject& of = entry_of(note.subject);
  if (of.count >= kMost)
    if (auto forgotten = forget_oldest(note.subject, of); !forgotten) return forgotten;
  Gap gap{.from = note.at,
          .reason = *note.reason,
          .itself = note.itself,
          .metric = note.metric,
          .type = note.type,
          .message = shortened(note.message)};
  unsaved_[disk::gap_key(note.subject, gap)] = disk::encode(gap);
  std::unique_lock lock(known_mutex_);
  ++of.count;
  of.open.push_back(std::move(gap));
  return Done{};
}

/// Of those that are over: what lasts is never the one to go.
Result<> Gaps::forget_oldest(Subject subject, OfSubject& of) {
  std::optional<std::string> oldest;
  const std::string begin = disk::subject_key(subject);
  auto read = each(begin, disk::after_prefix(begin), [&](disk::GapEntry entry) {
    std::string key = disk::gap_key(subject, entry.gap);
    if (!oldest && entry.gap.to && !unsaved_.contains(key)) oldest = std::move(key);
  });
  if (!read || !oldest) return read;
  unsaved_[*oldest] = std::nullopt;
  std::unique_lock lock(known_mutex_);
  --of.count;
  return Done{};
}

Result<> Gaps::note(std::span<const GapNote> notes) {
  std::lock_guard writing(writing_);
  bool any = !unsaved_.empty();
  for (const GapNote& note : notes) {
    if (auto loaded = load(note.subject.business); !loaded) return loaded;
    if (!note.reason && note.subject.kind == Subject::Kind::account && !note.itself && note.metric.empty()) {
      Instant& measured = measured_.try_emplace(note.subject, note.at).first->second;
      measured = std::max(measured, note.at);
    }
    if (!changes(note)) continue;
    any = true;
    end(note);
    if (!note.reason) continue;
    if (auto begun = begin(note); !begun) return begun;
  }
  return any ? save() : Result<>(Done{});
}

Result<> Gaps::save(std::optional<Instant> alive) {
  std::set<Subject> subjects;
  for (const auto& [key, value] : unsaved_)
    if (const auto row = disk::parse_row_key(std::string_view(key).substr(0, 25)))
      subjects.insert(row->subject);
  const bool of_engine = subjects.contains(kEngineSubject);
  // A subject that is dropped meanwhile is dropped with this, or this finds it gone.
  const SubjectClaims::Claim claim(claims_, std::move(subjects));
  rocksdb::WriteBatch batch;
  for (auto entry = unsaved_.begin(); entry != unsaved_.end();) {
    const auto& [key, value] = *entry;
    const auto row = disk::parse_row_key(std::string_view(key).substr(0, 25));
    if (row && dropped_(row->subject)) {
      entry = unsaved_.erase(entry);
      continue;
    }
    if (value)
      batch.Put(rocks_.family(Family::gaps), key, *value);
    else
      batch.Delete(rocks_.family(Family::gaps), key);
    ++entry;
  }
  if (alive) {
    std::string value;
    disk::put_zigzag(value, alive->ms);
    batch.Put(rocks_.family(Family::meta), slice(kAliveKey), value);
  }
  if (auto written = rocks_.write(batch); !written) {
    if (unsaved_.size() > kMostUnsaved) unsaved_.clear();
    return written;
  }
  unsaved_.clear();
  if (!of_engine) return Done{};
  std::unique_lock lock(known_mutex_);
  ++engine_changes_;
  of_engine_.reset();
  return Done{};
}

Result<> Gaps::alive(Instant now) {
  std::lock_guard writing(writing_);
  if (!unsaved_.empty()) return save(now);
  std::string value;
  disk::put_zigzag(value, now.ms);
  const rocksdb::Status status =
      rocks_.db().Put(rocksdb::WriteOptions(), rocks_.family(Family::meta), slice(kAliveKey), value);
  if (!status.ok()) return rocks_.failed("writing", status);
  return Done{};
}

Result<bool> Gaps::start(Instant now, std::chrono::milliseconds tolerance) {
  const auto bytes = rocks_.get(Family::meta, kAliveKey);
  if (!bytes) return bytes.error();
  Instant last = now;
  if (*bytes) {
    disk::Reader in(**bytes);
    last = {in.zigzag()};
    if (!in.complete()) return rocks_.unreadable("the time of life");
  }
  std::lock_guard writing(writing_);
  if (auto loaded = load(kEngineSubject.business); !loaded) return loaded.error();
  // A pause ends with the process that was paused.
  end({.subject = kEngineSubject, .at = std::min(last, now)});
  const bool down = now - last > tolerance;
  if (down) {
    const GapNote slept{.subject = kEngineSubject, .at = last, .reason = GapReason::engine_down};
    if (auto begun = begin(slept); !begun) return begun.error();
    end({.subject = kEngineSubject, .at = now});
  }
  if (auto saved = save(now); !saved) return saved.error();
  return down;
}

Result<> SnapshotStore::note_gaps(std::span<const GapNote> notes) {
  return impl_->gaps->note(notes);
}

Result<std::vector<Gap>> SnapshotStore::gaps(Subject subject, Instant from, Instant to) const {
  return impl_->gaps->of(subject, from, to);
}

Result<std::vector<std::pair<Subject, Gap>>> SnapshotStore::account_gaps(BusinessId business, Instant from,
                                                                         Instant to) const {
  return impl_->gaps->of_accounts(business, from, to);
}

Result<> SnapshotStore::note_alive(Instant now) {
  return impl_->gaps->alive(now);
}

Result<bool> SnapshotStore::note_start(Instant now, std::chrono::milliseconds tolerance) {
  return impl_->gaps->start(now, tolerance);
}

}  // namespace tidemark
