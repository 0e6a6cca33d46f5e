#pragma once
// A catalog, a store and two platforms to import into: what the tests of imports and exports share.

#include <gtest/gtest.h>

#include "query/import.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"

namespace tidemark::testing {

/// Likes, impressions and a gauge; reach of a day is the total of a window. Post ids have no blanks.
class PlatformsOfImports final : public Platforms {
 public:
  std::optional<std::string> canonical(std::string_view id) const override {
    if (id == "kiosk" || id == "k") return "kiosk";
    return id == "stand" ? std::optional<std::string>("stand") : std::nullopt;
  }
  std::vector<std::string> loaded() const override { return {"kiosk", "stand"}; }
  std::vector<PlatformStatus> status() const override { return {}; }
  std::vector<Metric> metrics(std::string_view) const override {
    return {{"likes_count", "1", MetricKind::running_total},
            {"impressions", "1", MetricKind::running_total},
            {"followers_count", "1", MetricKind::gauge},
            {"reach_of_day", "1", MetricKind::window_total}};
  }
  Result<> check_post_id(std::string_view, std::string_view id) const override {
    if (id.find(' ') == std::string_view::npos) return Done{};
    return Error{Code::invalid, "a post id has no blanks", "platform_post_id"};
  }
  Result<> check_account_field(std::string_view, std::string_view, std::string_view) const override {
    return Done{};
  }
};

/// Business 1 with account 1 (kiosk: posts 1 "a", 2 "b") and accounts 2 and 3 (stand: posts 3 and 4, both
/// "c"); business 2 with account 4 (kiosk: post 5 "a").
class ImportHouse : public ::testing::Test {
 protected:
  ImportHouse() { furnish(*catalog, *store); }

  void furnish(Catalog& into, SnapshotStore& declared) {
    EXPECT_TRUE(declared.declare(platforms.metrics("kiosk")));
    for (const char* name : {"Acme", "Other"}) ASSERT_TRUE(into.businesses().add(engine, {.name = name}));
    const std::pair<std::uint64_t, const char*> accounts[] = {
        {1, "kiosk"}, {1, "stand"}, {1, "stand"}, {2, "kiosk"}};
    for (const auto& [business, platform] : accounts)
      ASSERT_TRUE(into.accounts().add(
          engine, {.business = BusinessId{business}, .platform = platform, .access_token = Secret("t")}));
    const std::pair<std::uint64_t, const char*> posts[] = {{1, "a"}, {1, "b"}, {2, "c"}, {3, "c"}, {4, "a"}};
    for (const auto& [account, id] : posts) {
      const NewPost post{.business = BusinessId{account == 4 ? 2u : 1u},
                         .account = AccountId{account},
                         .platform_post_id = id};
      ASSERT_TRUE(into.posts().add(engine, std::span(&post, 1), false));
    }
  }

  /// `piece`: how many bytes come at a time. `broken`: the connection breaks at the body's end.
  Result<ImportAnswer> import(ImportRequest request, std::string_view body, const Asker& asker,
                              std::size_t piece = 1u << 20, bool broken = false) {
    Import importing(*catalog, *store, platforms, clock);
    return importing.run(asker, request, [&, at = std::size_t{0}](std::string& into) mutable -> Result<bool> {
      if (at == body.size() && broken) return Error{Code::network_error, "gone"};
      if (at == body.size()) return false;
      into += body.substr(at, piece);
      at = std::min(at + piece, body.size());
      return true;
    });
  }
  Result<ImportAnswer> csv(std::string_view body, bool create = false) {
    return import({.format = ImportFormat::csv, .create = create}, body, engine);
  }
  Result<ImportAnswer> ndjson(std::string_view body, bool create = false) {
    return import({.format = ImportFormat::ndjson, .create = create}, body, engine);
  }

  /// A post's history as text: "10: impressions=5 likes_count=4".
  std::vector<std::string> history(std::uint64_t post) {
    const auto owner = catalog->owners().of(std::vector<PostId>{{post}});
    const BusinessId business = owner.value().at(0)->business;
    std::vector<std::string> lines;
    const auto all = store->history(subject_of(PostId{post}, business), Instant{-1'000'000'000'000'000},
                                    Instant{1'000'000'000'000'000}, 1'000'000);
    for (const Snapshot& one : all.value()) {
      lines.push_back(std::to_string(one.fetched_at.ms) + ":");
      for (const Sample& sample : one.samples)
        lines.back() += " " + std::string(sample.metric) + "=" + std::to_string(sample.value);
    }
    return lines;
  }

  TempDir dir;
  FakeClock clock;
  PlatformsOfImports platforms;
  const Asker engine = Asker::engine();
  std::unique_ptr<Catalog> catalog = Catalog::open(dir.path(), clock).value();
  std::unique_ptr<SnapshotStore> store = SnapshotStore::open({.folder = dir / "store"}).value();
};

/// "rows 3: stored 1, unchanged 0, rejected 2", and a line for each error; or the error that took its place.
inline std::string told(const Result<ImportAnswer>& answer) {
  if (!answer) return "! " + answer.error().field + ": " + answer.error().message;
  std::string text = "rows " + std::to_string(answer->rows) + ": stored " + std::to_string(answer->stored) +
                     ", unchanged " + std::to_string(answer->unchanged) + ", rejected " +
                     std::to_string(answer->rejected);
  for (const RejectedRow& row : answer->errors) text += "\n" + std::to_string(row.line) + " " + row.reason;
  return text;
}

}  // namespace tidemark::testing
