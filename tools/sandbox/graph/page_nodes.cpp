// Pages, their posts and their videos as nodes. Source: Facebook facts, sections 2, 5.2, 5.4 and 5.6.

#include <algorithm>
#include <cstdio>

#include "sandbox/graph/call.h"
#include "sandbox/graph/pacific.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr const char* kReactionNames[] = {"LIKE", "LOVE", "CARE", "HAHA", "WOW", "SAD", "ANGRY"};

Figures live(const Call& call, const Object& object) {
  return figures(call.objects, object, call.now_ms);
}

/// An edge whose things are only counted: {"data":[],"summary":{...}}.
template <typename WriteSummary>
void write_counted(JsonText& json, const Call& call, const Field& field, WriteSummary write_summary) {
  json.key(field.shown_as()).begin_object().key("data").begin_array().end_array();
  if (const std::string* summary = field.call("summary"); summary && *summary != "false") {
    require_user_content(call);
    json.key("summary").begin_object();
    write_summary(*summary != "total_count");
    json.end_object();
  }
  json.end_object();
}

void write_reactions(JsonText& json, const Call& call, const Object& object, const Field& field) {
  const Figures now = live(call, object);
  std::int64_t count = now.reacted();
  if (const std::string* type = field.call("type")) {
    count = -1;
    for (std::size_t i = 0; i < kReactions; ++i)
      if (*type == kReactionNames[i]) count = now.reactions[i];
    if (*type == "NONE" || *type == "THANKFUL" || *type == "PRIDE") count = 0;
    if (count < 0)
      throw invalid_parameter(
          "Param type must be one of {NONE, LIKE, LOVE, WOW, HAHA, SAD, ANGRY, "
          "THANKFUL, PRIDE, CARE}");
  }
  write_counted(json, call, field, [&](bool whole) {
    json.member("total_count", count);
    if (whole) json.member("viewer_reaction", "NONE");
  });
}

void write_likes(JsonText& json, const Call& call, const Object& object, const Field& field) {
  const std::int64_t count = live(call, object).reactions[like];
  write_counted(json, call, field, [&](bool whole) {
    json.member("total_count", count);
    if (whole) json.key("can_like").boolean(true).key("has_liked").boolean(false);
  });
}

void write_comments(JsonText& json, const Call& call, const Object& object, const Field& field) {
  const Figures now = live(call, object);
  const std::string* filter = field.call("filter");
  const bool replies_too = filter && *filter == "stream";
  write_counted(json, call, field, [&](bool whole) {
    if (whole) json.member("order", replies_too ? "chronological" : "ranked");
    json.member("total_count", now.comments + (replies_too ? now.replies : 0));
    if (whole) json.key("can_comment").boolean(true);
  });
}

std::string picture(const Object& object) {
  return "https://scontent.xx.fbcdn.net/v/t39.30808-6/" + std::to_string(object.post.id) + "_n.jpg";
}

bool has_text(const Call& call, const Object& post) {
  return call.objects.chance_of(post, 21) >= 50;
}

const char* status_type(const Object& post) {
  switch (post.form) {
    case Form::link:
      return "shared_story";
    case Form::video:
    case Form::reel:
      return "added_video";
    case Form::status:
      return "mobile_status_update";
    default:
      return "added_photos";
  }
}

void write_attachments(JsonText& json, const Call& call, const Object& post, const Field& field) {
  if (post.form == Form::status) return;
  const bool is_video = post.form == Form::video || post.form == Form::reel;
  const auto asked = [&](std::string_view name) {
    for (const auto& one : field.fields)
      if (one.name == name) return true;
    return !field.has_fields;
  };
  json.key(field.shown_as()).begin_object().key("data").begin_array().begin_object();
  if (asked("media")) {
    json.key("media").begin_object().key("image").begin_object();
    json.member("height", std::int64_t{720}).member("src", picture(post)).member("width", std::int64_t{720});
    json.end_object().end_object();
  }
  if (asked("media_type"))
    json.member("media_type", is_video ? "video" : post.form == Form::link ? "link" : "photo");
  if (asked("type"))
    json.member("type", is_video ? "video_inline" : post.form == Form::link ? "share" : "photo");
  if (asked("target")) {
    json.key("target").begin_object();
    if (is_video) json.member("id", call.objects.video(post.post).id);
    json.member("url", call.objects.permalink(post)).end_object();
  }
  if (asked("title")) json.member("title", "Tides and what they bring");
  if (asked("url")) json.member("url", call.objects.permalink(post));
  json.end_object().end_array().end_object();
}

void write_from(JsonText& json, const Call& call, const Object& object, const Field& field) {
  json.key(field.shown_as()).begin_object();
  json.member("name", call.objects.world().account(object.account).name);
  json.member("id", call.objects.page(object.account).id).end_object();
}

std::string text_of(const Call& call, const Object& object) {
  return call.objects.world().text(object.post);
}

std::string graph_time(std::int64_t at_ms) {
  return to_graph_time(at_ms / 1000);
}

/// What post and video nodes have in common. False if it is none of these.
bool write_common_field(JsonText& json, const Call& call, const Object& object, const Field& field) {
  const std::string& as = field.shown_as();
  if (field.name == "id") {
    json.member(as, object.id);
  } else if (field.name == "created_time") {
    json.member(as, graph_time(object.published_ms()));
  } else if (field.name == "updated_time") {
    json.member(as, graph_time(std::min(call.now_ms, object.published_ms() + 3'600'000)));
  } else if (field.name == "comments") {
    write_comments(json, call, object, field);
  } else if (field.name == "likes") {
    write_likes(json, call, object, field);
  } else if (field.name == "from") {
    write_from(json, call, object, field);
  } else if (field.name == "picture") {
    json.member(as, picture(object));
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool write_page_field(JsonText& json, const Call& call, const Object& page, const Field& field) {
  const Account account = call.objects.world().account(page.account);
  const std::string& as = field.shown_as();
  const std::int64_t fans =
      followers(call.objects, call.settings, page.account, pacific_day(call.now_s()) - 1);
  if (field.name == "id") {
    json.member(as, page.id);
  } else if (field.name == "name") {
    json.member(as, account.name);
  } else if (field.name == "username") {
    json.member(as, account.username);
  } else if (field.name == "fan_count") {
    json.member(as, fans - fans / 50);
  } else if (field.name == "followers_count") {
    json.member(as, fans);
  } else if (field.name == "link") {
    json.member(as, "https://www.facebook.com/" + page.id);
  } else if (field.name == "category") {
    json.member(as, "Local business");
  } else if (field.name == "about") {
    json.member(as, "An invented page.");
  } else if (field.name == "verification_status") {
    json.member(as, "not_verified");
  } else if (field.name == "is_published") {
    json.key(as).boolean(true);
  } else if (field.name == "access_token") {
    json.member(as, page_token(page.account, Token::kNever).text);
  } else if (field.name == "tasks") {
    json.key(as).begin_array();
    for (const char* task : {"MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"})
      json.string(task);
    json.end_array();
  } else if (field.name == "business") {
    if (!call.may("business_management"))
      throw Refusal{.status = 403,
                    .code = 200,
                    .numbered = true,
                    .message = "Requires business_management permission to manage the object"};
    json.key(as).begin_object().member("id", call.objects.business_id(page.account));
    json.member("name", account.name).end_object();
  } else if (field.name == "instagram_business_account") {
    json.key(as);
    write_node(json, call, call.objects.instagram_user(page.account), field.fields);
  } else {
    return false;
  }
  return true;
}

bool write_post_field(JsonText& json, const Call& call, const Object& post, const Field& field) {
  const std::string& as = field.shown_as();
  if (write_common_field(json, call, post, field)) return true;
  if (field.name == "message") {
    if (has_text(call, post)) json.member(as, text_of(call, post));
  } else if (field.name == "permalink_url") {
    json.member(as, call.objects.permalink(post));
  } else if (field.name == "status_type") {
    json.member(as, status_type(post));
  } else if (field.name == "shares") {
    if (const auto count = live(call, post).shares; count > 0)
      json.key(as).begin_object().member("count", count).end_object();
  } else if (field.name == "reactions") {
    write_reactions(json, call, post, field);
  } else if (field.name == "insights") {
    json.key(as);
    write_post_insights(json, call, post, field.calls);
  } else if (field.name == "attachments") {
    write_attachments(json, call, post, field);
  } else if (field.name == "full_picture") {
    if (post.form != Form::status) json.member(as, picture(post));
  } else if (field.name == "is_published") {
    json.key(as).boolean(true);
  } else if (field.name == "is_hidden" || field.name == "is_expired") {
    json.key(as).boolean(false);
  } else if (field.name == "promotable_id") {
    json.member(as, post.id);
  } else {
    return false;
  }
  return true;
}

bool write_video_field(JsonText& json, const Call& call, const Object& video, const Field& field) {
  const std::string& as = field.shown_as();
  if (write_common_field(json, call, video, field)) return true;
  if (field.name == "description") {
    if (has_text(call, video)) json.member(as, text_of(call, video));
  } else if (field.name == "title") {
    if (video.form == Form::video) json.member(as, "Tides and what they bring");
  } else if (field.name == "permalink_url") {
    // Without the host, unlike that of a post.
    json.member(as,
                call.objects.permalink(video).substr(std::string_view("https://www.facebook.com").size()));
  } else if (field.name == "length") {
    char text[24];
    std::snprintf(text, sizeof text, "%.3f", static_cast<double>(length_ms(call.objects, video)) / 1000.0);
    json.key(as).raw(text);
  } else if (field.name == "post_id") {
    if (!call.objects.is_only_video(video.post)) json.member(as, call.objects.page_post(video.post).id);
  } else if (field.name == "views") {
    json.member(as, live(call, video).watched_3s);
  } else if (field.name == "published") {
    json.key(as).boolean(true);
  } else if (field.name == "status") {
    json.key(as).begin_object().member("video_status", "ready").end_object();
  } else if (field.name == "source") {
    json.member(as, "https://video.xx.fbcdn.net/v/" + video.id + ".mp4");
  } else if (field.name == "video_insights") {
    json.key(as);
    write_video_insights(json, call, video, field.calls);
  } else {
    return false;
  }
  return true;
}

}  // namespace tidemark::sandbox::graph
