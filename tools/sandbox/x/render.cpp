#include "sandbox/x/render.h"

#include "domain/instant.h"
#include "sandbox/x/figures.h"
#include "sandbox/x/kinds.h"

namespace tidemark::sandbox::x {
namespace {

struct Group {
  Names bit;
  const char* name;
};
constexpr Group kPrivatePost[] = {{PostField::non_public_metrics, "non_public_metrics"},
                                  {PostField::organic_metrics, "organic_metrics"},
                                  {PostField::promoted_metrics, "promoted_metrics"}};
constexpr Group kPrivateMedia[] = {{MediaField::non_public_metrics, "non_public_metrics"},
                                   {MediaField::organic_metrics, "organic_metrics"},
                                   {MediaField::promoted_metrics, "promoted_metrics"}};

constexpr const char* kTypes[] = {"", "photo", "animated_gif", "video"};

void write_playback(JsonText& json, const VideoFigures& video) {
  constexpr const char* names[] = {"playback_0_count", "playback_25_count", "playback_50_count",
                                   "playback_75_count", "playback_100_count"};
  for (std::size_t i = 0; i < video.playback.size(); ++i) json.member(names[i], video.playback[i]);
}

}  // namespace

std::optional<PartialError> Rendering::hidden(const Post& post, std::string_view section) const {
  PartialError error{PartialError::not_found, "tweet", std::to_string(post.id), parameter_, section};
  switch (post.state) {
    case PostState::live:
      return std::nullopt;
    case PostState::deleted:
      return error;
    case PostState::suspended:
      error.kind = PartialError::suspended;
      return error;
    case PostState::for_author_only:
      if (caller_ == post.account) return std::nullopt;
      error.kind = PartialError::not_authorized;
      return error;
  }
  return std::nullopt;
}

void Rendering::post_by_id(JsonText& json, std::uint64_t id) {
  const auto found = world_.find(id, now_ms_);
  if (!found) {
    error({PartialError::not_found, "tweet", std::to_string(id), parameter_});
    return;
  }
  write_post(json, *found, "data");
}

bool Rendering::write_post(JsonText& json, const Post& post, std::string_view section) {
  if (auto why = hidden(post, section)) {
    error(*why);
    return false;
  }
  bool show_private = false;
  for (const auto& group : kPrivatePost) {
    if (!(asked_.post & group.bit)) continue;
    show_private = may_see_private(post);
    if (show_private) break;
    error({PartialError::field_not_authorized, "tweet", std::to_string(post.id), parameter_, section,
           group.name});
  }
  const bool refused =
      !show_private && (asked_.post & (PostField::non_public_metrics | PostField::organic_metrics |
                                       PostField::promoted_metrics));
  if (refused && (refused_ == Refused::drop_post || section == "includes")) return false;

  const std::string id = std::to_string(post.id);
  json.begin_object();
  if (asked_.post & PostField::public_metrics || show_private) write_post_metrics(json, post, show_private);
  json.member("id", id).member("text", world_.text(post));
  json.key(asked_.edit_history()).begin_array().string(id).end_array();
  const bool author = asked_.post & PostField::author_id || asked_.expansions & Expansion::author;
  if (author) json.member("author_id", std::to_string(world_.account(post.account).id));
  if (asked_.post & PostField::created_at) json.member("created_at", to_rfc3339({post.published_ms}));
  if (asked_.post & PostField::conversation_id) json.member("conversation_id", id);
  if (asked_.post & PostField::lang) json.member("lang", "en");
  if (asked_.post & PostField::possibly_sensitive) json.key("possibly_sensitive").boolean(false);
  const std::string medium = media_key(world_, post);
  if (!medium.empty() && (asked_.post & PostField::attachments || asked_.expansions & Expansion::media)) {
    json.key("attachments").begin_object().key("media_keys").begin_array();
    json.string(medium).end_array().end_object();
  }
  const auto reference = reference_of(world_, post);
  if (reference && (asked_.post & PostField::referenced || asked_.expansions & Expansion::referenced)) {
    json.key(asked_.referenced()).begin_array().begin_object().member("type", reference->type);
    json.member("id", std::to_string(reference->post.id)).end_object().end_array();
  }
  json.end_object();

  if (section == "data") billed_.push_back(post.id);  // included ones cost nothing
  if (asked_.expansions & Expansion::author) authors_.emplace(post.account, world_.account(post.account));
  if (asked_.expansions & Expansion::media && !medium.empty()) media_.emplace(post.id, post);
  if (asked_.expansions & Expansion::referenced && reference && section == "data")
    referenced_.emplace(reference->post.id, reference->post);
  return true;
}

void Rendering::write_post_metrics(JsonText& json, const Post& post, bool private_too) const {
  const PostFigures now = figures(world_, post, now_ms_);
  if (asked_.post & PostField::public_metrics) {
    json.key("public_metrics")
        .begin_object()
        .member(asked_.repost_count(), now.reposts)
        .member("reply_count", now.replies);
    json.member("like_count", now.likes)
        .member("quote_count", now.quotes)
        .member("bookmark_count", now.bookmarks);
    json.member("impression_count", now.impressions).end_object();
  }
  if (!private_too) return;
  // A post without a link has no url_link_clicks; nothing is promoted here, so organic is all and promoted is
  // absent.
  if (asked_.post & PostField::non_public_metrics) {
    json.key("non_public_metrics").begin_object().member("impression_count", now.impressions);
    if (post.has_link) json.member("url_link_clicks", now.link_clicks);
    json.member("user_profile_clicks", now.profile_clicks)
        .member("engagements", now.engagements)
        .end_object();
  }
  if (asked_.post & PostField::organic_metrics) {
    json.key("organic_metrics")
        .begin_object()
        .member("impression_count", now.impressions)
        .member("like_count", now.likes);
    json.member("reply_count", now.replies).member(asked_.repost_count(), now.reposts);
    if (post.has_link) json.member("url_link_clicks", now.link_clicks);
    json.member("user_profile_clicks", now.profile_clicks).end_object();
  }
}

void Rendering::user(JsonText& json, const Account& account) {
  write_user(json, account);
  billed_.push_back(account.id);
}

void Rendering::write_user(JsonText& json, const Account& account) const {
  json.begin_object()
      .member("id", std::to_string(account.id))
      .member("name", account.name)
      .member("username", account.username);
  if (asked_.user & UserField::created_at) json.member("created_at", to_rfc3339({account.created_ms}));
  if (asked_.user & UserField::description) json.member("description", "An invented account.");
  if (asked_.user & UserField::protected_flag) json.key("protected").boolean(false);
  if (asked_.user & UserField::verified) json.key("verified").boolean(false);
  if (asked_.user & UserField::public_metrics) {
    const AccountFigures now = figures(world_, account, now_ms_);
    json.key("public_metrics").begin_object().member("followers_count", now.followers);
    json.member("following_count", now.following)
        .member(asked_.post_count(), world_.published_by(account.number, now_ms_));
    json.member("listed_count", now.listed)
        .member("like_count", now.likes)
        .member("media_count", now.media)
        .end_object();
  }
  json.end_object();
}

bool Rendering::write_media(JsonText& json, const Post& post) {
  const std::string key = media_key(world_, post);
  const Medium medium = medium_of(world_, post);
  bool refused = false;
  for (const auto& group : kPrivateMedia) {
    if (!(asked_.media & group.bit) || medium != Medium::film || may_see_private(post)) continue;
    refused = true;
    error({PartialError::field_not_authorized, "media", key, parameter_, "includes", group.name});
  }
  if (refused && refused_ == Refused::drop_post) return false;
  json.begin_object().member("media_key", key).member("type", kTypes[static_cast<int>(medium)]);
  if (asked_.media & MediaField::duration_ms && medium == Medium::film)
    json.member("duration_ms", video_length_ms(world_, post));
  if (asked_.media & MediaField::width) json.member("width", 1280);
  if (asked_.media & MediaField::height) json.member("height", 720);
  if (asked_.media & MediaField::alt_text) json.member("alt_text", "An invented picture.");
  if (asked_.media & MediaField::url && medium == Medium::photo)
    json.member("url", "https://pbs.twimg.com/media/" + key + ".jpg");
  if (asked_.media & MediaField::preview_image_url && medium != Medium::photo)
    json.member("preview_image_url", "https://pbs.twimg.com/ext_tw_video_thumb/" + key + ".jpg");
  if (medium == Medium::film) write_video_metrics(json, post);
  json.end_object();
  return true;
}

void Rendering::write_video_metrics(JsonText& json, const Post& post) const {
  const VideoFigures now = video_figures(world_, post, now_ms_);
  if (asked_.media & MediaField::public_metrics)
    json.key("public_metrics").begin_object().member("view_count", now.views).end_object();
  if (!may_see_private(post)) return;
  if (asked_.media & MediaField::non_public_metrics) {
    json.key("non_public_metrics").begin_object();
    write_playback(json, now);
    json.end_object();
  }
  if (asked_.media & MediaField::organic_metrics) {
    json.key("organic_metrics").begin_object();
    write_playback(json, now);
    json.member("view_count", now.views).end_object();
  }
}

void Rendering::finish(JsonText& json) {
  // Posts first: they draw in videos and authors of their own.
  std::vector<std::pair<const char*, std::string>> includes;
  const auto include = [&](const char* name, const auto& objects, auto write_one) {
    JsonText list;
    bool any = false;
    list.begin_array();
    for (const auto& [id, object] : objects) any |= write_one(list, object);
    if (any) includes.emplace_back(name, list.end_array().take());
  };
  include(asked_.included_posts(), referenced_,
          [&](JsonText& to, const Post& post) { return write_post(to, post, "includes"); });
  include("media", media_, [&](JsonText& to, const Post& post) { return write_media(to, post); });
  include("users", authors_,
          [&](JsonText& to, const Account& account) { return write_user(to, account), true; });
  if (!includes.empty()) {
    json.key("includes").begin_object();
    for (const auto& [name, list] : includes) json.key(name).raw(list);
    json.end_object();
  }
  if (errors_.empty()) return;
  json.key("errors").begin_array();
  for (const auto& error : errors_) write(json, error);
  json.end_array();
}

}  // namespace tidemark::sandbox::x
