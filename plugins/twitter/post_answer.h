#pragma once
// What one answer says of posts: the posts, their media, and the errors beside them.

#include <string>
#include <string_view>
#include <tidemark/json.hpp>
#include <unordered_map>
#include <vector>

#include "answers.h"

namespace tidemark::twitter {

/// By id, because no order is promised. Views of the document that it was read from.
struct PostAnswer {
  /// Throws json::Error where a member is not of its type.
  explicit PostAnswer(const json::Value& root);

  std::vector<std::string_view> order;  // of `posts`, as they came
  std::unordered_map<std::string_view, json::Value> posts;
  std::unordered_map<std::string_view, json::Value> media;     // by media key
  std::unordered_map<std::string_view, PartialError> missing;  // posts that are not there, and why
  std::unordered_map<std::string_view, PartialError> fields;   // posts of which some field was refused
  std::string unreadable;                                      // of a post without a readable id

 private:
  void add_post(const json::Value& post);
};

}  // namespace tidemark::twitter
