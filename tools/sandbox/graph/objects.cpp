#include "sandbox/graph/objects.h"

#include <algorithm>
#include <charconv>

#include "sandbox/chance.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::int64_t kHourMs = 3600LL * 1000;
enum Purpose : std::uint64_t { page_id = 501, user_id, scoped_id, portfolio, story_at, forms };

std::string padded(std::int64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  return std::string(text.size() < digits ? digits - text.size() : 0, '0') + text;
}

std::optional<std::int64_t> number(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (problem != std::errc() || end != digits.data() + digits.size() || value < 0) return std::nullopt;
  return value;
}

bool begins(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

}  // namespace

std::string_view product_type(const Object& media) {
  if (media.kind == Kind::story) return "STORY";
  return media.form == Form::reel ? "REELS" : "FEED";
}

std::string_view media_type(const Object& media) {
  if (media.form == Form::carousel) return "CAROUSEL_ALBUM";
  return media.form == Form::reel || media.form == Form::video ? "VIDEO" : "IMAGE";
}

Object Objects::page(int account) const {
  const auto chance = hash({seed(), static_cast<std::uint64_t>(account), page_id}) % 1'000'000;
  return {.kind = Kind::page,
          .account = account,
          .id = "7" + padded(account, 5) + "0" + padded(static_cast<std::int64_t>(chance), 8)};
}

std::string Objects::business_id(int account) const {
  const auto chance = hash({seed(), static_cast<std::uint64_t>(account), portfolio}) % 1'000'000;
  return "6" + padded(account, 5) + "0" + padded(static_cast<std::int64_t>(chance), 8);
}

Object Objects::instagram_user(int account) const {
  const auto chance = hash({seed(), static_cast<std::uint64_t>(account), user_id}) % 10'000'000;
  return {.kind = Kind::instagram_user,
          .account = account,
          .id = "17841" + padded(account, 5) + padded(static_cast<std::int64_t>(chance), 7)};
}

std::string Objects::app_scoped_id(int account) const {
  const auto chance = hash({seed(), static_cast<std::uint64_t>(account), scoped_id}) % 10'000'000;
  return "27766" + padded(account, 5) + padded(static_cast<std::int64_t>(chance), 7);
}

Form Objects::page_form(const Post& post) const {
  if (post.has_video) return post.number % 2 ? Form::reel : Form::video;
  if (post.has_link) return Form::link;
  return post.number % 3 ? Form::photo : Form::status;
}

Form Objects::media_form(const Post& post) const {
  if (post.has_video) return post.number % 5 ? Form::reel : Form::video;
  return hash({seed(), static_cast<std::uint64_t>(post.account), static_cast<std::uint64_t>(post.number),
               forms}) % 4 == 0
             ? Form::carousel
             : Form::photo;
}

Object Objects::page_post(int account, std::int64_t at) const {
  const Post post = world_.post(account, at);
  return {.kind = Kind::page_post,
          .account = account,
          .number = at,
          .published_ms = post.published_ms,
          .form = page_form(post),
          .id = page(account).id + "_122" + padded(at, 12)};
}

Object Objects::video(int account, std::int64_t at) const {
  Object video = page_post(account, at);
  video.kind = Kind::video;
  video.id = "1" + padded(account, 5) + padded(at, 10);
  return video;
}

Object Objects::media(int account, std::int64_t at) const {
  const Post post = world_.post(account, at);
  return {.kind = Kind::media,
          .account = account,
          .number = at,
          .published_ms = post.published_ms,
          .form = media_form(post),
          .id = "18" + padded(account, 4) + padded(at, 11)};
}

std::int64_t Objects::story_time(int account, std::int64_t at) const {
  return at * kHourMs + static_cast<std::int64_t>(hash({seed(), static_cast<std::uint64_t>(account),
                                                        static_cast<std::uint64_t>(at), story_at}) %
                                                  static_cast<std::uint64_t>(kHourMs));
}

Object Objects::story(int account, std::int64_t at) const {
  return {.kind = Kind::story,
          .account = account,
          .number = at,
          .published_ms = story_time(account, at),
          .form = at % 3 ? Form::photo : Form::video,
          .id = "179" + padded(account, 4) + padded(at, 10)};
}

Object Objects::page_story(int account, std::int64_t at) const {
  return {.kind = Kind::page_story,
          .account = account,
          .number = at,
          .published_ms = story_time(account, at),
          .form = at % 3 ? Form::photo : Form::video,
          .id = page(account).id + "_129" + padded(at, 12)};
}

std::vector<std::int64_t> Objects::running_stories(int account, int a_day, std::int64_t now_ms) const {
  std::vector<std::int64_t> numbers;
  if (a_day == 0) return numbers;
  const std::int64_t hours = std::max(1, 24 / a_day);
  for (std::int64_t hour = now_ms / kHourMs; hour >= now_ms / kHourMs - 24; --hour) {
    const std::int64_t at = story_time(account, hour);
    if (hour % hours == account % hours && at <= now_ms && at > now_ms - 24 * kHourMs) numbers.push_back(hour);
  }
  return numbers;
}

std::vector<Object> Objects::children(const Object& carousel) const {
  std::vector<Object> all;
  const int count = 2 + chance_of(carousel, 1) % 4;
  for (int place = 0; place < count; ++place) {
    Object child = carousel;
    child.kind = Kind::child;
    child.place = place;
    child.form = place == 2 ? Form::video : Form::photo;
    child.id = "175" + padded(carousel.account, 4) + padded(carousel.number, 9) + std::to_string(place);
    all.push_back(std::move(child));
  }
  return all;
}

bool Objects::is_only_video(const Object& post) const {
  return post.form == Form::reel && post.number / 2 % 2 == 1;
}

bool Objects::is_there(const Object& object, std::int64_t now_ms) const {
  if (object.published_ms > now_ms) return false;
  switch (object.kind) {
    case Kind::page:
    case Kind::instagram_user:
      return true;
    case Kind::page_story:
    case Kind::story:
      return true;
    default:
      break;
  }
  const PostState state = world_.post(object.account, object.number).state;
  return state == PostState::live || state == PostState::for_author_only;
}

std::optional<Object> Objects::find_page_post(std::string_view page_part, std::string_view post_part) const {
  const auto owner = find_digits(page_part);
  if (!owner || owner->kind != Kind::page || post_part.size() != 15) return std::nullopt;
  const auto at = number(post_part.substr(3));
  if (!at) return std::nullopt;
  if (begins(post_part, "129")) return page_story(owner->account, *at);
  if (!begins(post_part, "122")) return std::nullopt;
  const Object post = page_post(owner->account, *at);
  if (is_only_video(post)) return std::nullopt;
  return post;
}

std::optional<Object> Objects::find_digits(std::string_view id) const {
  const auto of = [&](std::size_t from, std::size_t digits) -> int {
    const auto account = number(id.substr(from, digits));
    return account && *account >= 1 && *account <= accounts() ? static_cast<int>(*account) : 0;
  };
  const auto rest = [&](std::size_t from, std::size_t digits) {
    return number(id.substr(from, digits)).value_or(-1);
  };
  if (id.size() == 15 && begins(id, "7")) {
    const int account = of(1, 5);
    if (account && page(account).id == id) return page(account);
  } else if (id.size() == 16 && begins(id, "1")) {
    const int account = of(1, 5);
    if (account && rest(6, 10) >= 0 && world_.post(account, rest(6, 10)).has_video)
      return video(account, rest(6, 10));
  } else if (id.size() == 17 && (begins(id, "17841") || begins(id, "27766"))) {
    const int account = of(5, 5);
    if (account && (instagram_user(account).id == id || app_scoped_id(account) == id))
      return instagram_user(account);
  } else if (id.size() == 17 && begins(id, "18")) {
    const int account = of(2, 4);
    if (account && rest(6, 11) >= 0) return media(account, rest(6, 11));
  } else if (id.size() == 17 && begins(id, "179")) {
    const int account = of(3, 4);
    if (account && rest(7, 10) >= 0) return story(account, rest(7, 10));
  } else if (id.size() == 17 && begins(id, "175")) {
    const int account = of(3, 4);
    if (!account || rest(7, 9) < 0) return std::nullopt;
    for (auto& child : children(media(account, rest(7, 9))))
      if (child.id == id) return child;
  }
  return std::nullopt;
}

std::optional<Object> Objects::find(std::string_view id, std::int64_t now_ms) const {
  const auto line = id.find('_');
  auto found = line == std::string_view::npos ? find_digits(id)
                                              : find_page_post(id.substr(0, line), id.substr(line + 1));
  if (found && !is_there(*found, now_ms)) return std::nullopt;
  return found;
}

std::string Objects::shortcode(const Object& media) const {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string code = "D";
  for (std::uint64_t i = 0; i < 10; ++i)
    code += letters[hash({seed(), static_cast<std::uint64_t>(media.account),
                          static_cast<std::uint64_t>(media.number), 600 + i,
                          static_cast<std::uint64_t>(media.place)}) %
                    letters.size()];
  return code;
}

int Objects::chance_of(const Object& object, std::uint64_t purpose) const {
  return static_cast<int>(hash({seed(), static_cast<std::uint64_t>(object.account),
                                static_cast<std::uint64_t>(object.number), 700 + purpose}) %
                          1000);
}

}  // namespace tidemark::sandbox::graph
