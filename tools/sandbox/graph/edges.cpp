// The lists below a page or an account, page by page. Source: Facebook facts, section 5.1; Instagram facts,
// sections 3 and 5.
//
// A place in a list is a number of the timetable. The feed family makes no promise about order: each eight
// neighbours stand in an order of their own, which stays as it is while others are added.

#include <algorithm>
#include <functional>

#include "sandbox/chance.h"
#include "sandbox/graph/call.h"
#include "sandbox/graph/pacific.h"
#include "sandbox/graph/paging.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::int64_t kBlock = 8;

/// One list: its places run from `newest` down to `oldest`.
struct List {
  std::int64_t newest = 0, oldest = 0;
  std::function<std::int64_t(std::int64_t place)> number_at;
  std::function<std::optional<Object>(std::int64_t number)> object;  ///< nothing: no member of this list
  std::uint64_t chance = 0;
};

/// The number that stands at a place of a list whose order nobody promised.
std::int64_t shuffled(std::uint64_t seed, std::int64_t place) {
  const auto block = static_cast<std::uint64_t>(place / kBlock);
  const std::int64_t turn = static_cast<std::int64_t>(hash({seed, block, 91}) % kBlock);
  const std::int64_t step = 1 + 2 * static_cast<std::int64_t>(hash({seed, block, 92}) % (kBlock / 2));
  return place / kBlock * kBlock + (place % kBlock * step + turn) % kBlock;
}

List list_of(const Call& call, const Object& of, const std::string& edge) {
  const auto& objects = call.objects;
  const World& world = objects.world();
  const int account = of.account;
  List list;
  list.chance = hash({objects.seed(), static_cast<std::uint64_t>(account), edge.size(), 93});
  std::int64_t newest = world.newest(account, call.now_ms);
  std::int64_t oldest = world.oldest(account, call.now_ms);
  if (of.kind == Kind::instagram_user) {
    list.newest = newest;
    list.oldest = std::max(oldest, newest - 10'000 + 1);
    list.number_at = [](std::int64_t place) { return place; };
    list.object = [&objects, account](std::int64_t at) { return std::optional(objects.media(account, at)); };
    return list;
  }
  if (call.settings.most_listed) oldest = std::max(oldest, newest - call.settings.most_listed + 1);
  list.newest = newest / kBlock * kBlock + kBlock - 1;
  list.oldest = oldest / kBlock * kBlock;
  list.number_at = [seed = list.chance](std::int64_t place) { return shuffled(seed, place); };
  const bool reels = edge == "video_reels", videos = edge == "videos";
  list.object = [&objects, account, newest, oldest, reels, videos](std::int64_t at) -> std::optional<Object> {
    if (at > newest || at < oldest) return std::nullopt;
    Object post = objects.page_post(account, at);
    const bool is_video = post.form == Form::reel || (videos && post.form == Form::video);
    if (reels || videos) return is_video ? std::optional(objects.video(account, at)) : std::nullopt;
    return objects.is_only_video(post) ? std::nullopt : std::optional(std::move(post));
  };
  return list;
}

bool in_window(const PageAsked& asked, const Object& object) {
  const std::int64_t at = object.published_ms / 1000;
  return (!asked.since_s || at >= *asked.since_s) && (!asked.until_s || at < *asked.until_s);
}

struct Cut {
  std::vector<Object> shown;
  PageBounds bounds;
};

/// A cursor says one thing more than a place: 1 if the page that it was on had nothing to show.
std::int64_t mark(std::int64_t place, bool after_empty) {
  return place * 2 + (after_empty ? 1 : 0);
}

bool has_members(const Call& call, const List& list, const PageAsked& asked, std::int64_t from) {
  for (; from >= list.oldest; --from) {
    const auto object = list.object(list.number_at(from));
    if (object && in_window(asked, *object) && call.objects.is_there(*object, call.now_ms)) return true;
  }
  return false;
}

/// Now and then a stretch has nothing to show: a page without members, and the stretch itself behind its
/// `next`. Never twice in a row, so that a list of any length ends.
bool is_empty_stretch(const Call& call, const List& list, const PageAsked& asked) {
  if (!asked.after || *asked.after % 2 || call.settings.empty_pages == 0) return false;
  return hash({list.chance, static_cast<std::uint64_t>(*asked.after), 94}) %
             static_cast<std::uint64_t>(call.settings.empty_pages) ==
         0;
}

/// Where the page before a place begins.
std::int64_t page_before(const List& list, const PageAsked& asked, std::int64_t place) {
  for (std::int64_t met = 0; met < asked.limit && place < list.newest;) {
    const auto object = list.object(list.number_at(++place));
    met += object && in_window(asked, *object) ? 1 : 0;
  }
  return place;
}

/// Counts `limit` members from a place on, then leaves out those that are gone: a page can therefore be
/// shorter than its limit, or empty, though another follows.
Cut cut(const Call& call, const List& list, const PageAsked& asked) {
  Cut page;
  std::int64_t place = list.newest;
  if (asked.after) place = std::min(place, *asked.after / 2 - 1);
  if (asked.before) place = page_before(list, asked, *asked.before / 2);
  page.bounds.has_before = place < list.newest;
  page.bounds.first = mark(place, false);
  if (is_empty_stretch(call, list, asked) && has_members(call, list, asked, place)) {
    page.bounds.is_empty = page.bounds.has_next = true;
    page.bounds.last = mark(place + 1, true);
    return page;
  }
  for (std::int64_t counted = 0; place >= list.oldest && counted < asked.limit; --place) {
    auto object = list.object(list.number_at(place));
    if (!object || !in_window(asked, *object)) continue;
    ++counted;
    if (call.objects.is_there(*object, call.now_ms)) page.shown.push_back(std::move(*object));
  }
  page.bounds.last = mark(place + 1, false);
  page.bounds.is_empty = page.shown.empty();
  page.bounds.has_next = has_members(call, list, asked, place);
  return page;
}

void write_list(JsonText& json, const Call& call, const Object& of, const std::string& edge,
                const Pairs& parameters, const std::vector<Field>& fields) {
  const PageAsked asked = read_page(parameters, 100);
  if (call.settings.reduce_at &&
      asked.limit * static_cast<std::int64_t>(std::max<std::size_t>(1, weight(fields))) >= call.settings.reduce_at)
    throw reduce_data();
  const List list = list_of(call, of, edge);
  Cut page = cut(call, list, asked);
  page.bounds.tells_after = of.account % 2 == 1;
  const auto link_to = [&](const Pairs& set, const std::vector<std::string>& without) {
    return link(call.host_name(), "/" + call.version + "/" + of.id + "/" + edge, parameters,
                call.access.token, set, without);
  };
  json.begin_object().key("data").begin_array();
  for (const auto& object : page.shown) write_node(json, call, object, fields);
  json.end_array();
  write_paging(json, page.bounds, call.objects.seed(), link_to);
  json.end_object();
}

void write_page_stories(JsonText& json, const Call& call, const Object& page) {
  json.begin_object().key("data").begin_array();
  for (auto at : call.objects.running_stories(page.account, call.settings.stories_a_day, call.now_ms)) {
    const Object story = call.objects.page_story(page.account, at);
    json.begin_object().member("post_id", story.id).member("status", "published");
    json.member("creation_time", std::to_string(story.published_ms / 1000));
    json.member("media_type", story.form == Form::photo ? "photo" : "video");
    json.member("url", "https://www.facebook.com/stories/" + page.id + "/" + std::to_string(at));
    json.member("media_id", "1" + story.id.substr(story.id.size() - 12)).end_object();
  }
  json.end_array().end_object();
}

void write_stories(JsonText& json, const Call& call, const Object& user, const std::vector<Field>& fields) {
  json.begin_object().key("data").begin_array();
  for (auto at : call.objects.running_stories(user.account, call.settings.stories_a_day, call.now_ms))
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
