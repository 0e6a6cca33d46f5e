// What a post looks like: its kind and its media.

#include "discovery.h"

namespace tidemark::facebook {
namespace {

constexpr int kDeepest = 3;  // an album's pictures stand one level down

void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20)
      (out += "\\u00").append({kHex[byte >> 4], kHex[byte & 15]});
    else
      out += c;
  }
  out += '"';
}

void append(std::string& list, std::string_view url, std::string_view type) {
  list += list.empty() ? "[" : ",";
  list += "{\"url\":";
  append_quoted(list, url);
  list += ",\"type\":";
  append_quoted(list, type);
  list += ",\"alt_text\":null}";
}

void append_attachments(std::string& list, const json::Value& attachments, int depth) {
  for (const json::Value one : attachments.object()["data"].array()) {
    const json::Value inner = one.object()["subattachments"];
    if (inner && depth < kDeepest) {
      append_attachments(list, inner, depth + 1);
      continue;
    }
    const auto picture = one["media"].object()["image"].object()["src"].string();
    const auto video = one["media"]["source"].string();
    const bool is_video = one["media_type"].string().value_or("") == "video" || video;
    if (video || picture) append(list, video ? *video : *picture, is_video ? "video" : "image");
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
  std::string list;
  append_attachments(list, post["attachments"], 0);
  if (list.empty())
    if (const auto picture = post["full_picture"].string()) append(list, *picture, "image");
  return list.empty() ? list : list + "]";
}

}  // namespace tidemark::facebook
