#include "host/toml_fields.h"

namespace tidemark {
namespace {

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or time";
  }
}

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

void TomlProblem::say(const toml::source_region& where, const std::string& key, const std::string& what) {
  if (++said_ > 3) return;
  const std::string line = where.begin.line ? ":" + std::to_string(where.begin.line) : "";
  const std::string sentence = file_ + line + ": " + key + ": " + what;
  error_ = Error{Code::bad_config, error_ ? error_->message + "; " + sentence : sentence};
}

TomlFields::~TomlFields() {
  for (const auto& [key, node] : table_)
    if (!asked_.contains(key.str()))
      problem_.say(key.source(), path_of(std::string(key.str())), "unknown key");
}

void TomlFields::wrong(const std::string& key, const std::string& what) {
  const toml::node* node = table_.get(key);
  problem_.say(node ? node->source() : table_.source(), path_of(key), what);
}

const toml::node* TomlFields::any(const char* key, Need need) {
  asked_.insert(key);
  const toml::node* node = table_.get(key);
  if (!node && need == Need::required) wrong(key, "is missing");
  return node;
}

std::string TomlFields::text(const char* key, Need need) {
  const toml::node* node = any(key, need);
  if (!node) return {};
  if (!node->is_string()) {
    wrong(key, "is " + type_name(*node) + ", wanted a text");
    return {};
  }
  std::string text = node->as_string()->get();
  if (need == Need::required && blank(text)) wrong(key, "is blank");
  return text;
}

std::int64_t TomlFields::integer(const char* key, std::int64_t least, std::int64_t most,
                                 std::optional<std::int64_t> fallback) {
  const toml::node* node = any(key, fallback ? Need::optional : Need::required);
  if (!node) return fallback.value_or(least);
  if (!node->is_integer()) {
    wrong(key, "is " + type_name(*node) + ", wanted a whole number");
    return least;
  }
  const std::int64_t number = node->as_integer()->get();
  if (number < least || number > most)
    wrong(key, "is " + std::to_string(number) + ", wanted " + std::to_string(least) + " to " +
                   std::to_string(most));
  return number;
}

bool TomlFields::boolean(const char* key, bool fallback) {
  const toml::node* node = any(key, Need::optional);
  if (!node) return fallback;
  if (!node->is_boolean()) wrong(key, "is neither true nor false");
  return node->value_or(fallback);
}

std::vector<std::string> TomlFields::texts(const char* key) {
  std::vector<std::string> all;
  const toml::node* node = any(key, Need::optional);
  if (!node) return all;
  if (!node->is_array()) {
    wrong(key, "is " + type_name(*node) + ", wanted a list of texts");
    return all;
  }
  for (const toml::node& element : *node->as_array()) {
    if (element.is_string() && !blank(element.as_string()->get()))
      all.push_back(element.as_string()->get());
    else
      wrong(key, "holds " + (element.is_string() ? "a blank text" : type_name(element)) + ", wanted texts");
  }
  return all;
}

void TomlFields::date(const char* key) {
  const toml::node* node = any(key, Need::optional);
  if (node && !node->is_date()) wrong(key, "is " + type_name(*node) + ", wanted a date such as 2026-11-22");
}

const toml::table* TomlFields::table_at(const char* key, Need need) {
  const toml::node* node = any(key, need);
  if (node && !node->is_table()) wrong(key, "is " + type_name(*node) + ", wanted a table");
  return node ? node->as_table() : nullptr;
}

void TomlFields::table(const char* key, Need need, const std::function<void(TomlFields&)>& read) {
  const toml::table* table = table_at(key, need);
  if (!table) return;
  TomlFields fields(*table, path_of(key), problem_);
  read(fields);
}

void TomlFields::tables(const char* key, Need need, const std::function<void(TomlFields&)>& read) {
  const toml::node* node = any(key, need);
  if (!node) return;
  const std::string wanted = "wanted one or more [[" + std::string(key) + "]]";
  if (!node->is_array()) return wrong(key, "is " + type_name(*node) + ", " + wanted);
  std::size_t position = 0;
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_table()) return wrong(key, "holds " + type_name(element) + ", " + wanted);
    TomlFields fields(*element.as_table(), path_of(key) + "[" + std::to_string(position++) + "]", problem_);
    read(fields);
  }
  if (position == 0 && need == Need::required) wrong(key, wanted);
}

void TomlFields::named_tables(const char* key,
                              const std::function<void(const std::string&, TomlFields&)>& read) {
  const toml::table* table = table_at(key, Need::optional);
  if (!table) return;
  for (const auto& [name, node] : *table) {
    const std::string path = path_of(key) + "." + std::string(name.str());
    if (!node.is_table()) {
      problem_.say(node.source(), path, "is " + type_name(node) + ", wanted a table");
      continue;
    }
    TomlFields fields(*node.as_table(), path, problem_);
    read(std::string(name.str()), fields);
  }
}

std::vector<std::pair<std::string, std::string>> TomlFields::named_texts(const char* key) {
  std::vector<std::pair<std::string, std::string>> all;
  const toml::table* table = table_at(key, Need::optional);
  if (!table) return all;
  for (const auto& [name, node] : *table) {
    if (node.is_string())
      all.emplace_back(name.str(), node.as_string()->get());
    else
      problem_.say(node.source(), path_of(key) + "." + std::string(name.str()),
                   "is " + type_name(node) + ", wanted a text");
  }
  return all;
}

}  // namespace tidemark
