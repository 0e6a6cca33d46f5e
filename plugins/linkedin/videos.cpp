#include "videos.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "restli.h"

namespace tidemark::linkedin {
namespace {

constexpr std::size_t kSure = 5, kMost = 10;  // posts of one call; two requests each
constexpr std::int64_t kKept = 180 * kDay;    // views vanish after six months
constexpr sdk::WantedMetric kWanted[] = {{metric("video_views"), "VIDEO_VIEW"},
                                         {metric("video_watch_time"), "TIME_WATCHED"}};

std::int64_t published(const sdk::Item* item) {
  return item->published_at_ms.value_or(std::numeric_limits<std::int64_t>::max());
}

void choose(std::vector<const sdk::Item*>& videos, std::int64_t now_ms) {
  std::erase_if(videos, [&](const sdk::Item* item) {
    return item->published_at_ms && now_ms - *item->published_at_ms >= kKept;
  });
  if (videos.size() <= kMost) return;
  std::stable_sort(videos.begin(), videos.end(),
                   [](const sdk::Item* a, const sdk::Item* b) { return published(a) > published(b); });
  // Any instant turns the rest by another amount, so that no rhythm of syncs leaves the same posts out.
  const auto turn = static_cast<std::uint64_t>(now_ms) * 0x9E3779B97F4A7C15u >> 32;
  const auto rest = videos.begin() + kSure;
  std::rotate(rest,
              rest + static_cast<std::ptrdiff_t>(turn % static_cast<std::uint64_t>(videos.end() - rest)),
              videos.end());
  videos.resize(kMost);
}

/// The figure of the element that is about this post; nothing if there is none, or not one alone.
std::optional<std::int64_t> figure(const json::Document& answer, std::string_view urn) {
  std::optional<std::int64_t> found;
  int fitting = 0;
  const json::Value elements = answer.root().object()["elements"];
  if (!elements) throw json::Error(R"(the answer has no "elements")");
  for (const json::Value element : elements.array()) {
    const auto entity = element.object()["entity"].string();
    if (entity && percent_decoded(*entity) != urn) continue;
    found = element["value"].count();
    ++fitting;
  }
  return fitting == 1 ? found : std::nullopt;
}

/// Whether LinkedIn refuses the figure, and not this post.
bool is_about_the_figure(const Refused& why, std::string_view urn, std::string_view type) {
  const std::string& message = why.complaint.message;
  if (message.find(urn) != std::string::npos) return false;
  if (why.code == TIDEMARK_PERMISSION_DENIED) return true;
  return why.http_status == 400 &&
         (message.find(type) != std::string::npos || message.find("type") != std::string::npos);
}

class VideoReader {
 public:
  VideoReader(const sdk::Sync& sync, Client& client, sdk::MetricMemory& memory)
      : sync_(sync), client_(client), metrics_(sync, memory) {}

  /// False once it is no use to go on.
  bool read(const sdk::Item& item) {
    sdk::Batch batch(sync_);
    batch.begin(item.index);
    bool any = false, go_on = true;
    for (const sdk::WantedMetric& one : kWanted) {
      const auto value = ask(item, one, go_on);
      // Time watched comes in milliseconds.
      if (value) batch.add(one.metric, one.metric == metric("video_watch_time") ? *value / 1000 : *value);
      any |= value.has_value();
      if (!go_on) break;
    }
    if (any) batch.commit();
    return go_on;
  }

 private:
  std::optional<std::int64_t> ask(const sdk::Item& item, const sdk::WantedMetric& wanted, bool& go_on) {
    std::optional<std::int64_t> value;
    try {
      metrics_.ask("video", {&wanted, 1}, [&](sdk::AskedMetrics asked) -> std::optional<sdk::Refusal> {
        try {
          value = figure(
              client_.get(kVideoAnalytics, "?q=entity&entity=" + sdk::percent_encoded(item.platform_id) +
                                               "&type=" + std::string(asked[0].name) + "&aggregation=ALL"),
              item.platform_id);
        } catch (const Refused& why) {
          if (ends_the_call(why) || !is_about_the_figure(why, item.platform_id, asked[0].name)) throw;
          return sdk::Refusal{.name = std::nullopt, .why = why.message};
        }
        return std::nullopt;
      });
    } catch (const json::Error& problem) {
      sync_.warn("videoAnalytics of " + std::string(item.platform_id) + ": " + problem.what());
    } catch (const sdk::Failure& why) {
      if (ends_the_call(why)) throw;
      const bool of_the_post =
          why.code == TIDEMARK_PLATFORM_ERROR && why.http_status >= 400 && why.http_status < 500;
      if (of_the_post || why.code == TIDEMARK_PERMISSION_DENIED) {
        sync_.debug("videoAnalytics of " + std::string(item.platform_id) + ": " + why.message);
      } else {
        go_on = false;
        for (const sdk::WantedMetric& one : kWanted)
          sync_.metric_unavailable(one.metric, why.message, try_again_at(why, sync_.now_ms()), "video");
      }
    }
    return value;
  }

  const sdk::Sync& sync_;
  Client& client_;
  sdk::MetricSets metrics_;
};

}  // namespace

void read_videos(const sdk::Sync& sync, Client& client, sdk::MetricMemory& memory,
                 std::vector<const sdk::Item*> videos) {
  choose(videos, sync.now_ms());
  VideoReader reader(sync, client, memory);
  for (const sdk::Item* item : videos)
    if (!reader.read(*item)) return;
}

}  // namespace tidemark::linkedin
