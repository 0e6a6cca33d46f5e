#pragma once
// A small Facebook page for the plugin's tests: posts with figures, lists that page, several ids, single
// ones, and refusals as Meta words them. It answers what the request's fields ask for and nothing else.

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fake_host.h"

namespace tidemark::testing {

inline constexpr std::int64_t kNow = 1785585600000;  // 2026-08-01T12:00:00Z
inline constexpr std::int64_t kDay = 86'400'000;

/// A request's path and what its query says, unescaped.
struct Asked {
  explicit Asked(const std::string& target);
  std::string path;
  std::map<std::string, std::string> query;
  bool has(const std::string& field) const {
    return query.contains("fields") && query.at("fields").find(field) != std::string::npos;
  }
  /// The names inside "insights.metric(...)" or of metric=.
  std::vector<std::string> metrics() const;

 private:
  static std::string unescaped(const std::string& text);
};

class Page {
 public:
  Page();

  /// A post of that age; its id. Its figures follow from its place n: likes 1000 + n, shares 10 + n, ...
  std::string post(int days_old, const std::string& more = "");
  std::vector<AskedItem> items() const { return items_; }
  Outcome sync() { return host.sync(items_); }
  /// Of these requests, those whose path ends so.
  static std::vector<Asked> asked(const Outcome& outcome, const std::string& end);

  FakeHost host;
  std::set<std::string> unlisted, deleted, without_insights;
  std::set<std::string> bad_metrics;  // refused by their name, which is not told
  bool may_see_totals = true, may_see_insights = true, may_see_page = true;
  bool knows_reels = true;
  std::size_t too_much_above = 1000;         // posts of one request
  std::map<std::string, std::string> reels;  // id -> members
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::function<void(const Asked&, Answer&)> meddle = [](const Asked&, Answer&) {};

 private:
  struct Post {
    std::string id;
    std::int64_t made_at;
    std::string more;
  };
  Answer answer(const SentRequest& request) const;
  Answer list(const Asked& asked) const;
  Answer by_ids(const Asked& asked) const;
  Answer one(const std::string& id, const Asked& asked) const;
  Answer page_insights(const Asked& asked) const;
  Answer reel_list() const;
  std::string node(std::size_t n, const Asked& asked) const;
  std::string reel(const std::string& id, const Asked& asked) const;
  /// What stands in the way of all that a request asks for.
  std::string refusal(const Asked& asked, const std::vector<std::string>& ids) const;
  static Answer error(std::uint32_t status, const std::string& members) {
    return {.status = status, .body = "{\"error\":{" + members + "}}"};
  }
  std::vector<Post> posts_;
  std::vector<AskedItem> items_;
};

}  // namespace tidemark::testing
