#include "catalog/post_rows.h"

namespace tidemark {

PostRow read_post(Row& row) {
  PostRow read;
  Post& post = read.post;
  bool gone = false;
  row >> post.id >> post.business >> post.account >> post.platform >> post.platform_post_id >>
      post.platform_post_url >> post.published_at >> post.content_text >> post.media_type >> gone >>
      post.created_at >> post.updated_at >> read.has_media >> read.has_labels;
  post.state = gone ? PostState::gone : PostState::active;
  return read;
}

std::vector<Media> read_media(Session& session, PostId id) {
  std::vector<Media> media;
  session.each("SELECT url, type, alt_text FROM post_media WHERE post_id = ? ORDER BY position", {id},
               [&](Row& row) {
                 Media& one = media.emplace_back();
                 row >> one.url >> one.type >> one.alt_text;
               });
  return media;
}

std::map<std::string, std::string> read_labels(Session& session, PostId id) {
  std::map<std::string, std::string> labels;
  session.each("SELECT name, value FROM post_labels WHERE post_id = ?", {id}, [&](Row& row) {
    std::string name;
    row >> name;
    row >> labels[name];
  });
  return labels;
}

void write_media(Session& session, PostId id, const std::vector<Media>& media) {
  session.run("DELETE FROM post_media WHERE post_id = ?", {id});
  std::size_t position = 0;
  for (const Media& one : media)
    session.run("INSERT INTO post_media (post_id, position, url, type, alt_text) VALUES (?, ?, ?, ?, ?)",
                {id, position++, one.url, one.type, one.alt_text});
}

void write_labels(Session& session, PostId id, const std::map<std::string, std::string>& labels) {
  session.run("DELETE FROM post_labels WHERE post_id = ?", {id});
  for (const auto& [name, value] : labels)
    session.run("INSERT INTO post_labels (post_id, name, value) VALUES (?, ?, ?)", {id, name, value});
}

Post complete(Session& session, PostRow row) {
  if (row.has_media) row.post.media = read_media(session, row.post.id);
  if (row.has_labels) row.post.labels = read_labels(session, row.post.id);
  return std::move(row.post);
}

}  // namespace tidemark
