#pragma once

#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>

namespace tidemark::linkedin {

/// What a post shows: text, image, multi_image, video, document, article, poll, carousel, reshare, or
/// LinkedIn's own word for what is none of these.
struct Media {
  std::string type;
  std::string json;  // as Found::media_json; LinkedIn names files by URN, and gives no address
};

Media media_of(const json::Value& post);

}  // namespace tidemark::linkedin
