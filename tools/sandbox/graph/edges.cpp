// The lists below a page or an account, page by page. Source: Facebook facts, section 5.1; Instagram facts,
// sections 3 and 5.
//
// The feed family makes no promise about order: the posts of two days stand in an order of their own, which
// stays as it is while others are added.

#include <algorithm>
#include <functional>

#include "sandbox/chance.h"
#include "sandbox/graph/call.h"
#include "sandbox/graph/pacific.h"
#include "sandbox/graph/paging.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::int64_t kBlockMs = 48LL * 3600 * 1000;

/// The posts of one account in the order of a list.
class Walk {
 public:
  Walk(const Call& call, int account)
      : world_(call.objects.world()),
        since_ms_(world_.timeline_since(account, call.now_ms)),
        chronological_(call.objects.realm() == Realm::instagram),
        next_(world_.newest(account, call.now_ms)) {}

  std::optional<Post> next() {
    if (chronological_) return take();
    if (block_.empty()) read_block();
    if (block_.empty()) return std::nullopt;
    Post post = std::move(block_.back());
    block_.pop_back();
    return post;
  }

 private:
  std::optional<Post> take() {
    auto post = next_;
    if (!post || post->published_ms < since_ms_) return std::nullopt;
    next_ = world_.older(*post);
    return post;
  }

  void read_block() {
    const auto first = next_;
    while (next_ && next_->published_ms / kBlockMs == first->published_ms / kBlockMs) {
      auto post = take();
      if (!post) break;
      block_.push_back(std::move(*post));
    }
    std::sort(block_.begin(), block_.end(), [](const Post& a, const Post& b) {
      return hash({a.id, 91}) < hash({b.id, 91});
    });
  }

  const World& world_;
  const std::int64_t since_ms_;
  const bool chronological_;
  std::optional<Post> next_;
  std::vector<Post> block_;  // the first one last
};

/// One list: which posts are its members, and as what.
struct List {
  std::function<std::optional<Object>(const Post&)> member;
  std::uint64_t chance = 0;
  std::int64_t most = 0;  ///< of the account's posts; 0: all
};

List list_of(const Call& call, const Object& of, const std::string& edge) {
  const auto& objects = call.objects;
  List list;
  list.chance = hash({objects.seed(), static_cast<std::uint64_t>(of.account), edge.size(), 93});
  if (of.kind == Kind::instagram_user) {
    list.member = [&objects](const Post& post) { return std::optional(objects.media(post)); };
    list.most = 10'000;
    return list;
  }
  list.most = call.settings.most_listed;
  const bool reels = edge == "video_reels", videos = edge == "videos";
  list.member = [&objects, reels, videos](const Post& post) -> std::optional<Object> {
    Object object = objects.page_post(post);
    const bool is_video = object.form == Form::reel || (videos && object.form == Form::video);
    if (reels || videos) return is_video ? std::optional(objects.video(post)) : std::nullopt;
    return objects.is_only_video(post) ? std::nullopt : std::optional(std::move(object));
  };
  return list;
}

bool in_window(const PageAsked& asked, const Object& object) {
  const std::int64_t at = object.published_ms() / 1000;
  return (!asked.since_s || at >= *asked.since_s) && (!asked.until_s || at < *asked.until_s);
}

/// Every member in its place; those before a page and behind it too, which a cursor needs.
std::vector<Object> members(const Call& call, const List& list, int account, const PageAsked& asked) {
  std::vector<Object> all;
  Walk walk(call, account);
  std::int64_t met = 0;
  for (auto post = walk.next(); post && (list.most == 0 || met < list.most); post = walk.next(), ++met)
    if (auto object = list.member(*post); object && in_window(asked, *object))
      all.push_back(std::move(*object));
  return all;
}

struct Cut {
  std::vector<Object> shown;
  PageBounds bounds;
};

/// Now and then a stretch has nothing to show: a page without members, and the stretch itself behind its
/// `next`. Never twice in a row, so that a list of any length ends.
bool is_empty_stretch(const Call& call, const List& list, const PageAsked& asked) {
  if (!asked.after || asked.after->after_empty || call.settings.empty_pages == 0) return false;
  return hash({list.chance, asked.after->post, 94}) % static_cast<std::uint64_t>(call.settings.empty_pages) ==
         0;
}

/// Counts `limit` members from a place on, then leaves out those that are gone: a page can therefore be
/// shorter than its limit, or empty, though another follows.
Cut cut(const Call& call, const List& list, int account, const PageAsked& asked) {
  Cut page;
  const auto all = members(call, list, account, asked);
  const auto place_of = [&](const Place& place) {
    return std::find_if(all.begin(), all.end(), [&](const Object& one) { return one.post.id == place.post; });
  };
  auto from = all.begin();
  if (asked.after) {
    from = place_of(*asked.after);
    if (from != all.end()) ++from;
  } else if (asked.before) {
    const auto end = place_of(*asked.before);
    from = end - std::min<std::ptrdiff_t>(end - all.begin(), asked.limit);
  }
  if (from == all.end()) {
    page.bounds.is_empty = true;
    return page;
  }
  page.bounds.has_before = from != all.begin();
  page.bounds.first = {from->post.id};
  if (is_empty_stretch(call, list, asked) && std::any_of(from, all.end(), is_there)) {
    page.bounds.is_empty = page.bounds.has_next = true;
    page.bounds.last = {asked.after->post, true};
    return page;
  }
  const auto to = from + std::min<std::ptrdiff_t>(all.end() - from, asked.limit);
  std::copy_if(from, to, std::back_inserter(page.shown), is_there);
  page.bounds.last = {(to - 1)->post.id};
  page.bounds.is_empty = page.shown.empty();
  page.bounds.has_next = std::any_of(to, all.end(), is_there);
  return page;
}

void write_list(JsonText& json, const Call& call, const Object& of, const std::string& edge,
                const Pairs& parameters, const std::vector<Field>& fields) {
  const PageAsked asked = read_page(parameters, 100);
  require_small(call, asked.limit, fields);
  Cut page = cut(call, list_of(call, of, edge), of.account, asked);
  page.bounds.tells_after = of.account % 2 == 1;
  const auto link_to = [&](const Pairs& set, const std::vector<std::string>& without) {
    return link(call.host_name(), "/" + call.version + "/" + of.id + "/" + edge, parameters, call.access.text,
                set, without);
  };
  json.begin_object().key("data").begin_array();
  for (const auto& object : page.shown) write_node(json, call, object, fields);
  json.end_array();
  write_paging(json, page.bounds, call.objects.seed(), link_to);
  json.end_object();
}

void write_page_stories(JsonText& json, const Call& call, const Object& page) {
  json.begin_object().key("data").begin_array();
  for (auto at : call.objects.running_stories(page.account, static_cast<int>(call.settings.stories_a_day),
                                              call.now_ms)) {
    const Object story = call.objects.page_story(page.account, at);
    json.begin_object().member("post_id", story.id).member("status", "published");
    json.member("creation_time", std::to_string(story.published_ms() / 1000));
    json.member("media_type", story.form == Form::photo ? "photo" : "video");
    json.member("url", "https://www.facebook.com/stories/" + page.id + "/" + std::to_string(at));
    json.member("media_id", "1" + story.id.substr(story.id.size() - 12)).end_object();
  }
  json.end_array().end_object();
}

void write_stories(JsonText& json, const Call& call, const Object& user, const std::vector<Field>& fields) {
  json.begin_object().key("data").begin_array();
  for (auto at :
       call.objects.running_stories(user.account, static_cast<int>(call.settings.stories_a_day), call.now_ms))
    write_node(json, call, call.objects.story(user.account, at), fields);
  json.end_array().end_object();
}

bool write_page_edge(JsonText& json, const Call& call, const Object& page, const std::string& edge,
                     const Pairs& parameters, const std::vector<Field>& fields) {
  for (const char* name : {"published_posts", "posts", "feed", "video_reels", "videos"})
    if (edge == name) {
      write_list(json, call, page, edge, parameters, fields);
      return true;
    }
  if (edge == "stories") {
    write_page_stories(json, call, page);
  } else if (edge == "insights") {
    write_page_insights(json, call, page, parameters);
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool write_edge(JsonText& json, const Call& call, const Object& of, const std::string& edge,
                const Pairs& parameters, const std::vector<Field>& fields) {
  switch (of.kind) {
    case Kind::page:
      return write_page_edge(json, call, of, edge, parameters, fields);
    case Kind::instagram_user:
      if (edge == "media") {
        write_list(json, call, of, edge, parameters, fields);
      } else if (edge == "stories") {
        write_stories(json, call, of, fields);
      } else if (edge == "insights") {
        write_account_insights(json, call, of, parameters);
      } else {
        return false;
      }
      return true;
    case Kind::page_post:
      if (edge != "insights") return false;
      write_post_insights(json, call, of, parameters);
      return true;
    case Kind::video:
      if (edge == "insights") throw unknown_field("insights", "Video");
      if (edge != "video_insights") return false;
      write_video_insights(json, call, of, parameters);
      return true;
    case Kind::media:
    case Kind::story:
      if (edge == "children" && of.form == Form::carousel) {
        json.begin_object().key("data").begin_array();
        for (const auto& child : call.objects.children(of)) write_node(json, call, child, fields);
        json.end_array().end_object();
        return true;
      }
      if (edge != "insights") return false;
      write_media_insights(json, call, of, parameters);
      return true;
    default:
      return false;
  }
}

}  // namespace tidemark::sandbox::graph
