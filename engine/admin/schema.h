#pragma once
// What a body or a query parameter may look like: one value that both checks the input and is printed into
// /openapi.json, so that the document cannot say anything else than the engine does.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "admin/problem.h"
#include "tidemark/json.hpp"

namespace tidemark {

struct Field;

/// How a string is read, beyond its length.
enum class Format {
  none,
  instant,   ///< RFC 3339
  moment,    ///< RFC 3339, a date, or now-30d
  duration,  ///< "30s", "15m", "1h", "7d"
  uri,
  name,   ///< snake_case word
  names,  ///< such words, by commas
  label,  ///< name:value
  id,     ///< a positive integer, in a query
};

struct Schema {
  enum class Kind { any, object, map, array, either, string, integer, number, boolean };
  static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

  Kind kind = Kind::any;
  bool nullable = false;  ///< of an answer: may be null
  std::string name = {};  ///< its place under components/schemas; empty: printed where it is used
  std::string about = {};
  std::vector<Field> fields = {};
  std::vector<Schema> of =
      {};                 ///< map and array: one; either: an object and an array, told apart by their type
  std::size_t least = 0;  ///< characters, elements or members
  std::size_t most = kNoLimit;
  std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  std::vector<std::string> choices = {};
  Format format = Format::none;

  Schema named(std::string component) const;
  Schema or_null() const;
  Schema saying(std::string text) const;
};

enum class Need {
  required,
  optional,  ///< may be left out; null says the same, or in a merge patch: remove
  lasting,   ///< may be left out, but not null: what it names cannot be removed
  fixed,     ///< known, but cannot be given here; not in the document
};

struct Field {
  std::string name;
  Schema schema;
  Need need = Need::required;
};

Schema any_json();
Schema object(std::vector<Field> fields);
Schema map_of(Schema value, std::size_t most = Schema::kNoLimit);
Schema list_of(Schema element, std::size_t most = Schema::kNoLimit);
Schema one_or_many(Schema one, std::size_t most);
Schema text(std::size_t least = 0, std::size_t most = Schema::kNoLimit);
Schema text(Format format);
Schema one_of(std::initializer_list<const char*> choices);
Schema whole(std::int64_t minimum = std::numeric_limits<std::int64_t>::min(),
             std::int64_t maximum = std::numeric_limits<std::int64_t>::max());
Schema fraction();
Schema truth();
Schema id();

/// Every fault of `value` (at most 100, then it stops), each with the word for the place: "name",
/// "media[0].url". `where` is the word for the value itself; empty for a body that is one object.
void check(const Schema& schema, json::Value value, std::string_view where, std::vector<FieldFault>& faults);
/// The same for a query parameter's text.
void check_text(const Schema& schema, std::string_view text, std::string_view name,
                std::vector<FieldFault>& faults);

/// A positive decimal number; nothing for another text.
std::optional<std::uint64_t> positive(std::string_view text);

/// The schema as JSON Schema 2020-12. Named ones inside it become references, and are added to `components`.
void print(const Schema& schema, std::string& out, std::vector<Schema>& components);

}  // namespace tidemark
