#include "catalog/migrations.h"

#include "catalog/database.h"
#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

using Migrations = CatalogTest;

std::int64_t version_of(Session& session) {
  return session.value<std::int64_t>("PRAGMA user_version").value();
}

TEST_F(Migrations, AnEmptyFileBecomesACatalog) {
  const TempDir fresh;
  std::ofstream(fresh / "catalog.db").close();
  const auto opened = Catalog::open(fresh.path(), clock);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE((*opened)->businesses().add(engine, {.name = "Acme"}));
  Session session((fresh / "catalog.db").string());
  EXPECT_EQ(version_of(session), migrations().back().to);
}

TEST_F(Migrations, AFileOfTheFirstVersionKeepsWhatIsInIt) {
  const TempDir old;
  {
    Session session((old / "catalog.db").string());
    ASSERT_TRUE(migrate(session, migrations().front()));
    ASSERT_EQ(version_of(session), 1);
    session.run(
        "INSERT INTO businesses (name, time_zone, created_at, updated_at) VALUES ('Old', 'UTC', 1, 2)");
  }
  const auto opened = Catalog::open(old.path(), clock);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ((*opened)->businesses().all()->at(0).name, "Old");
}

TEST_F(Migrations, AFileOfANewerVersionIsRefusedByNumber) {
  catalog.reset();
  {
    Session session((dir / "catalog.db").string());
    session.run("PRAGMA user_version = 99");
  }
  const auto opened = Catalog::open(dir.path(), clock);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::storage);
  EXPECT_THAT(opened.error().message, HasSubstr("format 99"));
}

TEST_F(Migrations, ADatabaseOfAnotherProgramIsRefused) {
  const TempDir other;
  {
    Session session((other / "catalog.db").string());
    session.run("CREATE TABLE songs (name TEXT)");
  }
  const auto opened = Catalog::open(other.path(), clock);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("not a catalog"));
}

TEST_F(Migrations, AStepThatFailsLeavesNothingBehind) {
  const auto database = Database::open(dir / "other.db");
  ASSERT_TRUE(database);
  const std::string_view statements[] = {"CREATE TABLE half (x)", "CREATE NONSENSE"};
  const Migration broken{.to = 50, .statements = statements};
  const auto done = (*database)->write([&](Session& session) { return migrate(session, broken); });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::storage);
  Session session((dir / "other.db").string());
  EXPECT_EQ(version_of(session), migrations().back().to);
  EXPECT_FALSE(session.any("SELECT 1 FROM sqlite_master WHERE name = 'half'"));
}

TEST_F(Migrations, ASecretInAnotherRowDoesNotOpen) {
  const AccountId other = add_account(business, "forum");
  {
    Session session((dir / "catalog.db").string());
    session.run(
        "UPDATE account_secrets SET sealed = (SELECT sealed FROM account_secrets WHERE account_id = ?1) "
        "WHERE account_id = ?2",
        {account, other});
  }
  const auto secrets = catalog->accounts().secrets(other);
  ASSERT_FALSE(secrets);
  EXPECT_EQ(secrets.error().code, Code::storage);
  EXPECT_TRUE(catalog->accounts().secrets(account));
}

}  // namespace
}  // namespace tidemark::testing
