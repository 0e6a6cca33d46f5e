#pragma once
// Reads a TOML table key by key and knows afterwards which keys nobody asked for. What is wrong is kept with
// file, line and key; reading goes on with stand-in values, so that the code that reads stays a plain list.

#include <toml++/toml.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"

namespace tidemark {

/// What was found wrong in one file: the first three things, since a key with a typing error is both missing
/// and unknown.
class TomlProblem {
 public:
  explicit TomlProblem(std::string file) : file_(std::move(file)) {}
  void say(const toml::source_region& where, const std::string& key, const std::string& what);
  const std::optional<Error>& error() const { return error_; }

 private:
  std::string file_;
  std::optional<Error> error_;
  int said_ = 0;
};

class TomlFields {
 public:
  enum class Need { required, optional };

  /// `path` stands before the keys in messages: "metric[2]". Both arguments outlive the object.
  TomlFields(const toml::table& table, std::string path, TomlProblem& problem)
      : table_(table), path_(std::move(path)), problem_(problem) {}
  /// Says which key is unknown, if one is.
  ~TomlFields();
  TomlFields(const TomlFields&) = delete;
  TomlFields& operator=(const TomlFields&) = delete;

  /// Required texts must not be blank.
  std::string text(const char* key, Need need);
  std::int64_t integer(const char* key, std::int64_t least, std::int64_t most,
                       std::optional<std::int64_t> fallback);
  bool boolean(const char* key, bool fallback);
  std::vector<std::string> texts(const char* key);
  /// The node whatever it is, or null.
  const toml::node* any(const char* key, Need need);
  /// A date may stand here; it is for people.
  void date(const char* key);

  /// Calls `read` with the table of that name, if there is one.
  void table(const char* key, Need need, const std::function<void(TomlFields&)>& read);
  /// Calls `read` for each [[key]].
  void tables(const char* key, Need need, const std::function<void(TomlFields&)>& read);
  /// Calls `read` for each member of the table [key], which must be tables.
  void named_tables(const char* key, const std::function<void(const std::string& name, TomlFields&)>& read);
  /// The members of the table [key], which must be texts.
  std::vector<std::pair<std::string, std::string>> named_texts(const char* key);

  /// Says that `key` is wrong, at its line.
  void wrong(const std::string& key, const std::string& what);

 private:
  std::string path_of(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }
  const toml::table* table_at(const char* key, Need need);

  const toml::table& table_;
  std::string path_;
  TomlProblem& problem_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace tidemark
