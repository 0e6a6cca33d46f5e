#pragma once
// One request that was let in, and what writes its answer. Everything here throws a Refusal when the request
// is to be refused as a whole.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/graph/access.h"
#include "sandbox/graph/field_list.h"
#include "sandbox/graph/figures.h"
#include "sandbox/graph/objects.h"
#include "sandbox/json_text.h"

namespace tidemark::sandbox::graph {

struct Call {
  const Objects& objects;
  const Settings& settings;
  Host host = Host::facebook;
  std::string version;  ///< really used: "v25.0"
  std::int64_t now_ms = 0;
  Token access;
  Pairs query;
  std::string line;  ///< "GET /v25.0/me", for the record

  std::int64_t now_s() const { return now_ms / 1000; }
  int version_number() const { return std::stoi(version.substr(1)); }
  std::string host_name() const {
    return host == Host::facebook ? "graph.facebook.com" : "graph.instagram.com";
  }
  bool may(const std::string& permission) const { return access.may(permission); }
};

/// `fields=`, or nothing.
std::vector<Field> fields_of(const Pairs& query);

// node.cpp: an object with the fields asked for; empty: its default ones.
void write_node(JsonText& json, const Call& call, const Object& object, const std::vector<Field>& fields);

// edges.cpp: GET /{id}/{edge}, or the edge as a field. False if the object has no such edge.
bool write_edge(JsonText& json, const Call& call, const Object& of, const std::string& edge,
                const Pairs& parameters, const std::vector<Field>& fields);

// Fields by kind: each writes the member if there is something to say, and returns false for a name it does
// not know.
bool write_page_field(JsonText& json, const Call& call, const Object& page, const Field& field);
bool write_post_field(JsonText& json, const Call& call, const Object& post, const Field& field);
bool write_video_field(JsonText& json, const Call& call, const Object& video, const Field& field);
bool write_user_field(JsonText& json, const Call& call, const Object& user, const Field& field);
bool write_media_field(JsonText& json, const Call& call, const Object& media, const Field& field);

// Insights: {"data":[...]} and, on Facebook, the links that shift the window.
void write_post_insights(JsonText& json, const Call& call, const Object& post, const Pairs& asked);
void write_video_insights(JsonText& json, const Call& call, const Object& video, const Pairs& asked);
void write_page_insights(JsonText& json, const Call& call, const Object& page, const Pairs& asked);
void write_media_insights(JsonText& json, const Call& call, const Object& media, const Pairs& asked);
void write_account_insights(JsonText& json, const Call& call, const Object& user, const Pairs& asked);

/// "Page", "Post", "Video", ...: what an error calls an object of that kind.
const char* type_name(const Object& object);
/// Throws for a list of `things` with `fields` that would be too much.
void require_small(const Call& call, std::int64_t things, const std::vector<Field>& fields);

// permissions.cpp: what the token must have been granted.
void require_access(const Call& call, const Object& object);
void require_user_content(const Call& call);
void require_page_token(const Call& call);
void require_instagram_insights(const Call& call);

}  // namespace tidemark::sandbox::graph
