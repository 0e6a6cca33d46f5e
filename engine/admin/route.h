#pragma once
// One row of the route table, and what its handler gets.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/admin_context.h"
#include "admin/http_message.h"
#include "admin/http_server.h"
#include "admin/schema.h"
#include "domain/access.h"

namespace tidemark {

/// Who may call: anybody, or a token of at least that role.
enum class Access { open, viewer, editor, admin };

struct Parameter {
  std::string name;
  Schema schema;
};

struct Answer {
  int status;
  std::string about;
  std::optional<Schema> body = {};  ///< absent: no body, or one that is no JSON of ours
  std::string content_type = "application/json";
};

/// A request that is known, allowed and of the right form.
class Call {
 public:
  Asker asker;
  std::uint64_t id = 0;  ///< of the path
  std::vector<std::pair<std::string, std::string>> query = {};
  std::optional<json::Value> body = {};
  BodyStream* stream = nullptr;  ///< of a route that `streams`
  std::string content_type = {};

  /// Null if it was not given.
  const std::string* parameter(std::string_view name) const {
    for (const auto& [key, value] : query)
      if (key == name) return &value;
    return nullptr;
  }
  /// An id of the query.
  std::optional<std::uint64_t> number(std::string_view name) const {
    const auto* text = parameter(name);
    return text ? positive(*text) : std::nullopt;
  }
};

/// An answer's `rest` outlives the call: it owns what it uses. The context outlives both.
using Handler = Reply (*)(const Call& call, AdminContext& context);

struct Route {
  std::string_view method;
  std::string_view pattern;    ///< "/api/v1/posts/{id}"; the one thing in braces is an id
  std::string_view operation;  ///< its name in /openapi.json
  std::string_view summary;
  Access access = Access::viewer;
  std::vector<Parameter> query = {};
  std::optional<Schema> body = {};
  std::vector<Answer> answers = {};
  Handler handler = nullptr;
  /// It speaks of all businesses at once, so that a token of some may not call it.
  bool whole_engine = false;
  bool merge_patch = false;
  /// Media types of a body that the handler reads itself, as it comes; empty: a JSON body.
  std::vector<std::string_view> streams = {};
  Lane lane = Lane::ordinary;
};

std::vector<Route> route_table();

}  // namespace tidemark
