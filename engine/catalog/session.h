#pragma once
// One connection to catalog.db, spoken to in SQL. Only this folder uses it.
//
// Preparing a statement through Poco::Data costs several times what running it does, so each session keeps
// its prepared statements, by their text: texts are therefore constants, and everything that varies is a
// parameter.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"

namespace Poco::Data {
class AbstractExtractor;
}

namespace tidemark {

/// A BLOB.
struct Bytes {
  std::string data;
};

/// A value for one `?` of a statement.
class Param {
 public:
  using Value = std::variant<std::monostate, std::int64_t, std::string, Bytes>;

  Param(std::nullopt_t) {}
  template <typename T>
  requires std::is_integral_v<T> Param(T number) : value_(static_cast<std::int64_t>(number)) {}
  template <typename Tag>
  Param(Id<Tag> id) : value_(static_cast<std::int64_t>(id.value)) {}
  Param(Instant at) : value_(at.ms) {}
  Param(std::string text) : value_(std::move(text)) {}
  Param(std::string_view text) : value_(std::string(text)) {}
  Param(const char* text) : value_(std::string(text)) {}
  Param(Bytes bytes) : value_(std::move(bytes)) {}
  template <typename T>
  Param(const std::optional<T>& maybe) {
    if (maybe) value_ = Param(*maybe).value_;
  }

  const Value& value() const { return value_; }

 private:
  Value value_;
};

/// The current row of an answer, read from its first column to its last: `row >> post.id >> post.url`.
/// An optional takes NULL as absent; everything else takes it as 0 or empty.
class Row {
 public:
  explicit Row(Poco::Data::AbstractExtractor& from, std::size_t first) : from_(from), column_(first) {}

  Row& operator>>(std::int64_t& number);
  Row& operator>>(std::uint64_t& number);
  Row& operator>>(bool& yes);
  Row& operator>>(std::string& text);
  Row& operator>>(Bytes& bytes);
  Row& operator>>(Instant& at) { return *this >> at.ms; }
  template <typename Tag>
  Row& operator>>(Id<Tag>& id) {
    return *this >> id.value;
  }
  template <typename T>
  Row& operator>>(std::optional<T>& maybe) {
    maybe.reset();
    if (!skip_null()) *this >> maybe.emplace();
    return *this;
  }

 private:
  /// True, and past it, if the next column is NULL.
  bool skip_null();

  Poco::Data::AbstractExtractor& from_;
  std::size_t column_;
};

/// Threads: one at a time. Everything throws Poco's exceptions; Database turns them into errors.
class Session {
 public:
  explicit Session(const std::string& file);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  using Parameters = std::vector<Param>;
  using OnRow = std::function<void(Row&)>;

  void run(std::string_view sql, Parameters parameters = {});
  /// `on_row` must not run the same statement again.
  void each(std::string_view sql, Parameters parameters, const OnRow& on_row);
  /// Whether there was any row.
  bool any(std::string_view sql, Parameters parameters = {});
  /// The first column of the first row; nothing without a row.
  template <typename T>
  std::optional<T> value(std::string_view sql, Parameters parameters = {}) {
    std::optional<T> found;
    each(sql, std::move(parameters), [&](Row& row) {
      if (T first; !found) row >> first, found = std::move(first);
    });
    return found;
  }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
