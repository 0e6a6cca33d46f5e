#pragma once
// A small Instagram for the plugin's tests: media of each kind with figures, a list with pages, insights that
// refuse what is not legal for one media of the request, and a count of requests.

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fake_host.h"

namespace tidemark::testing {

inline constexpr std::int64_t kNow = 1785585600000;  // 2026-08-01T12:00:00Z
inline constexpr std::int64_t kDay = 86'400'000;
inline constexpr const char* kAccount = "17841400008460056";

struct IgMedia {
  std::string id, product, form;  // media_product_type, media_type
  std::int64_t published_at_ms;
  int number;  // its figures are those of figure() and this
};

class Ig {
 public:
  explicit Ig(std::string_view config = R"({"api_version":"v25.0","app_id":""})");

  /// Makes a media; answers its id. Items stand in the order of these calls.
  std::string add(const std::string& product, const std::string& form, std::int64_t age_ms);
  std::string feed(int days_old) { return add("FEED", "IMAGE", days_old * kDay + 1000); }
  std::string reel(int days_old) { return add("REELS", "VIDEO", days_old * kDay + 1000); }
  std::string story(int hours_old, const std::string& form = "IMAGE") {
    return add("STORY", form, hours_old * (kDay / 24) + 1000);
  }
  /// As the engine would ask for them, of the type that discovery gave them.
  std::vector<AskedItem> items() const;
  Outcome sync() { return host.sync(items()); }

  /// What this metric of a media is, by the platform's name.
  static std::int64_t figure(std::string_view name, int number);
  /// The number of a media in the order of making.
  int number(const std::string& id) const { return media_.at(id).number; }

  FakeHost host;
  std::set<std::string> gone, unlisted, before_conversion, few_viewers;
  std::set<std::string> dead = {};              // metrics that nobody serves any more
  std::set<std::string> no_field = {};          // fields that the host does not have
  std::map<std::string, std::string> odd = {};  // media -> metric that it alone is refused
  bool denies_insights = false, denies_all = false;
  bool honours_window = true;
  std::int64_t followers = 64363;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::function<void(const SentRequest&, Answer&)> meddle = [](const SentRequest&, Answer&) {};

 private:
  using Query = std::map<std::string, std::string>;
  Answer answer(const SentRequest& request) const;
  Answer route(const std::string& path, const Query& query) const;
  Answer list(const Query& query, bool stories) const;
  Answer by_ids(const Query& query) const;
  Answer account_insights(const Query& query) const;
  std::string refusal(const IgMedia& media, const std::vector<std::string>& metrics) const;
  std::string body_of(const IgMedia& media, const std::string& fields) const;

  std::map<std::string, IgMedia> media_;
  std::vector<std::string> order_;
};

/// A parameter of a request's query, decoded.
std::string parameter(const SentRequest& request, const std::string& name);
/// The path of a request, without the version.
std::string path_of(const SentRequest& request);
/// How many requests went to paths that end with this.
std::size_t count(const Outcome& outcome, std::string_view path_end);

}  // namespace tidemark::testing
