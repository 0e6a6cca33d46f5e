#include "listing.h"

#include <algorithm>
#include <charconv>

#include "little_text.h"
#include "media.h"
#include "restli.h"

namespace tidemark::linkedin {
namespace {

constexpr std::int64_t kCount = 100;
constexpr std::int64_t kLongestList = 200'000;  // posts; a page that has more is a mistake
constexpr std::int64_t kMargin = kDay;          // of changes read again, for those that were listed late
constexpr std::int64_t kYear9999 = 253'402'300'799'999;

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size() || number < 0)
    return std::nullopt;
  return number;
}

std::optional<std::int64_t> start_in(std::string_view link) {
  for (const std::string_view before : {"?start=", "&start="})
    if (const auto at = link.find(before); at != std::string_view::npos) {
      const std::string_view rest = link.substr(at + before.size());
      return number_in(rest.substr(0, rest.find('&')));
    }
  return std::nullopt;
}

std::int64_t instant(const json::Value& value) {
  const std::int64_t at = value.integer().value();
  if (at < 0 || at > kYear9999) throw json::Error("\"" + value.path() + "\" is no time");
  return at;
}

}  // namespace

Listing::Listing(sdk::Discovery& discovery, Client& client, std::string_view organization)
    : discovery_(discovery), client_(client), organization_(organization) {
  if (const auto last = number_in(discovery.cursor())) {
    newest_ = std::min(*last, kYear9999);
    since_ = newest_ - kMargin;
  }
}

void Listing::run() {
  for (;;) {
    const json::Document answer = client_.get(
        kPosts,
        "?q=author&author=" + sdk::percent_encoded(organization_) + "&count=" + std::to_string(kCount) +
            "&start=" + std::to_string(start_) + "&sortBy=" + (since_ ? "LAST_MODIFIED" : "CREATED"),
        Client::Method::finder);
    if (read_page(answer) == Page::last) break;
    discovery_.stop_if_cancelled();
  }
  discovery_.keep_cursor(std::to_string(newest_));
  if (!since_ && sure_) discovery_.listed();
}

Listing::Page Listing::read_page(const json::Document& answer) {
  const json::Value root = answer.root().object();
  if (!root["elements"]) throw json::Error(R"(posts: the answer has no "elements")");
  const auto elements = root["elements"].array();
  const std::size_t known = seen_.size();
  any_new_ = false;
  for (const json::Value post : elements) {
    try {
      read_post(post);
    } catch (const json::Error& problem) {
      sure_ = false;
      discovery_.warn(std::string("posts: a post was left out: ") + problem.what());
    }
  }
  const json::Value total = root["paging"]["total"];
  if (total.type() == json::Type::number) {
    const auto said = total.integer();
    if (total_ && said != total_) sure_ = false;  // one more, or one less, while the pages were turned
    total_ = said;
  }
  const auto next = next_start(root);
  if (!next) return Page::last;
  const bool stuck = elements.empty() || seen_.size() == known || *next > kLongestList;
  if (stuck) {
    sure_ = false;
    return Page::last;
  }
  if (since_ && !any_new_) return Page::last;
  start_ = *next;
  return Page::more;
}

/// Where the next page begins; nothing if this was the last.
std::optional<std::int64_t> Listing::next_start(const json::Value& root) {
  const json::Value links = root["paging"]["links"];
  const auto size = static_cast<std::int64_t>(root["elements"].array().size());
  const bool silent = links.type() != json::Type::array;
  if (silent && (links || (root["paging"] && root["paging"].type() != json::Type::object))) sure_ = false;
  for (const json::Value link : links.items()) {
    const json::Value rel = link["rel"], href = link["href"];
    if (rel.type() != json::Type::string) sure_ = false;  // it may have been the next one
    if (rel.type() != json::Type::string || rel.string() != "next") continue;
    const auto start = href.type() == json::Type::string ? start_in(*href.string()) : std::nullopt;
    return start && *start > start_ ? *start : start_ + std::max<std::int64_t>(size, 1);
  }
  // A full page that says nothing of others may still not be the last.
  return silent && size >= kCount ? std::optional(start_ + size) : std::nullopt;
}

void Listing::read_post(const json::Value& post) {
  const auto urn = post.object()["id"].string();
  if (!urn) throw json::Error("\"" + post.path() + ".id\" is missing");
  const bool is_first = seen_.insert(percent_decoded(*urn)).second;
  const json::Value changed = post["lastModifiedAt"];
  const std::int64_t changed_at = changed ? instant(changed) : kYear9999;
  const bool is_new = !since_ || changed_at >= *since_;
  if (is_new) any_new_ = true;
  if (changed) newest_ = std::max(newest_, std::min(changed_at, discovery_.now_ms()));
  if (is_first && is_new) report(post, percent_decoded(*urn));
}

void Listing::report(const json::Value& post, std::string_view urn) {
  const auto state = post["lifecycleState"].string();
  if (state && *state != "PUBLISHED") return;  // drafts, and what is not or could not be published
  if (!is_post_urn(urn)) {
    discovery_.debug("posts: " + std::string(urn) + " is neither a share nor an ugcPost, and has no figures");
    return;
  }
  const std::string url = "https://www.linkedin.com/feed/update/" + std::string(urn);
  const std::string text = plain_text(post["commentary"].string().value_or(""));
  const Media media = media_of(post);
  const json::Value published = post["publishedAt"];
  discovery_.found({.platform_id = urn,
                    .url = url,
                    .text = text,
                    .type = media.type,
                    .media_json = media.json,
                    .published_at_ms = published ? std::optional(instant(published)) : std::nullopt});
}

}  // namespace tidemark::linkedin
