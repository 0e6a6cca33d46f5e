#include "sandbox/world.h"

#include <array>
#include <charconv>
#include <numeric>

#include "sandbox/chance.h"

namespace tidemark::sandbox {
namespace {

constexpr std::int64_t kSnowflakeEpochMs = 1288834974657;
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

World::World(std::uint64_t seed, const Shape& shape)
    : seed_(seed),
      shape_(shape),
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
  account.id = (static_cast<std::uint64_t>(account.created_ms - kSnowflakeEpochMs) << 22) | n;
  account.username = "sandbox_" + std::to_string(number);
  account.name =
      std::string(kNames[(n - 1) % kNames.size()]) + (n > kNames.size() ? " " + std::to_string(n) : "");
  account.token = "sandbox-user-" + std::to_string(number);
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

Post World::post(int account, std::int64_t number) const {
  const auto owner = static_cast<std::uint64_t>(account);
  const auto n = static_cast<std::uint64_t>(number);
  Post post;
  post.account = account;
  post.number = number;
  const auto slot = static_cast<std::uint64_t>(slot_ms_);
  post.published_ms = number * slot_ms_ + static_cast<std::int64_t>(hash({seed_, owner, n, kJitter}) % slot);
  const std::uint64_t chance = hash({seed_, owner, n, kLowBits}) & ((1U << kChanceBits) - 1) & ~1ULL;
  post.id = (static_cast<std::uint64_t>(post.published_ms - kSnowflakeEpochMs) << 22) |
            (owner << kChanceBits) | chance;
  post.state = state_of(number);
  post.has_video = rank(number) >= shape_.posts - shape_.videos;
  post.has_link = hash({seed_, owner, n, kLink}) % 3 != 0;
  return post;
}

std::int64_t World::newest(int account, std::int64_t now_ms) const {
  const std::int64_t slot = floor_div(now_ms, slot_ms_);
  return post(account, slot).published_ms <= now_ms ? slot : slot - 1;
}

std::int64_t World::published_by(int number, std::int64_t now_ms) const {
  return newest(number, now_ms) - floor_div(account(number).created_ms, slot_ms_);
}

std::optional<Post> World::find(std::uint64_t id, std::int64_t now_ms) const {
  const auto account = static_cast<int>((id >> kChanceBits) & ((1U << kAccountBits) - 1));
  if (account < 1 || account > shape_.accounts) return std::nullopt;
  const std::int64_t published = static_cast<std::int64_t>(id >> 22) + kSnowflakeEpochMs;
  if (published > now_ms || published < this->account(account).created_ms) return std::nullopt;
  const Post candidate = post(account, published / slot_ms_);
  if (candidate.id != id) return std::nullopt;
  return candidate;
}

std::string World::text(const Post& post) const {
  const std::uint64_t words = hash(
      {seed_, static_cast<std::uint64_t>(post.account), static_cast<std::uint64_t>(post.number), kWords});
  std::string text(kOpenings[words % kOpenings.size()]);
  text += ' ';
  text += kThings[(words >> 8) % kThings.size()];
  if (post.has_link) text += " https://t.co/" + std::to_string(post.id % 10000000000ULL);
  return text;
}

std::string World::url(const Post& post) const {
  return "https://x.com/sandbox_" + std::to_string(post.account) + "/status/" + std::to_string(post.id);
}

std::optional<Post> World::quoted(const Post& post) const {
  if (shape_.accounts < 2) return std::nullopt;
  const std::uint64_t chance = hash(
      {seed_, static_cast<std::uint64_t>(post.account), static_cast<std::uint64_t>(post.number), kQuotes});
  if (chance % 20 != 0) return std::nullopt;
  // The slot before is over when this post appears, so that the quoted one is always older.
  return this->post(post.account % shape_.accounts + 1, post.number - 1);
}

std::optional<Post> World::post_of_video(std::uint64_t video_id, std::int64_t now_ms) const {
  auto found = find(video_id ^ 1, now_ms);
  if (!found || !found->has_video) return std::nullopt;
  return found;
}

std::optional<int> caller_of(std::string_view token, int accounts) {
  constexpr std::string_view user = "sandbox-user-";
  if (token == "sandbox-app") return 0;
  if (token.substr(0, user.size()) != user) return std::nullopt;
  token.remove_prefix(user.size());
  int number = 0;
  const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), number);
  if (problem != std::errc() || end != token.data() + token.size() || token.empty() || token[0] == '0')
    return std::nullopt;
  if (number < 1 || number > accounts) return std::nullopt;
  return number;
}

}  // namespace tidemark::sandbox
