// Instagram accounts, media and stories as nodes. Source: Instagram facts, sections 1 to 3 and 6.

#include "sandbox/graph/call.h"
#include "sandbox/graph/pacific.h"

namespace tidemark::sandbox::graph {
namespace {

std::string cdn(const Object& media, std::string_view ending) {
  return "https://scontent.cdninstagram.com/v/t51.29350-15/" + media.id + "_n." + std::string(ending);
}

std::string username(const Call& call, const Object& object) {
  return call.objects.world().account(object.account).username;
}

/// What says what a media is. False if it is none of these.
bool write_description(JsonText& json, const Call& call, const Object& media, const Field& field) {
  const std::string& as = field.shown_as();
  const bool is_video = media.form == Form::video || media.form == Form::reel;
  if (field.name == "id") {
    json.member(as, media.id);
  } else if (field.name == "caption") {
    if (media.kind == Kind::media && call.objects.chance_of(media, 31) >= 60)
      json.member(as, call.objects.world().text(media.post));
  } else if (field.name == "media_type") {
    json.member(as, media.kind == Kind::child ? (is_video ? "VIDEO" : "IMAGE") : media_type(media));
  } else if (field.name == "media_product_type") {
    // Some stories lack it.
    if (media.kind != Kind::story || media.post.number % 4) json.member(as, product_type(media));
  } else if (field.name == "permalink") {
    json.member(as, call.objects.permalink(media));
  } else if (field.name == "shortcode") {
    json.member(as, call.objects.shortcode(media));
  } else if (field.name == "timestamp") {
    json.member(as, to_graph_time(media.published_ms() / 1000));
  } else if (field.name == "username") {
    json.member(as, username(call, media));
  } else if (field.name == "owner") {
    json.key(as).begin_object();
    json.member("id", call.host == Host::instagram ? call.objects.app_scoped_id(media.account)
                                                   : call.objects.instagram_user(media.account).id);
    json.end_object();
  } else if (field.name == "media_url") {
    // Missing where the material is somebody else's.
    if (call.objects.chance_of(media, 32) >= 15) json.member(as, cdn(media, is_video ? "mp4" : "jpg"));
  } else if (field.name == "thumbnail_url") {
    if (is_video) json.member(as, cdn(media, "jpg"));
  } else if (field.name == "ig_id") {
    json.member(as, "3" + media.id);
  } else if (field.name == "is_comment_enabled") {
    json.key(as).boolean(true);
  } else if (field.name == "is_shared_to_feed") {
    if (media.form == Form::reel) json.key(as).boolean(true);
  } else {
    return false;
  }
  return true;
}

bool write_count(JsonText& json, const Call& call, const Object& media, const Field& field) {
  const std::string& as = field.shown_as();
  const Figures now = figures(call.objects, media, call.now_ms);
  const bool is_story = media.kind == Kind::story;
  if (field.name == "like_count") {
    if (call.objects.chance_of(media, 33) >= call.settings.hidden_likes) json.member(as, now.likes());
    return true;
  }
  if (field.name == "comments_count") {
    json.member(as, is_story ? std::int64_t{0} : now.comments);
    return true;
  }
  if (call.host == Host::instagram) return false;
  // Added in April 2026 for Facebook Login; saved_count never has a value.
  if (field.name == "shares_count") {
    json.member(as, now.shares);
  } else if (field.name == "reposts_count") {
    json.member(as, now.reposts);
  } else if (field.name == "total_like_count") {
    json.member(as, now.likes());
  } else if (field.name == "total_comments_count") {
    json.member(as, now.comments);
  } else if (field.name == "total_views_count") {
    json.member(as, now.views);
  } else {
    return field.name == "saved_count";
  }
  return true;
}

}  // namespace

bool write_media_field(JsonText& json, const Call& call, const Object& media, const Field& field) {
  if (write_description(json, call, media, field)) return true;
  if (media.kind == Kind::child) return false;  // parts of a carousel have no figures
  if (write_count(json, call, media, field)) return true;
  if (field.name == "children") {
    if (media.form != Form::carousel) return true;
    json.key(field.shown_as()).begin_object().key("data").begin_array();
    for (const auto& child : call.objects.children(media)) write_node(json, call, child, field.fields);
    json.end_array().end_object();
    return true;
  }
  if (field.name != "insights") return false;
  json.key(field.shown_as());
  write_media_insights(json, call, media, field.calls);
  return true;
}

bool write_user_field(JsonText& json, const Call& call, const Object& user, const Field& field) {
  const Account account = call.objects.world().account(user.account);
  const std::string& as = field.shown_as();
  const std::int64_t today = pacific_day(call.now_s());
  if (field.name == "id") {
    json.member(as, user.id);
  } else if (field.name == "username") {
    json.member(as, account.username);
  } else if (field.name == "name") {
    json.member(as, account.name);
  } else if (field.name == "biography") {
    json.member(as, "An invented account.");
  } else if (field.name == "followers_count") {
    json.member(as, followers(call.objects, call.settings, user.account, today - 1));
  } else if (field.name == "follows_count") {
    json.member(as, std::int64_t{120 + 7 * user.account});
  } else if (field.name == "media_count") {
    json.member(as, call.objects.world().published_by(user.account, call.now_ms));
  } else if (field.name == "profile_picture_url") {
    json.member(as, cdn(user, "jpg"));
  } else if (field.name == "website") {
    json.member(as, "https://" + account.username + ".example/");
  } else if (call.host == Host::instagram && field.name == "user_id") {
    json.member(as, user.id);
  } else if (call.host == Host::instagram && field.name == "account_type") {
    json.member(as, user.account % 2 ? "BUSINESS" : "MEDIA_CREATOR");
  } else {
    return false;
  }
  return true;
}

}  // namespace tidemark::sandbox::graph
