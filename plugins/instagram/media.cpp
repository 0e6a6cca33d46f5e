#include "media.h"

#include "graph/graph.h"
#include "tables.h"

namespace tidemark::instagram {
namespace {

constexpr std::int64_t kMsPerSecond = 1000;

void add(Media& media, std::uint32_t metric, std::optional<std::int64_t> value) {
  if (value) media.figures.push_back({metric, *value});
}

/// Runs `read`; bad data in it is this media's own trouble, and nothing of the answer is kept.
template <class Read>
void guarded(Media& media, Read read) {
  if (media.failure) return;
  try {
    read();
  } catch (const json::Error& problem) {
    media.failure =
        sdk::Failure(TIDEMARK_BAD_RESPONSE, "GET /{media}, post " + media.id + ": " + problem.what());
    media.figures.clear();
  }
}

/// A picture or a video; a video's own address may be withheld, its picture never.
void add_part(sdk::MediaList& list, const json::Value& part) {
  const auto form = part["media_type"].string().value_or("");
  auto url = part["media_url"].string();
  const bool is_film = form == "VIDEO" && url;
  if (!url) url = part["thumbnail_url"].string();
  if (!url) return;
  list.add(*url, is_film ? "video" : "image", part["alt_text"].string());
}

}  // namespace

void read_fields(Media& media, const json::Value& fields, bool from_stories) {
  media.has_fields = true;
  guarded(media, [&] {
    const std::string type = type_of(fields.object(), from_stories || media.kind() == Kind::story);
    if (media.type.empty() || kind_of(type) != Kind::other) media.type = type;
    if (const auto at = graph::moment(fields["timestamp"]); at && !media.published_at_ms)
      media.published_at_ms = at;
    if (media.kind() == Kind::story) return;  // what such fields say of a story is not documented
    add(media, metric("likes_count"), fields["like_count"].count());
    add(media, metric("comments_count"), fields["comments_count"].count());
  });
}

void read_insights(Media& media, const json::Value& insights, sdk::AskedMetrics asked) {
  guarded(media, [&] {
    const graph::Insights edge(insights);
    for (const auto& [metric_index, name] : asked) {
      auto value = edge.number(name);
      const bool in_ms =
          metric_index == metric("video_watch_time") || metric_index == metric("average_watch_time");
      if (value && in_ms) *value /= kMsPerSecond;
      add(media, metric_index, value);
      if (name == "views" && is_video(media.type)) add(media, metric("video_views"), value);
    }
  });
}

void commit(const sdk::Reading& reading, std::span<Media* const> all) {
  std::vector<tidemark_sample> samples;
  for (const Media* media : all)
    if (!media->failure)
      for (const auto& [metric_index, value] : media->figures)
        samples.push_back({value, 0, 0, media->item, metric_index});
  reading.emit(samples);
  for (Media* media : all) {
    const bool has_figures = !media->failure && !media->figures.empty();
    if (media->failure && !media->answered)
      reading.item_failed(media->item, *media->failure);
    else if (!has_figures && media->has_fields && !media->answered)
      reading.item_read(media->item);
    media->answered = media->answered || media->failure || has_figures || media->has_fields;
    media->figures.clear();
  }
}

std::string media_json(const json::Value& fields) {
  sdk::MediaList list;
  for (const json::Value part : fields["children"].object()["data"].array()) add_part(list, part);
  if (list.empty()) add_part(list, fields);
  return list.json();
}

}  // namespace tidemark::instagram
