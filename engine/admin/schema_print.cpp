// A schema as JSON Schema.

#include <algorithm>

#include "admin/json_writer.h"
#include "admin/schema.h"

namespace tidemark {
namespace {

std::string_view type_of(Schema::Kind kind) {
  switch (kind) {
    case Schema::Kind::object:
    case Schema::Kind::map:
      return "object";
    case Schema::Kind::array:
      return "array";
    case Schema::Kind::string:
      return "string";
    case Schema::Kind::integer:
      return "integer";
    case Schema::Kind::number:
      return "number";
    case Schema::Kind::boolean:
      return "boolean";
    case Schema::Kind::any:
    case Schema::Kind::either:
      return {};
  }
  return {};
}

/// What a format is called in JSON Schema, or else the pattern that comes closest.
std::pair<std::string_view, std::string_view> words_of(Format format) {
  switch (format) {
    case Format::instant:
      return {"format", "date-time"};
    case Format::uri:
      return {"format", "uri"};
    case Format::moment:
      return {"pattern", "^([0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].+)?|now(-[0-9]+[smhdw])?)$"};
    case Format::duration:
      return {"pattern", "^[0-9]+(ms|s|m|h|d|w)$"};
    case Format::name:
      return {"pattern", "^[a-z][a-z0-9_]*$"};
    case Format::names:
      return {"pattern", "^[a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*$"};
    case Format::label:
      return {"pattern", "^[^:]+:.*$"};
    case Format::id:
      return {"pattern", "^[1-9][0-9]*$"};
    case Format::none:
      break;
  }
  return {};
}

struct Printer {
  JsonWriter json;
  std::vector<Schema>& components;

  void schema(const Schema& schema, bool nullable) {
    if (schema.name.empty()) return content(schema, nullable);
    const bool known = std::any_of(components.begin(), components.end(),
                                   [&](const Schema& component) { return component.name == schema.name; });
    if (!known) components.push_back(schema);
    const std::string reference = "#/components/schemas/" + schema.name;
    json.begin_object();
    if (nullable) {
      json.key("anyOf").begin_array().begin_object().field("$ref", reference).end_object();
      json.begin_object().field("type", "null").end_object().end_array();
    } else {
      json.field("$ref", reference);
    }
    json.end_object();
  }

  void content(const Schema& schema, bool nullable) {
    json.begin_object();
    if (schema.kind == Schema::Kind::either)
      alternatives(schema);
    else
      type(schema, nullable);
    if (!schema.about.empty()) json.field("description", schema.about);
    limits(schema, nullable);
    if (schema.kind == Schema::Kind::object) members(schema);
    if (schema.kind == Schema::Kind::map) {
      json.key("additionalProperties");
      this->schema(schema.of.front(), schema.of.front().nullable);
    }
    if (schema.kind == Schema::Kind::array) {
      json.key("items");
      this->schema(schema.of.front(), schema.of.front().nullable);
    }
    json.end_object();
  }

  void alternatives(const Schema& schema) {
    json.key("oneOf").begin_array();
    for (const auto& alternative : schema.of) this->schema(alternative, false);
    json.end_array();
  }

  void type(const Schema& schema, bool nullable) {
    const auto type = type_of(schema.kind);
    if (type.empty()) return;
    json.key("type");
    if (nullable)
      json.begin_array().value(type).value("null").end_array();
    else
      json.value(type);
  }

  void limits(const Schema& schema, bool nullable) {
    const bool is_text = schema.kind == Schema::Kind::string;
    const bool is_list = schema.kind == Schema::Kind::array;
    const bool is_map = schema.kind == Schema::Kind::map;
    if (schema.least > 0) json.field(is_text ? "minLength" : "minItems", schema.least);
    if (schema.most != Schema::kNoLimit && (is_text || is_list || is_map))
      json.field(is_text ? "maxLength" : is_list ? "maxItems" : "maxProperties", schema.most);
    if (schema.kind == Schema::Kind::integer) {
      json.field("format", "int64");
      if (schema.minimum != std::numeric_limits<std::int64_t>::min()) json.field("minimum", schema.minimum);
      if (schema.maximum != std::numeric_limits<std::int64_t>::max()) json.field("maximum", schema.maximum);
    }
    if (const auto [word, form] = words_of(schema.format); !word.empty()) json.field(word, form);
    if (schema.choices.empty()) return;
    json.key("enum").begin_array();
    for (const auto& choice : schema.choices) json.value(choice);
    if (nullable) json.null();
    json.end_array();
  }

  void members(const Schema& schema) {
    json.key("properties").begin_object();
    for (const auto& field : schema.fields) {
      if (field.need == Need::fixed) continue;
      json.key(field.name);
      this->schema(field.schema, field.schema.nullable || field.need == Need::optional);
    }
    json.end_object();
    const auto is_required = [](const Field& field) { return field.need == Need::required; };
    if (std::any_of(schema.fields.begin(), schema.fields.end(), is_required)) {
      json.key("required").begin_array();
      for (const auto& field : schema.fields)
        if (is_required(field)) json.value(field.name);
      json.end_array();
    }
    json.field("additionalProperties", false);
  }
};

}  // namespace

void print(const Schema& schema, std::string& out, std::vector<Schema>& components) {
  Printer{JsonWriter(out), components}.schema(schema, schema.nullable);
}

}  // namespace tidemark
