#include "media_list.h"

#include <utility>

#include "look_up.h"
#include "tables.h"

namespace tidemark::instagram {
namespace {

constexpr std::int64_t kSpoiledForMs = std::int64_t{24} * 60 * 60 * 1000;
constexpr std::size_t kFewest = 10;  // media on a page, however much the platform asks for less

}  // namespace

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
    bool refused = false, older = false;
    for (const Kind kind : {Kind::feed, Kind::reels}) {
      if (kind_ && kind != *kind_) continue;
      refused = refused || reading_.unavailable(one.metric, to_string(kind));
      older = older || (!one.older.empty() && memory_.metrics.is_older(to_string(kind), one.metric));
    }
    if (!refused) asked.push_back({one.metric, older ? one.older : one.name});
  }
  return asked;
}

MediaList::Page MediaList::read(graph::Pages& pages, std::int64_t newest_ms) {
  auto asked = metrics();
  const auto spoiled = account_.spoiled.find(sdk::names(asked));
  const std::int64_t now = reading_.now_ms();
  if (spoiled != account_.spoiled.end() && now < spoiled->second.until_ms &&
      newest_ms <= spoiled->second.newest_ms)
    asked.clear();
  if (account_.converted_at_ms && newest_ms <= *account_.converted_at_ms) asked.clear();
  for (;;) {
    auto target = api_.of_account();
    const std::string fields = graph::joined(graph::joined("id", field_list(memory_, fields_)),
                                             graph::insights_field(asked));
    target = sdk::Target(std::string(target) + "/media").add("fields", fields).add("limit", std::to_string(limit_));
    pages.add_to(target);
    answer_ = api_.ask(target, "GET /{account}/media");
    if (answer_->ok()) {
      pages.turn(answer_->root());
      return {answer_->root(), std::move(asked)};
    }
    const graph::Error& error = answer_->error();
    if (forget_field(memory_, error)) continue;
    if (error.trouble == graph::Trouble::too_much_data && limit_ > kFewest) {
      limit_ /= 2;
    } else if (error.asking_for_less_may_help() && !asked.empty()) {
      account_.spoiled[sdk::names(asked)] = {newest_ms, now + kSpoiledForMs};
      asked.clear();
    } else {
      throw answer_->failure();
    }
  }
}

}  // namespace tidemark::instagram
