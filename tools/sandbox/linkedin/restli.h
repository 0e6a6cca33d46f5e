#pragma once
// The query of a Rest.li request, read as strictly as LinkedIn reads it. Source: LinkedIn API facts, section
// 2 (URL encoding): under protocol 2.0.0 the structure stays literal and only values are encoded; under 1.0
// lists are indexed or repeated and records are dotted.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/exchange.h"

namespace tidemark::sandbox::linkedin {

/// A value of the protocol: a text, a list or a record.
struct Value {
  enum Kind { text, list, record };
  Kind kind = text;
  std::string string;
  std::vector<Value> items;
  std::vector<std::pair<std::string, Value>> fields;

  /// A record's field, null if it has none of that name.
  const Value* field(std::string_view name) const;
};

/// Nothing for what breaks the rules: a reserved character that is not encoded, a bracket that is not closed.
std::optional<Value> parse_value(std::string_view raw);

struct Parameter {
  std::string_view name;
  Value::Kind kind = Value::text;
};

/// What a request asks, or why it is refused.
struct Reading {
  std::map<std::string, Value, std::less<>> values;
  std::optional<Answer> refusal;

  /// Null if it was not given.
  const Value* find(std::string_view name) const;
  /// Empty if it was not given.
  std::string text(std::string_view name) const;
};

/// Reads a raw query; every parameter must be one of `known`, and of its kind.
Reading read_parameters(std::string_view raw_query, bool protocol_2, const std::vector<Parameter>& known);

}  // namespace tidemark::sandbox::linkedin
