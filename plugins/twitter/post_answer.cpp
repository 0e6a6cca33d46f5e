#include "post_answer.h"

#include <utility>

namespace tidemark::twitter {

PostAnswer::PostAnswer(const json::Value& root) {
  if (root["data"].type() == json::Type::object)
    add_post(root["data"]);  // as the look-up of a single post has it
  else
    for (const json::Value post : root["data"].array()) add_post(post);
  for (const json::Value one : root["includes"].object()["media"].array())
    if (const auto key = one["media_key"].string()) media.emplace(*key, one);
  for (const json::Value error : root["errors"].array())
    if (auto read = read_partial_error(error)) {
      auto& kind = read->about == PartialError::About::field ? fields : missing;
      kind.emplace(read->id, std::move(*read));
    }
}

void PostAnswer::add_post(const json::Value& post) {
  const json::Value id = post["id"];
  if (id.type() == json::Type::string || id.type() == json::Type::number) {
    if (posts.emplace(*id_of(id), post).second) order.push_back(*id_of(id));
  } else if (unreadable.empty()) {
    unreadable =
        "\"" + post.path() + ".id\" is " + std::string(json::to_string(id.type())) + ", wanted a string";
  }
}

}  // namespace tidemark::twitter
