// Posts: one, many, and those of a page. Source: LinkedIn API facts, section 3, "Post discovery" and "Post
// details".

#include <algorithm>

#include "sandbox/growth.h"
#include "sandbox/linkedin/batch.h"
#include "sandbox/linkedin/paging.h"
#include "sandbox/linkedin/problems.h"
#include "sandbox/quotas.h"

namespace tidemark::sandbox::linkedin {
namespace {

constexpr std::size_t kListed = 100'000;

/// The author edits one post in fifteen, days later; events edit others.
std::optional<std::int64_t> edited_ms(const Call& call, const Post& post) {
  if (const auto by_event = call.state.edited(post.id)) return by_event;
  const Chances chance(call.world, post.account, post.number);
  if (chance.uniform(30) >= 1.0 / 15) return std::nullopt;
  const std::int64_t at = post.published_ms + part(chance.uniform(31), 20.0 * kDayMs);
  return at <= call.now_ms ? std::optional(at) : std::nullopt;
}

std::int64_t modified_ms(const Call& call, const Post& post) {
  return edited_ms(call, post).value_or(post.published_ms + 524);
}

/// "Little text": what it reserves has a backslash in front, a hashtag a form of its own.
std::string little_text(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (std::string_view("\\|{}@[]()<>#*_~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out + " {hashtag|\\#|sandbox}";
}

std::string asset(const char* kind, const Post& post, int number) {
  return std::string("urn:li:") + kind + ":D4E" +
         std::to_string(post.id + static_cast<std::uint64_t>(number));
}

void write_image(JsonText& json, const Post& post, int number) {
  json.begin_object().member("altText", "An invented picture.").member("id", asset("image", post, number));
  json.end_object();
}

void write_content(JsonText& json, const Call& call, const Post& post) {
  switch (kind_of(call.world, post)) {
    case Kind::image:
      json.key("content").begin_object().key("media");
      write_image(json, post, 0);
      json.end_object();
      break;
    case Kind::images:
      json.key("content").begin_object().key("multiImage").begin_object().key("images").begin_array();
      for (int i = 0; i < 3; ++i) write_image(json, post, i);
      json.end_array().end_object().end_object();
      break;
    case Kind::article:
      json.key("content").begin_object().key("article").begin_object();
      json.member("source", "https://example.com/" + std::to_string(post.id % 100000));
      json.member("title", "An invented article").end_object().end_object();
      break;
    case Kind::video:
      json.key("content").begin_object().key("media").begin_object().member("title", "An invented film");
      json.member("id", asset("video", post, 0)).end_object().end_object();
      break;
    case Kind::reshare:
      json.key("reshareContext")
          .begin_object()
          .member("parent", "urn:li:share:" + std::to_string(post.id - 4096));
      json.member("root", "urn:li:share:" + std::to_string(post.id - 4096)).end_object();
      break;
    case Kind::text:
    case Kind::draft:
      if (post.number % 2) json.key("content").begin_object().end_object();  // absent or empty: both are seen
      break;
  }
}

void write_post(JsonText& json, const Call& call, const Post& post) {
  const bool draft = kind_of(call.world, post) == Kind::draft;
  json.begin_object().key("isReshareDisabledByAuthor").boolean(false);
  json.member("createdAt", post.published_ms);
  json.member("lifecycleState", draft ? "DRAFT" : "PUBLISHED");
  json.member("lastModifiedAt", modified_ms(call, post));
  json.member("visibility", post.state == PostState::for_author_only ? "LOGGED_IN" : "PUBLIC");
  if (!draft) json.member("publishedAt", post.published_ms);
  json.member("author", organization_urn(call.world, post.account));
  json.member("id", post_urn(call.world, post));
  json.key("distribution").begin_object().member("feedDistribution", post.number % 30 ? "MAIN_FEED" : "NONE");
  json.key("thirdPartyDistributionChannels").begin_array().end_array().end_object();
  write_content(json, call, post);
  if (post.number % 40) json.member("commentary", little_text(call.world.text(post)));
  json.key("lifecycleStateInfo").begin_object().key("isEditedByAuthor");
  json.boolean(edited_ms(call, post).has_value()).end_object().end_object();
}

Answer posts_of_page(const Call& call) {
  const Page page = page_of(call, "author");
  if (page.refusal) return *page.refusal;
  const Window window = read_window(call, 100);
  if (window.refusal) return *window.refusal;
  const std::string sort = call.asked.text("sortBy");
  if (!sort.empty() && sort != "LAST_MODIFIED" && sort != "CREATED") return param_invalid("sortBy");

  std::vector<Post> posts = call.world.timeline(page.account, call.now_ms, kListed);
  posts.erase(std::remove_if(posts.begin(), posts.end(), [](const Post& p) { return !exists(p); }),
              posts.end());
  if (sort != "CREATED")
    std::stable_sort(posts.begin(), posts.end(), [&](const Post& a, const Post& b) {
      return modified_ms(call, a) > modified_ms(call, b);
    });
  const auto size = static_cast<std::int64_t>(posts.size());
  std::string href = "/rest/posts?author=" + encode_value(call.asked.text("author")) +
                     "&count=" + std::to_string(window.count) + "&q=author";
  if (!sort.empty()) href += "&sortBy=" + sort;
  JsonText json(1024);
  json.begin_object();
  write_paging(json, window, size, href, page.account % 2 == 1);
  json.key("elements").begin_array();
  for (auto at = window.start; at < std::min(size, window.start + window.count); ++at)
    write_post(json, call, posts[static_cast<std::size_t>(at)]);
  return ok(json.end_array().end_object().take());
}

}  // namespace

Answer posts(const Call& call) {
  if (call.asked.find("ids"))
    return batch(call, 0, [&](JsonText& json, const Post& post) { write_post(json, call, post); });
  return call.asked.text("q") == "author" ? posts_of_page(call) : invalid_query();
}

Answer one_post(const Call& call) {
  return single(call, [&](JsonText& json, const Post& post) { write_post(json, call, post); });
}

}  // namespace tidemark::sandbox::linkedin
