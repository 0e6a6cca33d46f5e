#pragma once
// A listed post as the engine keeps it: address, text, kind, media, time.

#include <optional>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>

#include "post_answer.h"

namespace tidemark::twitter {

/// Reads all that it can; what is not of its type is left empty and said in `problem`.
class FoundPost {
 public:
  FoundPost(std::string_view id, const json::Value& post, const PostAnswer& page);

  sdk::Found as_found() const {
    return {.platform_id = id_,
            .url = url_,
            .text = text_,
            .type = type_,
            .media_json = media_json_,
            .published_at_ms = published_at_ms_};
  }
  const std::optional<std::int64_t>& published_at_ms() const { return published_at_ms_; }
  /// Empty: all was as it should be.
  const std::string& problem() const { return problem_; }

 private:
  void read_text(const json::Value& post);
  void read_media(const json::Value& post, const PostAnswer& page);

  std::string_view id_;
  std::string url_, text_, type_ = "text", media_json_, problem_;
  std::optional<std::int64_t> published_at_ms_;
};

}  // namespace tidemark::twitter
