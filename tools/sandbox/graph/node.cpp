// One object with the fields asked for.

#include <algorithm>

#include "sandbox/graph/call.h"

namespace tidemark::sandbox::graph {
namespace {

std::vector<Field> default_fields(const Object& object) {
  switch (object.kind) {
    case Kind::page:
      return parse_fields("name,id");
    case Kind::page_post:
      return parse_fields("created_time,message,id");
    case Kind::video:
      return parse_fields("updated_time,description,id");
    default:
      return parse_fields("id");
  }
}

bool write_field(JsonText& json, const Call& call, const Object& object, const Field& field) {
  switch (object.kind) {
    case Kind::page:
      if (write_page_field(json, call, object, field)) return true;
      break;
    case Kind::page_post:
      return write_post_field(json, call, object, field);
    case Kind::video:
      return write_video_field(json, call, object, field);
    case Kind::instagram_user:
      if (write_user_field(json, call, object, field)) return true;
      break;
    case Kind::page_story:
      if (field.name != "id") return false;
      json.member(field.shown_as(), object.id);
      return true;
    default:
      return write_media_field(json, call, object, field);
  }
  // An edge as a field: pages and accounts have lists below them.
  JsonText edge;
  if (!write_edge(edge, call, object, field.name, field.calls, field.fields)) return false;
  json.key(field.shown_as()).raw(edge.take());
  return true;
}

}  // namespace

const char* type_name(const Object& object) {
  switch (object.kind) {
    case Kind::page:
      return "Page";
    case Kind::page_post:
      return "Post";
    case Kind::video:
      return "Video";
    case Kind::instagram_user:
      return "IGUser";
    case Kind::page_story:
      return "Story";
    default:
      return "IGMedia";
  }
}

void require_small(const Call& call, std::int64_t things, const std::vector<Field>& fields) {
  const auto each = static_cast<std::int64_t>(std::max<std::size_t>(1, weight(fields)));
  if (call.settings.reduce_at && things * each >= call.settings.reduce_at) throw reduce_data();
}

std::vector<Field> fields_of(const Pairs& query) {
  const std::string* text = find(query, "fields");
  return text && !text->empty() ? parse_fields(*text) : std::vector<Field>{};
}

void write_node(JsonText& json, const Call& call, const Object& object, const std::vector<Field>& fields) {
  const auto& shown = fields.empty() ? default_fields(object) : fields;
  bool has_id = false;
  json.begin_object();
  for (const auto& field : shown) {
    if (!write_field(json, call, object, field)) throw unknown_field(field.name, type_name(object));
    has_id = has_id || field.shown_as() == "id";
  }
  if (!has_id) json.member("id", object.id);
  json.end_object();
}

}  // namespace tidemark::sandbox::graph
