#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Businesses = CatalogTest;

TEST_F(Businesses, AreKeptAsGivenWithTheirTimes) {
  const Instant made = clock.now();
  const auto added =
      catalog->businesses().add(engine, {.name = "Käse & Söhne", .time_zone = "Europe/Berlin"});
  ASSERT_TRUE(added);
  clock.advance(5s);
  const auto changed = catalog->businesses().change(engine, added->id, {.name = "Käse AG"});
  ASSERT_TRUE(changed);
  reopen();
  const auto read = catalog->businesses().get(engine, added->id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "Käse AG");
  EXPECT_EQ(read->time_zone, "Europe/Berlin");
  EXPECT_EQ(read->created_at, made);
  EXPECT_EQ(read->updated_at, made + 5s);
}

TEST_F(Businesses, TakeNamesAndTimeZonesThatMakeSense) {
  const struct {
    std::string name;
    std::string time_zone;
    const char* field;  ///< to blame; empty: good
  } rows[] = {
      {"Acme", "UTC", ""},
      {"Acme", "America/Argentina/Buenos_Aires", ""},
      {"Acme", "Etc/GMT+5", ""},
      {std::string(200, 'x'), "UTC", ""},
      {"", "UTC", "name"},
      {" \t ", "UTC", "name"},
      {std::string(201, 'x'), "UTC", "name"},
      {std::string("a\0b", 3), "UTC", "name"},
      {"Acme", "", "time_zone"},
      {"Acme", "Berlin", "time_zone"},
      {"Acme", "Europe", "time_zone"},
      {"Acme", "Europe/", "time_zone"},
      {"Acme", "/Europe/Berlin", "time_zone"},
      {"Acme", "Europe//Berlin", "time_zone"},
      {"Acme", "../zoneinfo/Europe/Berlin", "time_zone"},
      {"Acme", "Europe/../Europe/Berlin", "time_zone"},
      {"Acme", "zone.tab", "time_zone"},
      {"Acme", "leapseconds", "time_zone"},
      {"Acme", "localtime", "time_zone"},
      {"Acme", "right/Europe/Berlin", "time_zone"},
      {"Acme", "posix/Europe/Berlin", "time_zone"},
      {"Acme", std::string("UTC\0", 4), "time_zone"},
      {"Acme", std::string(100, 'A'), "time_zone"},
  };
  for (const auto& row : rows) {
    const auto added = catalog->businesses().add(engine, {.name = row.name, .time_zone = row.time_zone});
    EXPECT_EQ(static_cast<bool>(added), *row.field == '\0') << row.name << " " << row.time_zone;
    if (added) continue;
    EXPECT_EQ(added.error().code, Code::invalid) << row.time_zone;
    EXPECT_EQ(added.error().field, row.field) << row.time_zone;
  }
  const auto changed = catalog->businesses().change(engine, business, {.time_zone = "Mars/Base"});
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().field, "time_zone");
}

TEST_F(Businesses, AreListedByIdWithACursorThatOutlivesDeletions) {
  std::vector<BusinessId> ids{business};
  for (const char* name : {"B", "C", "D", "E"}) ids.push_back(add_business(name));
  const auto first = catalog->businesses().list(engine, {.limit = 2});
  ASSERT_TRUE(first);
  ASSERT_EQ(first->items.size(), 2U);
  EXPECT_EQ(first->next, ids[1].value);
  ASSERT_TRUE(catalog->businesses().remove(engine, ids[1]));
  ASSERT_TRUE(catalog->businesses().remove(engine, ids[2]));
  const auto second = catalog->businesses().list(engine, {.after = first->next, .limit = 2});
  ASSERT_TRUE(second);
  ASSERT_EQ(second->items.size(), 2U);
  EXPECT_EQ(second->items[0].id, ids[3]);
  EXPECT_EQ(second->items[1].id, ids[4]);
  EXPECT_FALSE(second->next);
}

TEST_F(Businesses, HaveAScheduleOfTheirOwnOrTheEngines) {
  EXPECT_EQ(catalog->businesses().set_schedule(engine, business, "30m")->every, "30m");
  EXPECT_EQ(catalog->businesses().all()->at(0).every, "30m");
  EXPECT_EQ(catalog->businesses().set_schedule(engine, business, "")->every, "");
}

TEST_F(Businesses, TakeEverythingAlongAndLeaveATombstoneForEachSubject) {
  const BusinessId other = add_business("Other");
  const AccountId kept = add_account(other, "kiosk");
  const PostId one = add_post("1");
  const PostId two = add_post("2");
  const auto run = catalog->runs().begin({.business = business});
  ASSERT_TRUE(run);
  ASSERT_TRUE(catalog->businesses().remove(engine, business));
  EXPECT_EQ(catalog->businesses().get(engine, business).error().code, Code::not_found);
  EXPECT_EQ(catalog->accounts().get(engine, account).error().code, Code::not_found);
  EXPECT_EQ(catalog->posts().get(engine, one).error().code, Code::not_found);
  EXPECT_EQ(catalog->runs().get(engine, *run).error().code, Code::not_found);
  EXPECT_TRUE(catalog->accounts().get(engine, kept));
  reopen();
  EXPECT_THAT(*catalog->tombstones().all(),
              ElementsAre(subject_of(account), subject_of(one), subject_of(two)));
  ASSERT_TRUE(catalog->tombstones().done(subject_of(one)));
  EXPECT_THAT(*catalog->tombstones().all(), ElementsAre(subject_of(account), subject_of(two)));
  const Subject rest[] = {subject_of(account), subject_of(two)};
  ASSERT_TRUE(catalog->tombstones().done(rest));
  EXPECT_TRUE(catalog->tombstones().all()->empty());
}

TEST_F(Businesses, NeverShareAnIdEvenAfterDeletionAndReopening) {
  const PostId post = add_post("1");
  ASSERT_TRUE(catalog->businesses().remove(engine, business));
  reopen();
  const BusinessId next = add_business("Next");
  const AccountId next_account = add_account(next, "kiosk");
  EXPECT_GT(next, business);
  EXPECT_GT(next_account, account);
  EXPECT_GT(add_post({.business = next, .account = next_account, .platform_post_id = "1"}).id, post);
}

TEST_F(Businesses, QuotasSurviveAReopening) {
  const StoredQuota app{"kiosk", "lookup", "app", 300, 12, Instant{1000}, {}};
  StoredQuota one{"kiosk", "lookup", "account 1", 300, 12, Instant{1000}, Instant{5000}};
  ASSERT_TRUE(catalog->quotas().save({app, one}));
  one.remaining = 0;
  one.closed_until = {};
  ASSERT_TRUE(catalog->quotas().save({one}));
  reopen();
  const auto read = catalog->quotas().load();
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(read->at(0).scope, "account 1");
  EXPECT_EQ(read->at(0).remaining, 0);
  EXPECT_FALSE(read->at(0).closed_until);
  EXPECT_EQ(read->at(1).limit, 300);
  EXPECT_EQ(read->at(1).reset_at, Instant{1000});
}

}  // namespace
}  // namespace tidemark::testing
