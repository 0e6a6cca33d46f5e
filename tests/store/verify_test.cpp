// What `verify` must find, each kind of damage by itself, and what it must not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "opened_store.h"
#include "packed_store.h"
#include "support/long_tests.h"

namespace tidemark::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Subject kPost{Subject::Kind::post, 7, {3}}, kOther{Subject::Kind::post, 8, {4}};
constexpr std::int64_t kDay = 20'000, kNoon = kDay * disk::kDayMs + 12 * 3'600'000;

Instant hour(int hours) {
  return {kNoon + hours * 3'600'000};
}

/// Two posts of two businesses, and an account: eight snapshots each, four of them in two chunks.
struct SoundStore {
  SoundStore() : reference(declared()), store(reference_of(reference), declared(), half_packed()) {}

  static const Reference& reference_of(Reference& reference) {
    for (const Subject subject : {kPost, kOther, Subject{Subject::Kind::account, 1, {3}}})
      for (int i = 0; i < 8; ++i) {
        Snapshot one{subject, hour(i), {{"likes_count", 10 + i}, {"impressions", 100 - i}}};
        if (subject.kind == Subject::Kind::post) one.platform = "twitter";
        reference.add(one);
      }
    return reference;
  }
  static Layout half_packed() {
    return {[](std::size_t) { return std::size_t{4}; }, [] { return std::size_t{2}; },
            [] { return std::vector<std::uint8_t>{}; }};
  }

  Reference reference;
  PackedStore store;
};

VerifyReport verified(const SnapshotStore& store) {
  const auto report = store.verify();
  EXPECT_TRUE(report) << report.error().message;
  return report ? *report : VerifyReport{};
}

TEST(Verify, CountsWhatItLookedAtAndFindsNothingWrongInASoundStore) {
  SoundStore sound;
  const VerifyReport report = verified(*sound.store);
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.found, 0u);
  EXPECT_EQ(report.subjects, 3u);
  EXPECT_EQ(report.snapshots, 24u);
  EXPECT_EQ(report.points, 48u);
  EXPECT_EQ(report.chunks, 6u);
  EXPECT_EQ(report.rows, 12u);
  EXPECT_EQ(report.cells, 6u);
}

disk::LatestRow latest_in(const PackedStore& store, Subject subject) {
  return *disk::decode_latest(store.get(Family::latest, disk::subject_key(subject)));
}
void put_latest(PackedStore& store, const disk::LatestRow& latest) {
  store.put(Family::latest, disk::subject_key(kPost), disk::encode(latest));
}
void put_chunk(PackedStore& store, Instant key, const std::vector<disk::TimedRow>& rows) {
  store.put(Family::columns, disk::row_key(kPost, key), disk::encode_chunk(rows));
}
disk::GainKey cell(std::optional<BusinessId> business, disk::GainLevel level) {
  const auto number = level == disk::GainLevel::day ? kDay : kDay / disk::kDaysInSpan;
  return {business, 1, level, static_cast<std::int32_t>(number)};
}
void change_cell(PackedStore& store, const disk::GainKey& key) {
  auto changed = *disk::decode_gain_cell(store.get(Family::gains, disk::encode(key)));
  changed.segments.front().sums.begin()->second.gain += 1;
  store.put(Family::gains, disk::encode(key), disk::encode(changed));
}

struct Damage {
  const char* name;
  std::function<void(PackedStore&)> done;
  const char* whose;
  const char* what;
};

const Damage kDamages[] = {
    {"a chunk of bytes that mean nothing",
     [](PackedStore& store) { store.put(Family::columns, disk::row_key(kPost, hour(2)), "nothing"); },
     "post 7 of business 3", "cannot be read"},
    {"a chunk under another instant",
     [](PackedStore& store) {
       const std::string bytes = store.get(Family::columns, disk::row_key(kPost, hour(2)));
       store.remove(Family::columns, disk::row_key(kPost, hour(2)));
       store.put(Family::columns, disk::row_key(kPost, hour(1) + std::chrono::milliseconds(1)), bytes);
     },
     "post 7 of business 3", "begins at another instant"},
    {"chunks that overlap",
     [](PackedStore& store) {
       put_chunk(store, hour(0), {{hour(0), {{1, 10}, {3, 100}}}, {hour(2), {{1, 12}, {3, 98}}}});
     },
     "post 7 of business 3", "is not later than the one before"},
    {"a row before packed history's end",
     [](PackedStore& store) {
       store.put(Family::rows, disk::row_key(kPost, hour(1)), disk::encode(disk::Row{{1, 11}}));
     },
     "post 7 of business 3", "is not later than packed history"},
    {"a row of bytes that mean nothing",
     [](PackedStore& store) { store.put(Family::rows, disk::row_key(kPost, hour(5)), "nothing"); },
     "post 7 of business 3", "cannot be read"},
    {"a lost row", [](PackedStore& store) { store.remove(Family::rows, disk::row_key(kPost, hour(7))); },
     "post 7 of business 3", "its last snapshot"},
    {"a row of a metric that nobody declared",
     [](PackedStore& store) {
       store.put(Family::rows, disk::row_key(kPost, hour(5)), disk::encode(disk::Row{{99, 1}}));
     },
     "post 7 of business 3", "metric number 99"},
    {"history without what stands",
     [](PackedStore& store) { store.remove(Family::latest, disk::subject_key(kPost)); },
     "post 7 of business 3", "nothing that stands"},
    {"what stands without history",
     [](PackedStore& store) {
       store.put(Family::latest, disk::subject_key({Subject::Kind::post, 9, {3}}),
                 disk::encode(disk::LatestRow{}));
     },
     "post 9 of business 3", "no history"},
    {"what stands in bytes that mean nothing",
     [](PackedStore& store) { store.put(Family::latest, disk::subject_key(kPost), "nothing"); },
     "post 7 of business 3", "what stands cannot be read"},
    {"another value that stands",
     [](PackedStore& store) {
       disk::LatestRow latest = latest_in(store, kPost);
       latest.values.front().value += 1;
       put_latest(store, latest);
     },
     "post 7 of business 3", "other values"},
    {"a wrong end of what is packed",
     [](PackedStore& store) {
       disk::LatestRow latest = latest_in(store, kPost);
       latest.packed_until = hour(2);
       put_latest(store, latest);
     },
     "post 7 of business 3", "packed up to another instant"},
    {"a platform that nobody knows",
     [](PackedStore& store) {
       disk::LatestRow latest = latest_in(store, kPost);
       latest.platform = 42;
       put_latest(store, latest);
     },
     "post 7 of business 3", "its platform has number 42"},
    {"another way to book",
     [](PackedStore& store) {
       disk::LatestRow latest = latest_in(store, kPost);
       latest.from_zero = true;
       put_latest(store, latest);
     },
     "business 3 on twitter, day 2024-10-04", "do not give"},
    {"a wrong day of a business",
     [](PackedStore& store) { change_cell(store, cell(BusinessId{3}, disk::GainLevel::day)); },
     "business 3 on twitter, day 2024-10-04", "do not give"},
    {"a wrong span of a business",
     [](PackedStore& store) { change_cell(store, cell(BusinessId{3}, disk::GainLevel::span)); },
     "business 3 on twitter, the 32 days from", "do not give"},
    {"a wrong day of all together",
     [](PackedStore& store) { change_cell(store, cell(std::nullopt, disk::GainLevel::day)); },
     "all businesses on twitter, day 2024-10-04", "do not give"},
    {"a wrong span of all together",
     [](PackedStore& store) { change_cell(store, cell(std::nullopt, disk::GainLevel::span)); },
     "all businesses on twitter, the 32 days from", "do not give"},
    {"a lost day",
     [](PackedStore& store) {
       store.remove(Family::gains, disk::encode(cell(BusinessId{3}, disk::GainLevel::day)));
     },
     "business 3 on twitter, day 2024-10-04", "nothing is booked"},
    {"a lost span",
     [](PackedStore& store) {
       store.remove(Family::gains, disk::encode(cell(std::nullopt, disk::GainLevel::span)));
     },
     "all businesses on twitter, the 32 days from", "nothing is booked"},
    {"a quarter that lacks in a day",
     [](PackedStore& store) {
       const auto key = disk::encode(cell(std::nullopt, disk::GainLevel::day));
       auto changed = *disk::decode_gain_cell(store.get(Family::gains, key));
       changed.segments.pop_back();
       store.put(Family::gains, key, disk::encode(changed));
     },
     "all businesses on twitter, day 2024-10-04", "not all"},
    {"a cell of bytes that mean nothing",
     [](PackedStore& store) {
       store.put(Family::gains, disk::encode(cell(BusinessId{3}, disk::GainLevel::day)), "nothing");
     },
     "business 3 on twitter, day 2024-10-04", "cannot be read"},
    {"gains of a business that has no posts",
     [](PackedStore& store) {
       const auto bytes = store.get(Family::gains, disk::encode(cell(BusinessId{3}, disk::GainLevel::day)));
       store.put(Family::gains, disk::encode(cell(BusinessId{2}, disk::GainLevel::day)), bytes);
     },
     "business 2 on twitter, day 2024-10-04", "do not give"},
    {"gains of a last business that has no posts",
     [](PackedStore& store) {
       const auto bytes = store.get(Family::gains, disk::encode(cell(BusinessId{3}, disk::GainLevel::day)));
       store.put(Family::gains, disk::encode(cell(BusinessId{9}, disk::GainLevel::day)), bytes);
     },
     "business 9 on twitter, day 2024-10-04", "do not give"},
    {"a window of bytes that mean nothing",
     [](PackedStore& store) {
       store.put(Family::windows, disk::window_key({kPost, 5, hour(0), hour(1), hour(2)}), "nothing");
     },
     "post 7 of business 3", "a window's total"},
    {"a window under another metric",
     [](PackedStore& store) {
       store.put(Family::windows, disk::window_key({kPost, 5, hour(0), hour(1), hour(2)}),
                 disk::encode(disk::Row{{1, 3}}));
     },
     "post 7 of business 3", "a window's total"},
};

TEST(Verify, FindsEachKindOfDamageByItselfAndNamesWhoseItIs) {
  for (const Damage& damage : kDamages) {
    SCOPED_TRACE(damage.name);
    SoundStore damaged;
    damaged.store.tamper(damage.done);
    const VerifyReport report = verified(*damaged.store);
    EXPECT_THAT(report.findings, Contains(::testing::AllOf(HasSubstr(damage.whose), HasSubstr(damage.what))));
    EXPECT_EQ(report.found, report.findings.size());
  }
}

TEST(Verify, KeepsTheFirstHundredFindingsAndCountsAll) {
  SoundStore damaged;
  damaged.store.tamper([](PackedStore& store) {
    for (int i = 10; i < 300; ++i) store.put(Family::rows, disk::row_key(kPost, hour(i)), "nothing");
  });
  const VerifyReport report = verified(*damaged.store);
  EXPECT_EQ(report.findings.size(), VerifyReport::kMostFindings);
  EXPECT_EQ(report.found, 290u);
}

TEST(Verify, StopsWhenItIsAskedTo) {
  SoundStore sound;
  std::stop_source stop;
  stop.request_stop();
  const auto report = sound.store->verify(stop.get_token());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Code::cancelled);
}

TEST(Verify, AnEmptyStoreIsSound) {
  OpenedStore store;
  EXPECT_THAT(verified(*store).findings, IsEmpty());
}

}  // namespace
}  // namespace tidemark::testing
