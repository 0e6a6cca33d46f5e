#include "catalog/post_cards.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace tidemark {
namespace {

/// A packed card begins so; the texts follow, one behind the other.
struct Head {
  BusinessId business;
  AccountId account;
  Instant published_at, created_at, updated_at;
  std::uint16_t platform, media_type;  // in words_
  std::uint16_t id_size, url_size, text_size;
  bool has_url, has_published, has_text, gone;
};

/// What a card costs beside its bytes: its places in the map and in the order, and what malloc adds.
constexpr std::size_t kBeside = 88;
constexpr std::size_t kMostWords = 1000;

/// The place of `word` in `words`; nothing when it is full.
std::optional<std::uint16_t> place_of(std::vector<std::string>& words, const std::string& word) {
  const auto found = std::find(words.begin(), words.end(), word);
  const auto place = static_cast<std::uint16_t>(found - words.begin());
  if (found == words.end()) {
    if (words.size() == kMostWords) return std::nullopt;
    words.push_back(word);
  }
  return place;
}

}  // namespace

std::string_view beginning_of(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

std::optional<Post> PostCards::find(PostId id) const {
  std::shared_lock lock(mutex_);
  const auto found = cards_.find(id);
  if (found == cards_.end()) return std::nullopt;
  Head head;
  std::memcpy(&head, found->second.packed.get(), sizeof head);
  const char* text = found->second.packed.get() + sizeof head;
  const auto take = [&](std::size_t size) { return std::string(std::exchange(text, text + size), size); };
  Post post{.id = id, .business = head.business, .account = head.account, .platform = words_[head.platform]};
  post.platform_post_id = take(head.id_size);
  if (head.has_url) post.platform_post_url = take(head.url_size);
  if (head.has_text) post.content_text = take(head.text_size);
  if (head.has_published) post.published_at = head.published_at;
  post.media_type = words_[head.media_type];
  post.state = head.gone ? PostState::gone : PostState::active;
  post.created_at = head.created_at;
  post.updated_at = head.updated_at;
  return post;
}

std::uint64_t PostCards::age() const {
  std::shared_lock lock(mutex_);
  return age_;
}

std::size_t PostCards::bytes() const {
  std::shared_lock lock(mutex_);
  return bytes_;
}

void PostCards::put(const Post& post, std::uint64_t age) {
  const std::string_view url = post.platform_post_url ? std::string_view(*post.platform_post_url) : "";
  const std::string_view text = post.content_text ? beginning_of(*post.content_text, kText) : "";
  const std::size_t size = sizeof(Head) + post.platform_post_id.size() + url.size() + text.size();
  if (std::max(post.platform_post_id.size(), url.size()) > std::numeric_limits<std::uint16_t>::max() ||
      size + kBeside > most_)
    return;
  std::lock_guard lock(mutex_);
  if (age != age_) return;
  const auto platform = place_of(words_, post.platform);
  const auto media_type = place_of(words_, post.media_type);
  if (!platform || !media_type) return;
  const Head head{.business = post.business,
                  .account = post.account,
                  .published_at = post.published_at.value_or(Instant{}),
                  .created_at = post.created_at,
                  .updated_at = post.updated_at,
                  .platform = *platform,
                  .media_type = *media_type,
                  .id_size = static_cast<std::uint16_t>(post.platform_post_id.size()),
                  .url_size = static_cast<std::uint16_t>(url.size()),
                  .text_size = static_cast<std::uint16_t>(text.size()),
                  .has_url = post.platform_post_url.has_value(),
                  .has_published = post.published_at.has_value(),
                  .has_text = post.content_text.has_value(),
                  .gone = post.state == PostState::gone};
  drop(post.id);
  while (bytes_ + size + kBeside > most_) drop(order_[random_() % order_.size()]);
  Card card{.packed = std::unique_ptr<char[]>(new char[size]),
            .size = static_cast<std::uint32_t>(size),
            .place = static_cast<std::uint32_t>(order_.size())};
  char* to = card.packed.get();
  const auto add = [&](const void* from, std::size_t count) {
    if (count > 0) std::memcpy(to, from, count);
    to += count;
  };
  add(&head, sizeof head);
  add(post.platform_post_id.data(), post.platform_post_id.size());
  add(url.data(), url.size());
  add(text.data(), text.size());
  cards_.emplace(post.id, std::move(card));
  order_.push_back(post.id);
  bytes_ += size + kBeside;
}

void PostCards::drop(PostId id) {
  const auto found = cards_.find(id);
  if (found == cards_.end()) return;
  const std::uint32_t place = found->second.place;
  bytes_ -= found->second.size + kBeside;
  cards_.erase(found);
  if (order_.back() != id) {
    order_[place] = order_.back();
    cards_.find(order_[place])->second.place = place;
  }
  order_.pop_back();
}

void PostCards::forget(PostId id) {
  std::lock_guard lock(mutex_);
  ++age_;
  drop(id);
}

void PostCards::forget_all() {
  std::lock_guard lock(mutex_);
  ++age_;
  bytes_ = 0;
  cards_.clear();
  order_.clear();
}

}  // namespace tidemark
