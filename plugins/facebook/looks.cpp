// What a post looks like: its kind and its media.

#include "discovery.h"

namespace tidemark::facebook {
namespace {

constexpr int kDeepest = 3;  // an album's pictures stand one level down

void add_attachments(sdk::MediaList& list, const json::Value& attachments, int depth) {
  for (const json::Value one : attachments.object()["data"].array()) {
    const json::Value inner = one.object()["subattachments"];
    if (inner && depth < kDeepest) {
      add_attachments(list, inner, depth + 1);
      continue;
    }
    const auto picture = one["media"].object()["image"].object()["src"].string();
    const auto video = one["media"]["source"].string();
    const bool is_video = one["media_type"].string().value_or("") == "video" || video;
    if (video || picture) list.add(video ? *video : *picture, is_video ? "video" : "image");
  }
}

}  // namespace

std::string type_of(const json::Value& post) {
  const std::string_view link = post["permalink_url"].string().value_or("");
  if (link.find("/reel/") != std::string_view::npos) return "reel";
  const std::string_view status = post["status_type"].string().value_or("");
  if (status == "added_photos") return "photo";
  if (status == "added_video") return "video";
  if (status == "mobile_status_update") return "status";
  if (status == "shared_story") return "share";
  return status.empty() ? "post" : std::string(status);
}

std::string media_of(const json::Value& post) {
  sdk::MediaList list;
  add_attachments(list, post["attachments"], 0);
  if (list.empty())
    if (const auto picture = post["full_picture"].string()) list.add(*picture, "image");
  return list.json();
}

}  // namespace tidemark::facebook
