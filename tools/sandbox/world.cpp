#include "sandbox/world.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <numeric>

#include "sandbox/chance.h"

namespace tidemark::sandbox {
namespace {

constexpr std::int64_t kTimelineMs = 60LL * 24 * 3600 * 1000;
constexpr std::int64_t kFirstAccountMs = 1546300800000;  // 2019-01-01
constexpr int kAccountBits = 10, kChanceBits = 12;       // the 22 low bits of an id

enum Salt : std::uint64_t { kJitter = 1, kLowBits, kCreated, kWords, kQuotes, kLink };

constexpr std::array<std::string_view, 8> kNames = {"Harbour Coffee", "Nordlicht Räder", "Salt & Cedar",
                                                    "Café Müller",    "Blue Kiln",       "Otter Travel",
                                                    "Plain Bread",    "Ink & Pine"};
constexpr std::array<std::string_view, 8> kOpenings = {
    "New in the shop:", "It’s finally here! 🎉",         "Behind the scenes:", "You asked, we listened:",
    "Monday thought:",  "\"Less is more\", they said.", "Save the date,",     "Thank you all!"};
constexpr std::array<std::string_view, 8> kThings = {"the autumn roast, small batch, ready to ship.",
                                                     "our new workshop, open from nine to five.",
                                                     "a first look at next year’s colours.",
                                                     "free repairs for everything we ever sold.",
                                                     "three recipes, one pan, no excuses.",
                                                     "what we learned from 1,000 letters.",
                                                     "half price until Sunday\nand not a day longer.",
                                                     "the team grew: welcome, Ayşe and Tomé!"};

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

}  // namespace

std::string_view to_string(PostState state) {
  constexpr std::string_view names[] = {"live", "deleted", "suspended", "protected"};
  return names[static_cast<int>(state)];
}

World::World(std::uint64_t seed, const Shape& shape, std::int64_t id_epoch_ms)
    : seed_(seed),
      shape_(shape),
      epoch_ms_(id_epoch_ms),
      slot_ms_(kTimelineMs / shape.posts),
      stride_(shape.posts * 618LL / 1000 + 1) {
  while (std::gcd(stride_, std::int64_t{shape.posts}) != 1) ++stride_;
}

Account World::account(int number) const {
  const auto n = static_cast<std::uint64_t>(number);
  Account account;
  account.number = number;
  account.created_ms =
      kFirstAccountMs + static_cast<std::int64_t>(hash({seed_, n, kCreated}) % (365LL * 24 * 3600 * 1000));
  account.id = (static_cast<std::uint64_t>(account.created_ms - epoch_ms_) << 22) | n;
  account.username = "sandbox_" + std::to_string(number);
  account.name =
      std::string(kNames[(n - 1) % kNames.size()]) + (n > kNames.size() ? " " + std::to_string(n) : "");
  return account;
}

std::optional<Account> World::account_by_id(std::uint64_t id) const {
  const auto number = static_cast<std::int64_t>(id & ((1U << 22) - 1));
  if (number < 1 || number > shape_.accounts) return std::nullopt;
  Account found = account(static_cast<int>(number));
  if (found.id != id) return std::nullopt;
  return found;
}

std::optional<Account> World::account_by_username(std::string_view username) const {
  for (int number = 1; number <= shape_.accounts; ++number) {
    Account candidate = account(number);
    if (candidate.username == username) return candidate;
  }
  return std::nullopt;
}

std::int64_t World::rank(std::int64_t number) const {
  // Any `posts` neighbours have all ranks from 0 to posts - 1 once, well scattered: exactly as many are
  // special as asked.
  const std::int64_t place = ((number % shape_.posts) + shape_.posts) % shape_.posts;
  return place * stride_ % shape_.posts;
}

PostState World::state_of(std::int64_t number) const {
  const std::int64_t at = rank(number);
  if (at < shape_.deleted) return PostState::deleted;
  if (at < shape_.deleted + shape_.suspended) return PostState::suspended;
  if (at < shape_.deleted + shape_.suspended + shape_.for_author_only) return PostState::for_author_only;
  return PostState::live;
}

std::uint64_t World::snowflake(std::int64_t ms, int account, std::uint64_t chance) const {
  // Even, so that what belongs to a post can have the odd id beside it.
  return (static_cast<std::uint64_t>(ms - epoch_ms_) << 22) |
         (static_cast<std::uint64_t>(account) << kChanceBits) | (chance & ((1U << kChanceBits) - 1) & ~1ULL);
}

Post World::timetable_post(int account, std::int64_t number) const {
  const auto owner = static_cast<std::uint64_t>(account);
  const auto n = static_cast<std::uint64_t>(number);
  Post post;
  post.account = account;
  post.number = number;
  const auto slot = static_cast<std::uint64_t>(slot_ms_);
  post.published_ms = number * slot_ms_ + static_cast<std::int64_t>(hash({seed_, owner, n, kJitter}) % slot);
  post.id = snowflake(post.published_ms, account, hash({seed_, owner, n, kLowBits}));
  post.state = state_of(number);
  post.has_video = rank(number) >= shape_.posts - shape_.videos;
  post.has_link = hash({seed_, owner, n, kLink}) % 3 != 0;
  return post;
}

Post World::as_it_is(Post post) const {
  if (!touched_) return post;
  std::shared_lock lock(mutex_);
  if (deleted_.count(post.id)) post.state = PostState::deleted;
  if (undeleted_.count(post.id)) post.state = PostState::live;
  return post;
}

Post World::post(int account, std::int64_t number) const {
  return as_it_is(timetable_post(account, number));
}

std::int64_t World::newest_number(int account, std::int64_t at_ms) const {
  const std::int64_t slot = floor_div(at_ms, slot_ms_);
  return timetable_post(account, slot).published_ms <= at_ms ? slot : slot - 1;
}

std::optional<Post> World::added_before(int account, std::int64_t ms, std::uint64_t id) const {
  if (!touched_) return std::nullopt;
  std::shared_lock lock(mutex_);
  const auto own = added_.find(account);
  if (own == added_.end()) return std::nullopt;
  for (auto at = own->second.rbegin(); at != own->second.rend(); ++at)
    if (std::pair(at->post.published_ms, at->post.id) < std::pair(ms, id)) return at->post;
  return std::nullopt;
}

std::optional<Post> World::newest(int account, std::int64_t at_ms) const {
  const Post planned = timetable_post(account, newest_number(account, at_ms));
  const auto added = added_before(account, at_ms + 1, 0);
  if (added && added->published_ms > planned.published_ms) return as_it_is(*added);
  if (planned.published_ms < this->account(account).created_ms)
    return added ? std::optional(as_it_is(*added)) : std::nullopt;
  return as_it_is(planned);
}

std::optional<Post> World::older(const Post& post) const {
  // The timetable's post in the same slot may be the next, or the post itself.
  std::int64_t number = floor_div(post.published_ms, slot_ms_);
  const auto place = [](const Post& p) { return std::pair(p.published_ms, p.id); };
  Post planned = timetable_post(post.account, number);
  if (!(place(planned) < place(post))) planned = timetable_post(post.account, --number);
  const auto added = added_before(post.account, post.published_ms, post.id);
  if (added && place(*added) > place(planned)) return as_it_is(*added);
  if (planned.published_ms < account(post.account).created_ms)
    return added ? std::optional(as_it_is(*added)) : std::nullopt;
  return as_it_is(planned);
}

std::int64_t World::timeline_since(int account, std::int64_t now_ms) const {
  const std::int64_t newest = newest_number(account, std::min(now_ms, opened_ms_));
  return timetable_post(account, newest - shape_.posts + 1).published_ms;
}

std::vector<Post> World::timeline(int account, std::int64_t now_ms, std::size_t most) const {
  std::vector<Post> posts;
  const std::int64_t since = timeline_since(account, now_ms);
  auto post = newest(account, now_ms);
  for (; post && post->published_ms >= since && posts.size() < most; post = older(*post))
    posts.push_back(*post);
  return posts;
}

std::int64_t World::published_by(int number, std::int64_t now_ms) const {
  std::int64_t count = newest_number(number, now_ms) - floor_div(account(number).created_ms, slot_ms_);
  if (!touched_) return count;
  std::shared_lock lock(mutex_);
  const auto own = added_.find(number);
  if (own == added_.end()) return count;
  for (const Added& added : own->second) count += added.post.published_ms <= now_ms ? 1 : 0;
  return count;
}

std::optional<Post> World::find(std::uint64_t id, std::int64_t now_ms) const {
  const auto account = static_cast<int>((id >> kChanceBits) & ((1U << kAccountBits) - 1));
  if (account < 1 || account > shape_.accounts) return std::nullopt;
  const std::int64_t published = static_cast<std::int64_t>(id >> 22) + epoch_ms_;
  if (published > now_ms || published < this->account(account).created_ms) return std::nullopt;
  const Post planned = timetable_post(account, published / slot_ms_);
  if (planned.id == id) return as_it_is(planned);
  const auto added = added_before(account, published, id + 1);
  return added && added->id == id ? std::optional(as_it_is(*added)) : std::nullopt;
}

Post World::publish(int account, std::int64_t now_ms, const std::string& kind, const std::string& text) {
  std::unique_lock lock(mutex_);
  auto& own = added_[account];
  Post post;
  post.account = account;
  post.number = kPublished + static_cast<std::int64_t>(own.size());
  post.published_ms = own.empty() ? now_ms : std::max(now_ms, own.back().post.published_ms);
  post.id = snowflake(post.published_ms, account, 2 * own.size());
  if (!own.empty() && own.back().post.id >= post.id) post.id = own.back().post.id + 2;
  if (timetable_post(account, floor_div(post.published_ms, slot_ms_)).id == post.id) post.id += 2;
  post.kind = kind;
  post.has_video = kind == "video";
  own.push_back({post, text});
  touched_ = true;
  return post;
}

void World::set_deleted(const Post& post, bool deleted) {
  std::unique_lock lock(mutex_);
  (deleted ? deleted_ : undeleted_).insert(post.id);
  (deleted ? undeleted_ : deleted_).erase(post.id);
  touched_ = true;
}

std::string World::text(const Post& post) const {
  if (post.number >= kPublished) {
    std::shared_lock lock(mutex_);
    const auto& own = added_.at(post.account);
    const auto found =
        std::find_if(own.begin(), own.end(), [&](const Added& a) { return a.post.id == post.id; });
    if (found != own.end() && !found->text.empty()) return found->text;
  }
  const std::uint64_t words = hash(
      {seed_, static_cast<std::uint64_t>(post.account), static_cast<std::uint64_t>(post.number), kWords});
  std::string text(kOpenings[words % kOpenings.size()]);
  text += ' ';
  text += kThings[(words >> 8) % kThings.size()];
  if (post.has_link) text += " https://t.co/" + std::to_string(post.id % 10000000000ULL);
  return text;
}

std::optional<Post> World::quoted(const Post& post) const {
  if (shape_.accounts < 2 || post.number >= kPublished) return std::nullopt;
  const std::uint64_t chance = hash(
      {seed_, static_cast<std::uint64_t>(post.account), static_cast<std::uint64_t>(post.number), kQuotes});
  if (chance % 20 != 0) return std::nullopt;
  // The slot before is over when this post appears, so that the quoted one is always older.
  return this->post(post.account % shape_.accounts + 1, post.number - 1);
}

}  // namespace tidemark::sandbox
