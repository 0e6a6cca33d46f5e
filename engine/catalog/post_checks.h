#pragma once
// What a post's fields may hold. Only this folder uses it.

#include <string_view>

#include "catalog/posts.h"

namespace tidemark {

/// Errors `invalid` with `prefix` + the field: "posts[3]." + "media[0].url".
Result<> check_post(const NewPost& post, std::string_view prefix);
Result<> check_post(const PostChange& change);
/// What a platform lists, cut to what the catalog takes: a long text of its own is no reason to lose the
/// post.
void make_fit(NewPost& post);
Result<> check_label_count(std::size_t count);

}  // namespace tidemark
