#pragma once
// How a post lies in its tables. Only this folder uses it.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/session.h"
#include "domain/post.h"

namespace tidemark {

/// Media and labels are looked for only where the row says that there are any: most posts have none, and a
/// statement costs more than a row.
struct PostRow {
  Post post;
  bool has_media = false;
  bool has_labels = false;
};

// What a user gave, which no discovery replaces: bits of posts.given. ON DISK.
inline constexpr int kGivenUrl = 1, kGivenText = 2, kGivenMedia = 4, kGivenTime = 8;

inline constexpr std::string_view kSelectPost =
    "SELECT posts.id, posts.business_id, account_id, platform, platform_post_id, platform_post_url, "
    "published_at, "
    "content_text, media_type, gone, posts.created_at, posts.updated_at, "
    "EXISTS (SELECT 1 FROM post_media WHERE post_id = posts.id), "
    "EXISTS (SELECT 1 FROM post_labels WHERE post_id = posts.id) "
    "FROM posts JOIN accounts ON accounts.id = account_id ";

/// A row of kSelectPost.
PostRow read_post(Row& row);

std::vector<Media> read_media(Session& session, PostId id);
std::map<std::string, std::string> read_labels(Session& session, PostId id);
/// In the place of those it has.
void write_media(Session& session, PostId id, const std::vector<Media>& media);
void write_labels(Session& session, PostId id, const std::map<std::string, std::string>& labels);

/// Reads what hangs on it.
Post complete(Session& session, PostRow row);

}  // namespace tidemark
