#include "catalog/posts.h"

#include "catalog/checks.h"
#include "catalog/database.h"
#include "catalog/post_checks.h"
#include "catalog/post_rows.h"

namespace tidemark {
namespace {

const std::string kOne = std::string(kSelectPost) +
                         "WHERE posts.id = ?2 AND "
                         "(?1 IS NULL OR posts.business_id IN (SELECT value FROM json_each(?1)))";

std::optional<PostRow> find_row(Session& session, const Asker& asker, PostId id) {
  std::optional<PostRow> found;
  session.each(kOne, {scope_of(asker), id}, [&](Row& row) { found = read_post(row); });
  return found;
}

Result<Post> find(Session& session, const Asker& asker, PostId id) {
  auto found = find_row(session, asker, id);
  if (!found) return not_found("post", id.value);
  return complete(session, *std::move(found));
}

/// A statement put together from the conditions that are asked for: there are few combinations, and each can
/// use its index.
struct Question {
  std::string sql{kSelectPost};
  Session::Parameters parameters;

  void demand(std::string_view condition, Param parameter) {
    sql.append(parameters.empty() ? "WHERE " : "AND ").append(condition).append(" ");
    parameters.push_back(std::move(parameter));
  }
};

Question question_of(const Asker& asker, const PostFilter& filter, const PageRequest& page) {
  Question question;
  question.demand("posts.id > ?", page.after.value_or(0));
  if (filter.business)
    question.demand("posts.business_id = ?", *filter.business);
  else if (const auto scope = scope_of(asker))
    question.demand("posts.business_id IN (SELECT value FROM json_each(?))", *scope);
  if (filter.account) question.demand("account_id = ?", *filter.account);
  if (filter.platform) question.demand("platform = ?", *filter.platform);
  if (filter.published_from) question.demand("published_at >= ?", *filter.published_from);
  if (filter.published_to) question.demand("published_at < ?", *filter.published_to);
  if (filter.label) {
    question.demand("posts.id IN (SELECT post_id FROM post_labels WHERE name = ? AND value = ?)",
                    filter.label->first);
    question.parameters.push_back(filter.label->second);
  }
  question.sql += "ORDER BY posts.id LIMIT ?";
  question.parameters.push_back(page.limit + 1);
  return question;
}

/// From now on the field is the user's, or the platform's again.
void write_given(Session& session, PostId id, int bit, bool given) {
  session.run("UPDATE posts SET given = (given & ~?2) | ?3 WHERE id = ?1", {id, bit, given ? bit : 0});
}

template <typename T>
void write_change(Session& session, std::string_view sql, PostId id, const Change<T>& change) {
  if (change) session.run(sql, {id, *change});
}

}  // namespace

Result<Post> Posts::get(const Asker& asker, PostId id) {
  // Media and labels may be a moment newer than the rest: a transaction would cost as much as the reading.
  return database_.glance([&](Session& session) { return find(session, asker, id); });
}

Result<Post> Posts::brief(const Asker& asker, PostId id) {
  PostCards& cards = database_.caches().posts;
  auto post = cards.find(id);
  if (!post) {
    const std::uint64_t age = cards.age();
    auto row = database_.glance([&](Session& session) -> Result<PostRow> {
      auto found = find_row(session, Asker::engine(), id);
      if (!found) return not_found("post", id.value);
      return *std::move(found);
    });
    if (!row) return row.error();
    cards.put(row->post, age);
    post = std::move(row->post);
    if (auto& text = post->content_text) text->resize(beginning_of(*text, PostCards::kText).size());
  }
  if (!asker.sees(post->business)) return not_found("post", id.value);
  return *std::move(post);
}

Result<Page<Post>> Posts::list(const Asker& asker, const PostFilter& filter, PageRequest page) {
  return database_.read([&](Session& session) -> Result<Page<Post>> {
    if (filter.business)
      if (auto seen = check_in_sight(session, asker, *filter.business); !seen) return seen.error();
    const Question question = question_of(asker, filter, page);
    std::vector<PostRow> rows;
    session.each(question.sql, question.parameters, [&](Row& row) { rows.push_back(read_post(row)); });
    std::vector<Post> found;
    found.reserve(rows.size());
    for (PostRow& row : rows) found.push_back(complete(session, std::move(row)));
    return page_of(std::move(found), page.limit);
  });
}

Result<Post> Posts::change(const Asker& asker, PostId id, const PostChange& change) {
  return database_.write([&](Session& session) -> Result<Post> {
    if (!find_row(session, asker, id)) return not_found("post", id.value);
    if (auto good = check_post(change); !good) return good.error();
    write_change(session, "UPDATE posts SET platform_post_url = ?2 WHERE id = ?1", id,
                 change.platform_post_url);
    write_change(session, "UPDATE posts SET published_at = ?2 WHERE id = ?1", id, change.published_at);
    write_change(session, "UPDATE posts SET content_text = ?2 WHERE id = ?1", id, change.content_text);
    if (change.platform_post_url) write_given(session, id, kGivenUrl, change.platform_post_url->has_value());
    if (change.published_at) write_given(session, id, kGivenTime, change.published_at->has_value());
    if (change.content_text) write_given(session, id, kGivenText, !change.content_text->value_or("").empty());
    if (change.media) {
      write_media(session, id, *change.media);
      write_given(session, id, kGivenMedia, !change.media->empty());
    }
    if (change.clear_labels || !change.labels.empty()) {
      auto labels = change.clear_labels ? std::map<std::string, std::string>{} : read_labels(session, id);
      for (const auto& [name, value] : change.labels) {
        if (value)
          labels[name] = *value;
        else
          labels.erase(name);
      }
      if (auto good = check_label_count(labels.size()); !good) return good.error();
      write_labels(session, id, labels);
    }
    session.run("UPDATE posts SET updated_at = ?2 WHERE id = ?1", {id, clock_.now()});
    database_.touched().posts.push_back(id);
    if (change.published_at) database_.touched().owners.push_back(id);
    return find(session, asker, id);
  });
}

Result<> Posts::remove(const Asker& asker, PostId id) {
  return database_.write([&](Session& session) -> Result<> {
    if (!find_row(session, asker, id)) return not_found("post", id.value);
    session.run(
        "INSERT INTO tombstones (kind, id, business_id) SELECT ?2, id, business_id FROM posts WHERE id = ?1",
        {id, static_cast<int>(Subject::Kind::post)});
    session.run("DELETE FROM posts WHERE id = ?", {id});
    database_.touched().posts.push_back(id);
    database_.touched().owners.push_back(id);
    return Done{};
  });
}

}  // namespace tidemark
