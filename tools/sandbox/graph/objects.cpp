#include "sandbox/graph/objects.h"

#include <algorithm>

#include "sandbox/chance.h"
#include "sandbox/exchange.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::int64_t kHourMs = 3600LL * 1000;
enum Purpose : std::uint64_t { page_id = 501, user_id, scoped_id, portfolio, story_at };

std::string padded(std::uint64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  return std::string(text.size() < digits ? digits - text.size() : 0, '0') + text;
}

bool begins(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

struct FormName {
  std::string_view name;
  Form form;
};
constexpr FormName kForms[] = {{"status", Form::status}, {"link", Form::link}, {"photo", Form::photo},
                               {"video", Form::video},   {"reel", Form::reel}, {"carousel", Form::carousel}};

std::optional<Form> form_named(std::string_view name) {
  for (const auto& one : kForms)
    if (one.name == name) return one.form;
  return std::nullopt;
}

}  // namespace

bool is_there(const Object& object) {
  return object.post.state == PostState::live || object.post.state == PostState::for_author_only;
}

std::string_view product_type(const Object& media) {
  if (media.kind == Kind::story) return "STORY";
  return media.form == Form::reel ? "REELS" : "FEED";
}

std::string_view media_type(const Object& media) {
  if (media.form == Form::carousel) return "CAROUSEL_ALBUM";
  return media.form == Form::reel || media.form == Form::video ? "VIDEO" : "IMAGE";
}

Object Objects::page(int account) const {
  const auto chance = hash({seed_, static_cast<std::uint64_t>(account), page_id}) % 100'000'000;
  return {.kind = Kind::page,
          .account = account,
          .id = "7" + padded(static_cast<std::uint64_t>(account), 5) + "0" + padded(chance, 8)};
}

std::string Objects::business_id(int account) const {
  const auto chance = hash({seed_, static_cast<std::uint64_t>(account), portfolio}) % 100'000'000;
  return "6" + padded(static_cast<std::uint64_t>(account), 5) + "0" + padded(chance, 8);
}

Object Objects::instagram_user(int account) const {
  const auto chance = hash({seed_, static_cast<std::uint64_t>(account), user_id}) % 10'000'000;
  return {.kind = Kind::instagram_user,
          .account = account,
          .id = "17841" + padded(static_cast<std::uint64_t>(account), 5) + padded(chance, 7)};
}

std::string Objects::app_scoped_id(int account) const {
  const auto chance = hash({seed_, static_cast<std::uint64_t>(account), scoped_id}) % 10'000'000;
  return "27766" + padded(static_cast<std::uint64_t>(account), 5) + padded(chance, 7);
}

Form Objects::page_form(const Post& post) const {
  if (const auto form = form_named(post.kind)) return *form;
  if (post.has_video) return post.id / 2 % 2 ? Form::reel : Form::video;
  if (post.has_link) return Form::link;
  return post.id / 2 % 3 ? Form::photo : Form::status;
}

Form Objects::media_form(const Post& post) const {
  if (const auto form = form_named(post.kind)) return *form;
  if (post.has_video) return post.id / 2 % 5 ? Form::reel : Form::video;
  return post.id / 2 % 4 == 0 ? Form::carousel : Form::photo;
}

Object Objects::page_post(const Post& post) const {
  return {.kind = Kind::page_post,
          .account = post.account,
          .form = page_form(post),
          .id = page(post.account).id + "_" + std::to_string(post.id),
          .post = post};
}

Object Objects::video(const Post& post) const {
  Object video = page_post(post);
  video.kind = Kind::video;
  video.id = std::to_string(post.id ^ 1);  // the odd id beside the post's even one
  return video;
}

Object Objects::media(const Post& post) const {
  return {.kind = Kind::media,
          .account = post.account,
          .form = media_form(post),
          .id = std::to_string(post.id),
          .post = post};
}

bool Objects::is_only_video(const Post& post) const {
  return page_form(post) == Form::reel && post.id / 4 % 2 == 1;
}

Object Objects::published(const Post& post) const {
  if (realm_ == Realm::instagram) return media(post);
  return is_only_video(post) ? video(post) : page_post(post);
}

std::int64_t Objects::story_time(int account, std::int64_t number) const {
  const auto chance =
      hash({seed_, static_cast<std::uint64_t>(account), static_cast<std::uint64_t>(number), story_at});
  return number * kHourMs + static_cast<std::int64_t>(chance % static_cast<std::uint64_t>(kHourMs));
}

Object Objects::story_of(Kind kind, int account, std::int64_t number) const {
  Object story{.kind = kind, .account = account, .form = number % 3 ? Form::photo : Form::video};
  story.post = {.account = account,
                .number = number,
                .id = hash({seed_, static_cast<std::uint64_t>(account), static_cast<std::uint64_t>(number)}),
                .published_ms = story_time(account, number)};
  return story;
}

Object Objects::story(int account, std::int64_t number) const {
  Object story = story_of(Kind::story, account, number);
  story.id =
      "179" + padded(static_cast<std::uint64_t>(account), 4) + padded(static_cast<std::uint64_t>(number), 10);
  return story;
}

Object Objects::page_story(int account, std::int64_t number) const {
  Object story = story_of(Kind::page_story, account, number);
  story.id = page(account).id + "_129" + padded(static_cast<std::uint64_t>(number), 12);
  return story;
}

std::vector<std::int64_t> Objects::running_stories(int account, int a_day, std::int64_t now_ms) const {
  std::vector<std::int64_t> numbers;
  if (a_day == 0) return numbers;
  const std::int64_t hours = std::max(1, 24 / a_day);
  for (std::int64_t hour = now_ms / kHourMs; hour >= now_ms / kHourMs - 24; --hour) {
    const std::int64_t at = story_time(account, hour);
    if (hour % hours == account % hours && at <= now_ms && at > now_ms - 24 * kHourMs)
      numbers.push_back(hour);
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
    child.id = carousel.id + std::to_string(place);
    all.push_back(std::move(child));
  }
  return all;
}

std::optional<Object> Objects::find_account(std::string_view id) const {
  if (id.size() != 15 && id.size() != 17) return std::nullopt;
  const auto number = parse_id(id.size() == 15 ? id.substr(1, 5) : id.substr(5, 5)).value_or(0);
  if (number < 1 || number > static_cast<std::uint64_t>(world_.accounts())) return std::nullopt;
  const int account = static_cast<int>(number);
  if (page(account).id == id) return page(account);
  if (instagram_user(account).id == id || app_scoped_id(account) == id) return instagram_user(account);
  return std::nullopt;
}

std::optional<Object> Objects::find_page_part(std::string_view page_part, std::string_view part,
                                              std::int64_t now_ms) const {
  const auto owner = find_account(page_part);
  if (!owner || owner->kind != Kind::page) return std::nullopt;
  if (part.size() == 15 && begins(part, "129")) {
    const Object story =
        page_story(owner->account, static_cast<std::int64_t>(parse_id(part.substr(3)).value_or(0)));
    return story.published_ms() <= now_ms ? std::optional(story) : std::nullopt;
  }
  const auto post = world_.find(parse_id(part).value_or(0), now_ms);
  if (!post || post->account != owner->account || is_only_video(*post)) return std::nullopt;
  return page_post(*post);
}

std::optional<Object> Objects::find_media(std::string_view id, std::int64_t now_ms) const {
  if (id.size() == 17 && begins(id, "179")) {
    const auto account = parse_id(id.substr(3, 4)).value_or(0);
    const auto number = parse_id(id.substr(7)).value_or(0);
    if (account < 1 || account > static_cast<std::uint64_t>(world_.accounts())) return std::nullopt;
    const Object found = story(static_cast<int>(account), static_cast<std::int64_t>(number));
    return found.published_ms() <= now_ms ? std::optional(found) : std::nullopt;
  }
  if (const auto post = world_.find(parse_id(id).value_or(0), now_ms)) return media(*post);
  if (id.size() != 20) return std::nullopt;
  const auto parent = world_.find(parse_id(id.substr(0, 19)).value_or(0), now_ms);
  if (!parent || media_form(*parent) != Form::carousel) return std::nullopt;
  for (auto& child : children(media(*parent)))
    if (child.id == id) return child;
  return std::nullopt;
}

std::optional<Object> Objects::find(std::string_view id, std::int64_t now_ms) const {
  if (const auto account = find_account(id)) return account;
  if (realm_ == Realm::instagram) return find_media(id, now_ms);
  if (const auto line = id.find('_'); line != std::string_view::npos)
    return find_page_part(id.substr(0, line), id.substr(line + 1), now_ms);
  const auto odd = parse_id(id).value_or(0);
  const auto post = odd % 2 ? world_.find(odd ^ 1, now_ms) : std::nullopt;
  if (!post) return std::nullopt;
  const Object found = video(*post);
  return found.form == Form::video || found.form == Form::reel ? std::optional(found) : std::nullopt;
}

std::string Objects::shortcode(const Object& media) const {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string code = "D";
  for (std::uint64_t i = 0; i < 10; ++i)
    code += letters[hash({seed_, media.post.id, 600 + i, static_cast<std::uint64_t>(media.place)}) %
                    letters.size()];
  return code;
}

std::string Objects::permalink(const Object& object) const {
  if (object.kind == Kind::story)
    return "https://www.instagram.com/stories/" + world_.account(object.account).username + "/" + object.id;
  if (realm_ == Realm::instagram)
    return std::string("https://www.instagram.com/") + (object.form == Form::reel ? "reel/" : "p/") +
           shortcode(object) + "/";
  const std::string facebook = "https://www.facebook.com/";
  if (object.form == Form::reel) return facebook + "reel/" + video(object.post).id + "/";
  const std::string page = facebook + this->page(object.account).id;
  if (object.form == Form::video) return page + "/videos/" + video(object.post).id + "/";
  return page + "/posts/" + std::to_string(object.post.id);
}

int Objects::chance_of(const Object& object, std::uint64_t purpose) const {
  return static_cast<int>(
      hash({seed_, static_cast<std::uint64_t>(object.account), object.post.id, 700 + purpose}) % 1000);
}

}  // namespace tidemark::sandbox::graph
