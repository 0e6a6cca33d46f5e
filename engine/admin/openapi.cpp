#include "admin/openapi.h"

#include <algorithm>

#include "admin/json_writer.h"

namespace tidemark {
namespace {

constexpr std::string_view kProblemReference = "#/components/responses/Problem";

Schema problem_schema() {
  return object({{"type", text()},
                 {"title", text()},
                 {"status", whole(400, 599)},
                 {"detail", text()},
                 {"errors", list_of(object({{"field", text()}, {"detail", text()}}))}})
      .named("Problem");
}

std::string lower(std::string_view text) {
  std::string copy(text);
  std::transform(copy.begin(), copy.end(), copy.begin(), [](char c) { return static_cast<char>(c | 0x20); });
  return copy;
}

struct Document {
  std::string out = {};
  JsonWriter json{out};
  std::vector<Schema> components = {};

  void schema(const Schema& what) {
    std::string text;
    print(what, text, components);
    json.raw(text);
  }

  void content(std::string_view type, const Schema& what) {
    json.key("content").begin_object().key(type).begin_object().key("schema");
    schema(what);
    json.end_object().end_object();
  }

  void parameters(const Route& route) {
    const bool has_id = route.pattern.find("{id}") != std::string_view::npos;
    if (!has_id && route.query.empty()) return;
    json.key("parameters").begin_array();
    if (has_id) {
      json.begin_object().field("name", "id").field("in", "path").field("required", true).key("schema");
      schema(id());
      json.end_object();
    }
    for (const auto& parameter : route.query) {
      json.begin_object()
          .field("name", parameter.name)
          .field("in", "query")
          .field("required", false)
          .key("schema");
      schema(parameter.schema);
      json.end_object();
    }
    json.end_array();
  }

  void answers(const Route& route) {
    json.key("responses").begin_object();
    for (const auto& answer : route.answers) {
      json.key(std::to_string(answer.status)).begin_object().field("description", answer.about);
      if (answer.body || answer.content_type != "application/json")
        content(answer.content_type, answer.body.value_or(text()));
      json.end_object();
    }
    json.key("default").begin_object().field("$ref", kProblemReference).end_object();
    json.end_object();
  }

  void operation(const Route& route) {
    json.key(lower(route.method)).begin_object();
    json.field("operationId", route.operation).field("summary", route.summary);
    if (route.access == Access::open) {
      json.key("security").begin_array().end_array();
    } else {
      constexpr std::string_view roles[] = {"", "viewer", "editor", "admin"};
      json.field("x-role", roles[static_cast<int>(route.access)]);
    }
    parameters(route);
    if (route.body) {
      json.key("requestBody")
          .begin_object()
          .field("required", !route.body->fields.empty() || !route.body->of.empty());
      content(route.merge_patch ? "application/merge-patch+json" : "application/json", *route.body);
      json.end_object();
    }
    if (!route.streams.empty()) {
      json.key("requestBody").begin_object().field("required", true).key("content").begin_object();
      for (const std::string_view type : route.streams) {
        json.key(type).begin_object().key("schema");
        schema(text());
        json.end_object();
      }
      json.end_object().end_object();
    }
    answers(route);
    json.end_object();
  }

  void paths(std::span<const Route> routes) {
    std::vector<std::string_view> patterns;
    for (const auto& route : routes)
      if (std::find(patterns.begin(), patterns.end(), route.pattern) == patterns.end())
        patterns.push_back(route.pattern);
    json.key("paths").begin_object();
    for (const auto pattern : patterns) {
      json.key(pattern).begin_object();
      for (const auto& route : routes)
        if (route.pattern == pattern) operation(route);
      json.end_object();
    }
    json.end_object();
  }

  void shared() {
    json.key("components").begin_object();
    json.key("securitySchemes").begin_object().key("token").begin_object();
    json.field("type", "http").field("scheme", "bearer").end_object().end_object();
    json.key("responses")
        .begin_object()
        .key("Problem")
        .begin_object()
        .field("description", "What is wrong (RFC 9457)");
    content("application/problem+json", problem_schema());
    json.end_object().end_object();
    json.key("schemas").begin_object();
    for (std::size_t i = 0; i < components.size(); ++i) {  // printing one may add others
      Schema component = components[i];
      json.key(component.name);
      component.name.clear();
      schema(component);
    }
    json.end_object().end_object();
  }
};

}  // namespace

std::string openapi_document(std::span<const Route> routes, std::string_view version) {
  Document document;
  auto& json = document.json;
  json.begin_object().field("openapi", "3.1.0");
  json.key("info").begin_object().field("title", "Tidemark admin API").field("version", version);
  json.end_object();
  json.key("security")
      .begin_array()
      .begin_object()
      .key("token")
      .begin_array()
      .end_array()
      .end_object()
      .end_array();
  document.paths(routes);
  document.shared();
  json.end_object();
  return std::move(document.out);
}

}  // namespace tidemark
