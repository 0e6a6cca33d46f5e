#include "discovery.h"

#include <deque>
#include <set>
#include <string>

#include "posts.h"
#include "tables.h"

namespace tidemark::instagram {
namespace {

using Group = LookUp::Group;

constexpr std::int64_t kDay = 86'400'000;
constexpr std::size_t kListed = 10'000;    // the newest posts that the platform lists, at most
constexpr std::size_t kMostPages = 1'500;  // if the platform asks for small ones
constexpr std::string_view kFields =
    "media_type,media_product_type,timestamp,like_count,comments_count,permalink,caption,media_url,thumbnail_"
    "url,"
    "children{media_type,media_url,thumbnail_url}";
constexpr std::string_view kStoryFields =
    "media_type,media_product_type,timestamp,permalink,caption,media_url,thumbnail_url";

class Walk {
 public:
  Walk(sdk::Discovery& discovery, const Api& api, const MetricTable& table, Memory& memory)
      : discovery_(discovery),
        api_(api),
        table_(table),
        memory_(memory),
        account_(memory.of(api.account())),
        look_up_(discovery, api, table, memory, account_) {
    read_cursor();
  }

  void run() {
    read_posts();
    read_stories();
    read_the_rest();
    if (newest_) discovery_.keep_cursor("{\"newest\":" + std::to_string(*newest_) + "}");
    // Stories that ended are not listed any more and not deleted either: where there are some, a list of the
    // posts is not a list of all.
    if (!seen_until_ && is_complete_ && !account_.has_stories) {
      if (listed_ < kListed)
        discovery_.listed();
      else if (oldest_)
        discovery_.listed(*oldest_);
    }
  }

 private:
  void read_cursor() {
    if (discovery_.cursor().empty()) return;
    try {
      newest_ = json::parse(discovery_.cursor()).root()["newest"].integer();
      seen_until_ = newest_;
    } catch (const json::Error&) {
      discovery_.warn("the cursor is not one of ours; everything is listed");
    }
  }

  void read_posts() {
    std::vector<graph::Pages::Parameter> window;
    if (seen_until_) window.emplace_back("since", graph::unix_seconds(*seen_until_ - kDay));
    graph::Pages pages(window, kMostPages);
    MediaList list(discovery_, api_, table_, memory_, account_, kFields, std::nullopt);
    while (pages.more()) {
      const auto [root, asked] = list.read(pages, {INT64_MIN, page_until_}, !look_up_.insights_denied());
      Group page;
      bool has_new = false;
      for (const json::Value entry : root["data"].array()) {
        Media* media = find(entry, false);
        if (!media) continue;
        page.push_back(media);
        has_new = has_new || !seen_until_ || !media->published_at_ms ||
                  *media->published_at_ms > *seen_until_ - kDay;
        if (asked.empty()) continue;
        read_insights(*media, entry["insights"], asked);
        media->has_insights = true;
        lacks_own_.push_back(media);
      }
      look_up_.note_list(!asked.empty() && !page.empty());
      commit(discovery_, page);
      if (asked.empty()) measure(page);
      if (!has_new && !page.empty()) pages.stop();  // the platform does not keep to `since`
      discovery_.stop_if_cancelled();
    }
    is_complete_ = is_complete_ && pages.ended();
  }

  void read_stories() {
    graph::Pages pages({}, kMostPages);
    Group alive;
    while (pages.more()) {
      auto target = sdk::Target(std::string(api_.of_account()) + "/stories")
                        .add("fields", "id," + field_list(account_, kStoryFields))
                        .add("limit", std::to_string(kPage));
      pages.add_to(target);
      const auto answer = api_.ask(target, "GET /{account}/stories");
      if (!answer.ok()) {
        if (forget_field(account_, answer.error())) continue;
        if (!answer.error().asking_for_less_may_help() && answer.error().trouble != graph::Trouble::missing)
          throw account_failure(answer);
        discovery_.info("stories cannot be listed: " + answer.failure().message);
        return;
      }
      for (const json::Value entry : posts_in(answer.root(), "GET /{account}/stories"))
        if (Media* media = find(entry, true)) alive.push_back(media);
      pages.turn(answer.root());
    }
    account_.has_stories = account_.has_stories || !alive.empty();
    measure(alive);
  }

  /// What one kind has beyond what the list told of all.
  void read_the_rest() {
    try {
      if (!look_up_.insights_denied()) read_what_is_of_one_kind(discovery_, table_, look_up_, lacks_own_);
    } catch (const sdk::Failure&) {
      commit(discovery_, lacks_own_);  // what was read stays
      throw;
    }
    commit(discovery_, lacks_own_);
  }

  /// Reports the post; nothing if it has no readable id, or came before.
  Media* find(const json::Value& entry, bool is_story) {
    const auto id = entry["id"];
    if (id.type() != json::Type::string || id.string()->empty()) {
      discovery_.warn("a post without a readable id is left out: " + id.path());
      is_complete_ = false;
      return nullptr;
    }
    if (!ids_.emplace(*id.string()).second) return nullptr;
    Media media{.item = 0, .id = std::string(*id.string()), .type = is_story ? "STORY" : ""};
    read_fields(media, entry, is_story);
    try {
      media.item = discovery_.found({.platform_id = media.id,
                                     .url = entry["permalink"].string().value_or(""),
                                     .text = entry["caption"].string().value_or(""),
                                     .type = media.type,
                                     .media_json = media_json(entry),
                                     .published_at_ms = media.published_at_ms});
    } catch (const json::Error& problem) {
      discovery_.warn("post " + media.id + " is left out: " + problem.what());
      is_complete_ = false;
      return nullptr;
    }
    if (!is_story) ++listed_;
    if (const auto at = media.published_at_ms; at && !is_story) {
      newest_ = std::max(newest_.value_or(*at), *at);
      oldest_ = std::min(oldest_.value_or(*at), *at);
      page_until_ = std::min(page_until_, *at);
    }
    return &found_.emplace_back(std::move(media));
  }

  void measure(const Group& media) {
    look_up_.read(media);
    commit(discovery_, media);
  }

  sdk::Discovery& discovery_;
  const Api& api_;
  const MetricTable& table_;
  Memory& memory_;
  AccountMemory& account_;
  LookUp look_up_;
  std::optional<std::int64_t> seen_until_, newest_, oldest_;
  std::int64_t page_until_ = INT64_MAX;  // no media of the next page is younger
  std::deque<Media> found_;
  std::set<std::string, std::less<>> ids_;
  Group lacks_own_;
  std::size_t listed_ = 0;
  bool is_complete_ = true;
};

}  // namespace

void discover_posts(sdk::Discovery& discovery, const Api& api, const MetricTable& table, Memory& memory) {
  Walk(discovery, api, table, memory).run();
}

}  // namespace tidemark::instagram
