#include "store/history_check.h"

#include <algorithm>

#include "store/keys.h"

namespace tidemark {
namespace {

/// How much of a row's or chunk's key its subject is.
constexpr std::size_t kSubjectBytes = 17;

std::string at_instant(std::string_view what, Instant at) {
  return std::string(what) + " of " + to_rfc3339(at);
}

}  // namespace

HistoryCheck::HistoryCheck(const View& view, const MetricDictionary& metrics,
                           const PlatformDictionary& platforms, GainCheck& gains, VerifyReport& report)
    : kinds_(metrics.kinds()),
      platforms_(platforms),
      gains_(gains),
      report_(report),
      findings_(report),
      stands_(view.iterator(Family::latest, {}, {}, true)),
      chunks_(view.iterator(Family::columns, {}, {}, true)),
      rows_(view.iterator(Family::rows, {}, {}, true)) {
  for (const auto* at : {&stands_, &chunks_, &rows_}) (*at)->SeekToFirst();
}

rocksdb::Status HistoryCheck::status() const {
  for (const auto* at : {&stands_, &chunks_, &rows_})
    if (!(*at)->status().ok()) return (*at)->status();
  return rocksdb::Status::OK();
}

std::optional<std::string> HistoryCheck::next_key() const {
  std::optional<std::string> next;
  for (const auto* at : {&stands_, &chunks_, &rows_}) {
    if (!(*at)->Valid()) continue;
    const std::string_view key = (*at)->key().ToStringView().substr(0, kSubjectBytes);
    if (!next || key < *next) next = key;
  }
  return next;
}

std::optional<Subject> HistoryCheck::next() {
  const auto key = next_key();
  if (!key || !status().ok()) return std::nullopt;
  key_ = *key;
  const auto subject = disk::parse_subject_key(key_);
  name_ = subject ? name_of(*subject) : "an unknown subject";
  if (!subject) findings_.add(name_, "its key cannot be read");
  return subject ? *subject : Subject{};
}

void HistoryCheck::check() {
  ++report_.subjects;
  stored_.reset();
  rebuilt_.reset();
  packed_until_.reset();
  bookings_.clear();
  bool stands = false;
  for (; at_subject(*stands_); stands_->Next()) {
    stands = true;
    stored_ = disk::decode_latest(stands_->value().ToStringView());
    if (!stored_) findings_.add(name_, "what stands cannot be read");
  }
  for (; at_subject(*chunks_); chunks_->Next()) take_chunk();
  for (; at_subject(*rows_); rows_->Next()) take_row();
  if (!stands) findings_.add(name_, "it has a history, but nothing that stands");
  if (stored_) compare();
}

void HistoryCheck::take_chunk() {
  ++report_.chunks;
  const auto key = disk::parse_row_key(chunks_->key().ToStringView());
  const auto chunk = disk::Chunk::open(chunks_->value().ToStringView());
  packed_.clear();
  if (!key || !chunk || !chunk->rows(packed_))
    return findings_.add(name_, key ? at_instant("packed history", key->at) + " cannot be read"
                                    : "a chunk's key cannot be read");
  if (key->at != chunk->first())
    findings_.add(name_, at_instant("packed history", key->at) + " begins at another instant");
  for (const disk::TimedRow& one : packed_) {
    if (rebuilt_ && one.at <= rebuilt_->fetched_at)
      findings_.add(name_, at_instant("the packed snapshot", one.at) + " is not later than the one before");
    take(one.at, one.row);
    packed_until_ = one.at;
  }
}

void HistoryCheck::take_row() {
  ++report_.rows;
  const auto at = disk::instant_of_row_key(rows_->key().ToStringView());
  const auto row = disk::decode_row(rows_->value().ToStringView());
  if (!at || !row)
    return findings_.add(name_,
                         at ? at_instant("the row", *at) + " cannot be read" : "a row's key cannot be read");
  if (packed_until_ && *at <= *packed_until_)
    findings_.add(name_, at_instant("the row", *at) + " is not later than packed history");
  take(*at, *row);
}

void HistoryCheck::take(Instant at, const disk::Row& row) {
  ++report_.snapshots;
  report_.points += row.size();
  disk::observe(rebuilt_, at, row);
  for (const disk::NumberedSample& sample : row)
    if (!is_declared(sample.metric))
      findings_.add(name_, at_instant("the snapshot", at) + " has metric number " +
                               std::to_string(sample.metric) + ", which nobody declared");
    else if (stored_ && stored_->platform != 0)
      book(at, sample);
}

void HistoryCheck::book(Instant at, const disk::NumberedSample& sample) {
  if (bookings_.size() <= sample.metric) bookings_.resize(sample.metric + 1);
  auto& bookings = bookings_[sample.metric];
  if (!bookings) bookings.emplace(kinds_[sample.metric], stored_->from_zero && !stored_->trimmed);
  gains_.book(stored_->platform, at, sample.metric, bookings->next(sample.value));
}

void HistoryCheck::compare() {
  if (!rebuilt_) return findings_.add(name_, "something stands, but it has no history");
  if (stored_->fetched_at != rebuilt_->fetched_at)
    findings_.add(name_, at_instant("what stands is", stored_->fetched_at) + ", its last snapshot " +
                             at_instant("is", rebuilt_->fetched_at));
  if (stored_->values != rebuilt_->values)
    findings_.add(name_, "other values stand than its history has last");
  if (stored_->packed_until != packed_until_)
    findings_.add(name_, "it is packed up to another instant than what stands says");
  if (stored_->platform != 0 && platforms_.name_of(stored_->platform).empty())
    findings_.add(name_,
                  "its platform has number " + std::to_string(stored_->platform) + ", which nobody knows");
}

}  // namespace tidemark
