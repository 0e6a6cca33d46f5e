#include "found_post.h"

#include "figures.h"

namespace tidemark::twitter {
namespace {

/// Runs `read`; what it throws is noted, the first of all.
template <class Read>
void noting(std::string& problem, Read read) {
  try {
    read();
  } catch (const json::Error& what) {
    if (problem.empty()) problem = what.what();
  }
}

}  // namespace

FoundPost::FoundPost(std::string_view id, const json::Value& post, const PostAnswer& page)
    : id_(id), url_("https://x.com/i/web/status/" + std::string(id)), published_at_ms_(made_at(id)) {
  noting(problem_, [&] {
    if (const std::int64_t at = published(id, {}, post); at != 0) published_at_ms_ = at;
  });
  noting(problem_, [&] { read_text(post); });
  noting(problem_, [&] { read_media(post, page); });
}

/// A long post's whole text is apart, under either vocabulary's name.
void FoundPost::read_text(const json::Value& post) {
  text_ = post["text"].string().value_or("");
  for (const char* name : {"note_tweet", "note_post"})
    if (const auto whole = post[name].object()["text"].string()) text_ = *whole;
}

/// The type is X's word for the media, "mixed" for several kinds of them, "poll", or "text" without any.
void FoundPost::read_media(const json::Value& post, const PostAnswer& page) {
  const json::Value attached = post["attachments"].object();
  if (!attached["poll_ids"].array().empty()) type_ = "poll";
  sdk::MediaList list;
  std::string kind;
  for (const json::Value key : attached["media_keys"].array()) {
    const auto media = page.media.find(key.string().value_or(""));
    if (media == page.media.end()) continue;
    const json::Value& one = media->second;
    const std::string type(one["type"].string().value_or(""));
    const json::Value url = one["url"] ? one["url"] : one["preview_image_url"];  // a video has no url
    list.add(url.string().value_or(""), type, one["alt_text"].string());
    if (!type.empty()) kind = kind.empty() || kind == type ? type : "mixed";
  }
  if (!kind.empty()) type_ = kind;
  media_json_ = list.json();
}

}  // namespace tidemark::twitter
