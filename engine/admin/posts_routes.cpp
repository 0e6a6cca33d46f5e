#include <map>

#include "admin/answers.h"
#include "admin/inputs.h"
#include "admin/route_groups.h"

namespace tidemark {
namespace {

constexpr std::size_t kMostPosts = 10'000;
constexpr std::size_t kMostFaults = 100;
constexpr std::size_t kLongestText = 100'000;

Schema media_schema() {
  return list_of(
      object(
          {{"url", text(Format::uri)}, {"type", text(1, 50)}, {"alt_text", text(0, 2000), Need::optional}}),
      100);
}
Schema labels_schema() {
  return map_of(text(0, 200), 50);
}

Schema new_post() {
  return object({{"business_id", id()},
                 {"account_id", id()},
                 {"platform_post_id", text(1, 300)},
                 {"platform_post_url", text(Format::uri), Need::optional},
                 {"published_at", text(Format::instant), Need::optional},
                 {"content_text", text(0, kLongestText), Need::optional},
                 {"media", media_schema(), Need::optional},
                 {"labels", labels_schema(), Need::optional}})
      .named("PostInput");
}

Schema post_patch() {
  return object({{"business_id", id(), Need::fixed},
                 {"account_id", id(), Need::fixed},
                 {"platform", text(), Need::fixed},
                 {"platform_post_id", text(), Need::fixed},
                 {"platform_post_url", text(Format::uri), Need::optional},
                 {"published_at", text(Format::instant), Need::optional},
                 {"content_text", text(0, kLongestText), Need::optional},
                 {"media", media_schema(), Need::optional},
                 {"labels", map_of(text(0, 200).or_null(), 50), Need::optional}})
      .named("PostPatch");
}

std::vector<Media> media_of(json::Value list) {
  std::vector<Media> all;
  for (json::Value item : list.items())
    all.push_back({.url = *text_of(item["url"]),
                   .type = *text_of(item["type"]),
                   .alt_text = text_of(item["alt_text"]).value_or("")});
  return all;
}

NewPost post_of(json::Value body) {
  NewPost post{.business = BusinessId{id_of(body["business_id"])},
               .account = AccountId{id_of(body["account_id"])},
               .platform_post_id = *text_of(body["platform_post_id"]),
               .platform_post_url = text_of(body["platform_post_url"]),
               .published_at = instant_of(body["published_at"]),
               .content_text = text_of(body["content_text"])};
  if (json::Value media = body["media"]) post.media = media_of(media);
  if (json::Value labels = body["labels"]) {
    post.labels.emplace();
    for (json::Value label : labels.items())
      if (label) post.labels->emplace(label.key(), *text_of(label));
  }
  return post;
}

/// What only the accounts and their platforms can tell: an account that is not there, an id of another form.
std::vector<FieldFault> faults_of(const std::vector<NewPost>& posts, bool numbered, const Call& call,
                                  AdminContext& context) {
  std::vector<FieldFault> faults;
  std::map<AccountId, std::optional<std::string>> platforms;
  for (std::size_t i = 0; i < posts.size() && faults.size() < kMostFaults; ++i) {
    const std::string where = numbered ? "posts[" + std::to_string(i) + "]." : "";
    auto [known, fresh] = platforms.try_emplace(posts[i].account);
    if (fresh)
      if (const auto account = context.parts.catalog.accounts().get(call.asker, posts[i].account))
        known->second = account->platform;
    if (!known->second) {
      faults.push_back(
          {where + "account_id", "there is no account " + std::to_string(posts[i].account.value)});
      continue;
    }
    const auto fits = context.parts.platforms.check_post_id(*known->second, posts[i].platform_post_id);
    if (!fits) faults.push_back({where + "platform_post_id", fits.error().message});
  }
  return faults;
}

Reply list_posts(const Call& call, AdminContext& context) {
  PostFilter filter;
  if (const auto business = call.number("business_id")) filter.business = BusinessId{*business};
  if (const auto account = call.number("account_id")) filter.account = AccountId{*account};
  if (const auto* platform = call.parameter("platform")) filter.platform = platform_named(*platform, context);
  if (const auto* label = call.parameter("label")) {
    const std::size_t colon = label->find(':');
    filter.label = {label->substr(0, colon), label->substr(colon + 1)};
  }
  auto business = filter.business;
  if (!business && filter.account && asks_for_days(call))
    if (const auto account = context.parts.catalog.accounts().get(call.asker, *filter.account))
      business = account->business;
  const auto window = window_of(call, context, zone_of(call, context, business));
  if (!window) return problem(window.error());
  filter.published_from = window->from;
  filter.published_to = window->to;
  return list_or_problem(context.parts.catalog.posts().list(call.asker, filter, page_of(call)));
}

Reply get_post(const Call& call, AdminContext& context) {
  return object_or_problem(context.parts.catalog.posts().get(call.asker, PostId{call.id}));
}

Reply registered_reply(const std::vector<Registered>& registered) {
  Reply reply{.status = 200};
  JsonWriter json(reply.body);
  json.begin_object().key("items").begin_array();
  for (const auto& one : registered) {
    if (one.created) reply.status = 201;
    json.begin_object().field("id", one.id.value).field("created", one.created).end_object();
  }
  json.end_array().end_object();
  return reply;
}

Reply add_posts(const Call& call, AdminContext& context) {
  const json::Value body = *call.body;
  const bool many = body.type() == json::Type::array;
  std::vector<NewPost> posts;
  if (many) {
    for (json::Value item : body.items()) posts.push_back(post_of(item));
  } else {
    posts.push_back(post_of(body));
  }
  if (const auto faults = faults_of(posts, many, call, context); !faults.empty()) return bad_request(faults);
  const auto registered = context.parts.catalog.posts().add(call.asker, posts, many);
  if (!registered) {
    // A business that does not exist is a fault of the body here, not of the path.
    Error error = registered.error();
    if (error.code == Code::not_found) error.code = Code::invalid;
    return problem(error);
  }
  std::vector<PostId> moved;
  for (const Registered& one : *registered)
    if (one.moved) moved.push_back(one.id);
  rebook(context, moved);
  if (many) return registered_reply(*registered);
  const auto& one = registered->front();
  return object_or_problem(context.parts.catalog.posts().get(call.asker, one.id), one.created ? 201 : 200);
}

Reply change_post(const Call& call, AdminContext& context) {
  const auto& body = *call.body;
  PostChange change{.platform_post_url = text_change(body["platform_post_url"]),
                    .published_at = instant_change(body["published_at"]),
                    .content_text = text_change(body["content_text"])};
  if (!body["media"].absent()) change.media = media_of(body["media"]);
  change.clear_labels = body["labels"].is_null();
  for (json::Value label : body["labels"].items()) change.labels.emplace(label.key(), text_of(label));
  const PostId id{call.id};
  const auto changed = context.parts.catalog.posts().change(call.asker, id, change);
  if (changed && change.published_at) rebook(context, std::span(&id, 1));
  return object_or_problem(changed);
}

Reply remove_post(const Call& call, AdminContext& context) {
  return removed(context.parts.catalog.posts().remove(call.asker, PostId{call.id}), context);
}

Schema registered_schema() {
  const Schema list = object({{"items", list_of(object({{"id", id()}, {"created", truth()}}))}});
  return {.kind = Schema::Kind::either, .of = {post_schema(), list}};
}

}  // namespace

std::vector<Route> posts_routes() {
  constexpr std::string_view all = "/api/v1/posts", one = "/api/v1/posts/{id}";
  return {
      {.method = "GET",
       .pattern = all,
       .operation = "listPosts",
       .summary = "Posts, by id",
       .query = paging_and({{"business_id", text(Format::id)},
                            {"platform", text(Format::name)},
                            {"account_id", text(Format::id)},
                            {"from", text(Format::moment).saying("published from here on")},
                            {"to", text(Format::moment).saying("published before; a date is included")},
                            {"label", text(Format::label)}}),
       .answers = {{200, "A page", list_schema(post_schema())}},
       .handler = list_posts},
      {.method = "POST",
       .pattern = all,
       .operation = "addPosts",
       .summary = "Registers a post, or up to 10,000 at once: all or none",
       .access = Access::editor,
       .body = one_or_many(new_post(), kMostPosts),
       .answers = {{201, "Registered", registered_schema()},
                   {200, "All were known and are updated", registered_schema()}},
       .handler = add_posts},
      {.method = "GET",
       .pattern = one,
       .operation = "getPost",
       .summary = "One post",
       .answers = {{200, "The post", post_schema()}},
       .handler = get_post},
      {.method = "PATCH",
       .pattern = one,
       .operation = "changePost",
       .summary = "Changes a post",
       .access = Access::editor,
       .body = post_patch(),
       .answers = {{200, "Changed", post_schema()}},
       .handler = change_post,
       .merge_patch = true},
      {.method = "DELETE",
       .pattern = one,
       .operation = "removePost",
       .summary = "Removes a post with its history",
       .access = Access::editor,
       .answers = {{204, "Removed"}},
       .handler = remove_post},
  };
}

}  // namespace tidemark
