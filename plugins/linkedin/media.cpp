#include "media.h"

namespace tidemark::linkedin {
namespace {

void add(sdk::MediaList& list, std::string_view type, const json::Value& address,
         const json::Value& alt_text) {
  if (const auto url = address.string()) list.add(*url, type, alt_text.string());
}

/// "image" of "urn:li:image:C5F10".
std::string kind_of(const json::Value& id) {
  const std::string_view urn = id.string().value_or("");
  constexpr std::string_view kPrefix = "urn:li:";
  if (!urn.starts_with(kPrefix)) return "media";
  const std::string kind(urn.substr(kPrefix.size(), urn.find(':', kPrefix.size()) - kPrefix.size()));
  return kind.empty() ? "media" : kind;
}

void add_all(sdk::MediaList& list, const json::Value& files) {
  for (const json::Value file : files.array()) {
    const json::Value one = file["media"] ? file["media"] : file;
    add(list, kind_of(one["id"]), one["id"], one["altText"]);
  }
}

}  // namespace

Media media_of(const json::Value& post) {
  const json::Value content = post["content"].object();
  sdk::MediaList list;
  std::string type;
  if (const json::Value media = content["media"].object()) {
    type = kind_of(media["id"]);
    add(list, type, media["id"], media["altText"]);
  } else if (const json::Value images = content["multiImage"].object()) {
    type = "multi_image";
    add_all(list, images["images"]);
  } else if (const json::Value article = content["article"].object()) {
    type = "article";
    add(list, type, article["source"], article["title"]);
  } else if (const json::Value carousel = content["carousel"].object()) {
    type = "carousel";
    add_all(list, carousel["cards"]);
  } else if (content["poll"]) {
    type = "poll";
  } else {
    for (const json::Value other : content.items())
      if (type.empty() && other && !other.key().ends_with('!')) type = other.key();
  }
  if (post["reshareContext"].object()) type = "reshare";
  return {type.empty() ? "text" : type, list.json()};
}

}  // namespace tidemark::linkedin
