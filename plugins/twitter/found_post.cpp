#include "found_post.h"

#include "figures.h"

namespace tidemark::twitter {
namespace {

std::string json_string(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      (out += "\\u00").append({kHex[byte >> 4], kHex[byte & 15]});
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

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
  std::string list, kind;
  for (const json::Value key : attached["media_keys"].array()) {
    const auto media = page.media.find(key.string().value_or(""));
    if (media == page.media.end()) continue;
    const json::Value& one = media->second;
    const std::string type(one["type"].string().value_or(""));
    const json::Value url = one["url"] ? one["url"] : one["preview_image_url"];  // a video has no url
    list += (list.empty() ? "" : ",") + std::string("{\"url\":") + json_string(url.string().value_or("")) +
            ",\"type\":" + json_string(type) +
            ",\"alt_text\":" + json_string(one["alt_text"].string().value_or("")) + "}";
    if (!type.empty()) kind = kind.empty() || kind == type ? type : "mixed";
  }
  if (!kind.empty()) type_ = kind;
  if (!list.empty()) media_json_ = "[" + list + "]";
}

}  // namespace tidemark::twitter
