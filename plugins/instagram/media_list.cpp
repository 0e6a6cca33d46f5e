#include "media_list.h"

#include <algorithm>
#include <utility>

#include "look_up.h"
#include "tables.h"

namespace tidemark::instagram {
namespace {

constexpr std::int64_t kSpoiledForMs = std::int64_t{24} * 60 * 60 * 1000;
constexpr std::size_t kFewest = 10;  // media on a page, however much the platform asks for less

MediaList::Stretch stretch_of(const json::Value& root) {
  MediaList::Stretch all{INT64_MAX, INT64_MIN};
  for (const json::Value entry : root["data"].items()) {
    const json::Value at = entry["timestamp"];
    const auto time = at.type() == json::Type::string ? sdk::parse_time(*at.string()) : std::nullopt;
    if (!time) continue;
    all.oldest_ms = std::min(all.oldest_ms, *time);
    all.newest_ms = std::max(all.newest_ms, *time);
  }
  return all;
}

}  // namespace

json::Value::Items posts_in(const json::Value& page, std::string_view what) {
  const json::Value data = page["data"];
  if (data.type() != json::Type::array)
    throw json::Error(std::string(what) + ": \"data\" is " + std::string(json::to_string(data.type())) +
                      ", wanted an array");
  return data.items();
}

MediaList::MediaList(const sdk::Reading& reading, const Api& api, const MetricTable& table, Memory& memory,
                     AccountMemory& account, std::string_view fields, std::optional<Kind> kind)
    : reading_(reading),
      api_(api),
      table_(table),
      memory_(memory),
      account_(account),
      fields_(fields),
      kind_(kind),
      limit_(kPage) {}

std::vector<sdk::AskedMetric> MediaList::metrics() const {
  std::vector<sdk::AskedMetric> asked;
  for (const sdk::WantedMetric& one : kind_ ? table_.all(*kind_) : table_.common()) {
    bool refused = false, served = false, older = false;
    for (const Kind kind : {Kind::feed, Kind::reels}) {
      if (kind_ && kind != *kind_) continue;
      (reading_.unavailable(one.metric, to_string(kind)) ? refused : served) = true;
      older = older || (!one.older.empty() && memory_.metrics.is_older(to_string(kind), one.metric));
    }
    if (refused && served) return {};  // the list comes without insights: by id each kind has its own
    if (!refused) asked.push_back({one.metric, older ? one.older : one.name});
  }
  return asked;
}

bool MediaList::is_spoiled(const std::string& metrics, const Stretch& stretch) const {
  if (account_.converted_at_ms && stretch.newest_ms <= *account_.converted_at_ms) return true;
  return std::any_of(account_.spoiled.begin(), account_.spoiled.end(), [&](const auto& page) {
    return page.metrics == metrics && reading_.now_ms() < page.until_ms &&
           stretch.oldest_ms <= page.newest_ms && page.oldest_ms <= stretch.newest_ms;
  });
}

MediaList::Page MediaList::read(graph::Pages& pages, const Stretch& stretch, bool with_insights) {
  auto asked = metrics();
  std::string spoiled;
  if (!with_insights || is_spoiled(sdk::names(asked), stretch)) asked.clear();
  for (;;) {
    auto target = sdk::Target(std::string(api_.of_account()) + "/media");
    const std::string own = graph::joined("id", field_list(account_, fields_));
    target.add("fields", graph::joined(own, graph::insights_field(asked)))
        .add("limit", std::to_string(limit_));
    pages.add_to(target);
    answer_ = api_.ask(target, "GET /{account}/media");
    if (answer_->ok()) break;
    const graph::Error& error = answer_->error();
    if (forget_field(account_, error)) continue;
    if (error.trouble == graph::Trouble::too_much_data && limit_ > kFewest) {
      limit_ /= 2;
    } else if (error.asking_for_less_may_help() && !asked.empty()) {
      spoiled = sdk::names(asked);
      asked.clear();
    } else {
      throw account_failure(*answer_);
    }
  }
  const json::Value root = answer_->root();
  posts_in(root, "GET /{account}/media");
  pages.turn(root);
  if (!spoiled.empty()) remember(spoiled, stretch_of(root));
  return {root, std::move(asked)};
}

void MediaList::remember(const std::string& metrics, const Stretch& stretch) {
  const std::int64_t now = reading_.now_ms();
  std::erase_if(account_.spoiled, [&](const auto& page) { return page.until_ms <= now; });
  account_.spoiled.push_back({metrics, stretch.oldest_ms, stretch.newest_ms, now + kSpoiledForMs});
}

}  // namespace tidemark::instagram
