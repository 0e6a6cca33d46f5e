#include "media.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>

#include "answers.h"
#include "tables.h"

namespace tidemark::twitter {
namespace {

constexpr std::int64_t kFirstPostEver = 1142899200000;  // 2006-03-21
constexpr std::int64_t kMinute = 60'000, kDay = 1440 * kMinute;

/// X's schema allows a number, a string of digits, and null.
std::optional<std::int64_t> counter(const json::Value& value) {
  if (value.type() != json::Type::string) return value.count();
  const std::string_view text = *value.string();
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || number < 0)
    throw json::Error("\"" + value.path() + "\" is \"" + std::string(text.substr(0, 40)) +
                      "\", wanted a count");
  return number;
}

std::optional<std::int64_t> watched_ms(const json::Value& video) {
  std::optional<std::int64_t> sum;
  for (const json::Value stretch : video["timestamped_metrics"].array()) {
    const json::Value metrics = stretch["metrics"] ? stretch["metrics"].object() : stretch;
    if (const auto ms = counter(metrics["watch_time_ms"])) {
      std::int64_t total = 0;
      if (__builtin_add_overflow(sum.value_or(0), *ms, &total))
        throw json::Error("\"" + metrics.path() + ".watch_time_ms\" is beyond 64 bits in sum");
      sum = total;
    }
  }
  return sum;
}

/// Milliseconds by media key; a video of which nothing is known is not in it.
using WatchTimes = std::unordered_map<std::string_view, std::int64_t>;

WatchTimes read(const sdk::Reading& reading, const json::Document& document) {
  WatchTimes times;
  for (const json::Value video : document.root()["data"].array()) try {
      const auto key = video["media_key"].string();
      const auto ms = watched_ms(video);
      if (key && ms) times.emplace(*key, *ms);
    } catch (const json::Error& problem) {  // of this video alone
      reading.warn(std::string("GET /2/media/analytics: ") + problem.what());
    }
  return times;
}

/// Every video was refused, in a 200: nothing in `data`, and an error that says no.
bool refuses_all(const json::Value& root) {
  if (!root["data"].array().empty()) return false;
  for (const json::Value error : root["errors"].array())
    if (const auto read = read_partial_error(error); read && read->code == TIDEMARK_PERMISSION_DENIED)
      return true;
  return false;
}

void read_group(const sdk::Reading& reading, std::span<const OwnVideo> videos,
                const std::set<std::string_view>& keys) {
  std::string list;
  for (const auto key : keys) (list += list.empty() ? "" : ",") += key;
  std::int64_t since = reading.now_ms();
  for (const OwnVideo& video : videos) since = std::min(since, video.published_at_ms);
  const auto target = sdk::Target("/2/media/analytics")
                          .add("media_keys", list)
                          .add("start_time", sdk::format_time(std::max(since, kFirstPostEver)))
                          .add("end_time", sdk::format_time(reading.now_ms()))
                          .add("granularity", "total");
  const sdk::Response answer = ask(reading, target, bucket("media_analytics"));
  if (!answer.ok()) throw refusal(answer, "GET /2/media/analytics", reading);
  const json::Document document = answer.json();
  if (refuses_all(document.root()))
    throw sdk::Failure(TIDEMARK_PERMISSION_DENIED, "X does not give this token the figures of these videos");
  const WatchTimes times = read(reading, document);
  std::vector<tidemark_sample> samples;
  for (const OwnVideo& video : videos) {
    std::int64_t ms = 0;
    const bool complete =
        std::all_of(video.media_keys.begin(), video.media_keys.end(), [&](const std::string& key) {
          const auto time = times.find(key);
          return time != times.end() && !__builtin_add_overflow(ms, time->second, &ms);
        });
    if (complete) samples.push_back({ms / 1000, 0, 0, video.item, metric("video_watch_time")});
  }
  reading.emit(samples);
}

/// Until when X is not to be asked again after `why`; nothing: that is for the engine to say, since it is
/// news about the account's access or about money, or a call to stop.
std::optional<std::int64_t> silent_until(const sdk::Failure& why, std::int64_t now_ms) {
  if (why.code == TIDEMARK_PERMISSION_DENIED || why.http_status == 404) return TIDEMARK_NEVER;
  if (why.code == TIDEMARK_PLATFORM_ERROR && why.http_status == 400) return now_ms + kDay;
  if (why.code == TIDEMARK_RATE_LIMITED)
    return now_ms + (why.retry_after_ms > 0 ? why.retry_after_ms : kMinute);
  const bool passes = (why.code == TIDEMARK_PLATFORM_ERROR && why.http_status >= 500) ||
                      why.code == TIDEMARK_NETWORK_ERROR || why.code == TIDEMARK_TIMEOUT ||
                      why.code == TIDEMARK_BAD_RESPONSE;
  return passes ? std::optional(now_ms + kMinute) : std::nullopt;
}

void give_up(const sdk::Reading& reading, const sdk::Failure& why) {
  const auto until = silent_until(why, reading.now_ms());
  if (!until) throw why;
  reading.metric_unavailable(metric("video_watch_time"), why.message, *until);
}

}  // namespace

void read_watch_time(const sdk::Reading& reading, const std::vector<OwnVideo>& videos) {
  if (reading.unavailable(metric("video_watch_time"))) return;
  for (std::size_t first = 0, end = 0; first < videos.size(); first = end) {
    std::set<std::string_view> keys;
    for (; end < videos.size(); ++end) {
      std::set<std::string_view> more = keys;
      more.insert(videos[end].media_keys.begin(), videos[end].media_keys.end());
      if (more.size() > kBulk && end > first) break;
      keys = std::move(more);
    }
    // The posts have their answers already: what goes wrong here costs this metric and nothing else.
    try {
      read_group(reading, std::span(videos).subspan(first, end - first), keys);
    } catch (const json::Error& problem) {
      return give_up(reading,
                     {TIDEMARK_BAD_RESPONSE, std::string("GET /2/media/analytics: ") + problem.what()});
    } catch (const sdk::Failure& why) {
      return give_up(reading, why);
    }
  }
}

}  // namespace tidemark::twitter
