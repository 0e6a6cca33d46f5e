#include "posts.h"

#include <algorithm>

#include "answers.h"
#include "tables.h"

namespace tidemark::twitter {
namespace {

/// Whether going on with the next group has a chance; otherwise the failure stands in the way of all.
bool concerns_one_group(const sdk::Failure& why) {
  if (why.code == TIDEMARK_NETWORK_ERROR || why.code == TIDEMARK_TIMEOUT || why.code == TIDEMARK_BAD_RESPONSE)
    return true;
  return why.code == TIDEMARK_PLATFORM_ERROR && (why.http_status >= 500 || why.http_status == 400);
}

}  // namespace

PostLookup::PostLookup(const sdk::Sync& sync) : sync_(sync), author_(sync) {
  fill_groups();
}

void PostLookup::fill_groups() {
  for (const sdk::Item& item : sync_.items()) {
    if (item.is_account) continue;
    const auto made = item.published_at_ms ? item.published_at_ms : made_at(item.platform_id);
    const bool young = !made || author_.given_for(*made);
    (young && author_.allowed() ? young_ : old_)
        .push_back({.item = &item, .made_at = made.value_or(INT64_MAX)});
  }
  const auto groups = [](std::size_t posts) { return (posts + kBulk - 1) / kBulk; };
  const std::size_t to_spare = groups(young_.size() + old_.size()) - groups(old_.size());
  const std::size_t seats = std::max<std::size_t>(to_spare, 1) * kBulk;
  if (young_.size() <= seats) return;

  std::stable_sort(young_.begin(), young_.end(),
                   [](const Post& a, const Post& b) { return a.made_at > b.made_at; });
  const auto sure = young_.begin() + static_cast<std::ptrdiff_t>(seats / 2);
  // Any instant turns the rest by another amount, so that no rhythm of syncs leaves the same posts out.
  const auto turn = static_cast<std::uint64_t>(sync_.now_ms()) * 0x9E3779B97F4A7C15u >> 32;
  const auto first =
      sure + static_cast<std::ptrdiff_t>(turn % static_cast<std::uint64_t>(young_.end() - sure));
  std::rotate(sure, first, young_.end());
  old_.insert(old_.end(), young_.begin() + static_cast<std::ptrdiff_t>(seats), young_.end());
  young_.erase(young_.begin() + static_cast<std::ptrdiff_t>(seats), young_.end());
}

PostLookup::Group PostLookup::take(std::deque<Post>& from, std::size_t most) {
  const auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(most, from.size()));
  Group group(from.begin(), end);
  from.erase(from.begin(), end);
  return group;
}

void PostLookup::run() {
  while (!young_.empty() || !old_.empty()) {
    if (!author_.allowed()) {
      old_.insert(old_.end(), young_.begin(), young_.end());
      young_.clear();
    }
    // Dropped posts whose refusal has still to be judged stand in front of the old ones and go first.
    const bool judging = !old_.empty() && old_.front().dropped;
    const bool with_private = !young_.empty() && !judging;
    look_up(take(with_private ? young_ : old_, kBulk), with_private);
  }
}

void PostLookup::look_up(const Group& group, bool with_private) {
  std::string ids;
  for (const Post& post : group) (ids += ids.empty() ? "" : ",") += post.item->platform_id;
  const auto request = [&](bool figures) {
    return sdk::Target("/2/tweets")
        .add("ids", ids)
        .add("tweet.fields", std::string(kShownFields).append(figures ? kPrivateFields : ""))
        .add("expansions", "attachments.media_keys")
        .add("media.fields", "public_metrics,type");
  };
  try {
    sdk::Response answer = ask(sync_, request(with_private), bucket("tweets"));
    if (with_private && asking_for_less_may_help(answer)) {
      const std::string why = refusal(answer, "GET /2/tweets", sync_).message;
      answer = ask(sync_, request(false), bucket("tweets"));
      if (answer.ok()) author_.give_up(why);
      with_private = false;
    }
    if (!answer.ok()) throw refusal(answer, "GET /2/tweets", sync_);
    const json::Document document = answer.json();
    read_answer(group, with_private, document);
    failures_in_a_row_ = 0;
  } catch (const json::Error& problem) {
    fail(group, {TIDEMARK_BAD_RESPONSE, std::string("GET /2/tweets: ") + problem.what()});
  } catch (const sdk::Failure& why) {
    if (!concerns_one_group(why)) throw;
    fail(group, why);
  }
}

void PostLookup::fail(const Group& group, const sdk::Failure& why) {
  if (++failures_in_a_row_ == 2) throw why;  // X is in trouble: the rest is not worth its time
  for (const Post& post : group) sync_.item_failed(post.item->index, why);
}

void PostLookup::read_answer(const Group& group, bool with_private, const json::Document& document) {
  if (!document.root().object()["data"] && !document.root()["errors"])
    throw json::Error("the answer has neither \"data\" nor \"errors\"");
  const PostAnswer answer(document.root());
  sdk::Batch batch(sync_);
  std::vector<Post> dropped;
  for (const Post& post : group) {
    const std::string_view id = post.item->platform_id;
    const auto fields = answer.fields.find(id);
    if (const auto data = answer.posts.find(id); data != answer.posts.end()) {
      batch.item(post.item->index, [&] { read_post(batch, post, data->second, answer); });
    } else if (const auto missing = answer.missing.find(id); missing != answer.missing.end()) {
      batch.fail(post.item->index, {missing->second.code, missing->second.sentence});
    } else if (fields == answer.fields.end()) {
      batch.fail(post.item->index,
                 {TIDEMARK_BAD_RESPONSE, answer.unreadable.empty()
                                             ? "X's answer says nothing of post " + std::string(id)
                                             : answer.unreadable});
    } else if (with_private) {
      dropped.push_back(post);
    } else {
      batch.fail(post.item->index, {fields->second.code, fields->second.sentence});
    }
  }
  batch.commit();
  // Nobody got figures: whose posts were refused says whether it is the token, and the public answer says
  // whose they are.
  const bool judge_next = author_.nobody_got_any() && with_private && author_.allowed();
  for (Post& post : dropped) {
    post.dropped = judge_next;
    if (judge_next)
      old_.push_front(post);
    else
      old_.push_back(post);
  }
}

void PostLookup::read_post(sdk::Batch& batch, const Post& post, const json::Value& data,
                           const PostAnswer& answer) {
  const sdk::Item& item = *post.item;
  const std::int64_t published_at = published(item.platform_id, item.published_at_ms, data);
  add_figures(batch, item.index, data, answer, published_at, sync_.account("platform_user_id"), own_videos_);
  const auto field = answer.fields.find(item.platform_id);
  author_.note(
      data, published_at,
      post.dropped || (field != answer.fields.end() && field->second.code == TIDEMARK_PERMISSION_DENIED));
}

}  // namespace tidemark::twitter
