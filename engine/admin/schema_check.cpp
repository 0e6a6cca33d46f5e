// Input against its schema.

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "admin/moments.h"
#include "admin/schema.h"
#include "domain/duration.h"

namespace tidemark {
namespace {

constexpr std::size_t kMostFaults = 100;

/// A place in a body, as a chain back to the root: its words are put together only when there is a fault to
/// tell.
struct Place {
  const Place* up = nullptr;
  std::string_view key = {};
  std::optional<std::size_t> position = {};

  std::string words() const {
    std::string all = up ? up->words() : std::string();
    if (position) return all + "[" + std::to_string(*position) + "]";
    if (key.empty()) return all;
    return all.empty() ? std::string(key) : all + "." + std::string(key);
  }
};

struct Checker {
  std::vector<FieldFault>& faults;

  bool full() const { return faults.size() >= kMostFaults; }
  void fault(const Place& place, std::string detail) {
    if (full()) return;
    auto words = place.words();
    if (words.empty()) detail = "the body " + detail;
    faults.push_back({std::move(words), std::move(detail)});
  }

  void value(const Schema& schema, json::Value value, const Place& place);
  void object(const Schema& schema, json::Value value, const Place& place);
  void map(const Schema& schema, json::Value value, const Place& place);
  void array(const Schema& schema, json::Value value, const Place& place);
  void string(const Schema& schema, std::string_view text, const Place& place);
  void integer(const Schema& schema, json::Value value, const Place& place);
  void range(const Schema& schema, std::int64_t number, const Place& place);
  bool is(json::Type wanted, json::Value value, const Place& place);
};

bool is_word(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool are_words(std::string_view text) {
  for (;;) {
    const std::size_t comma = text.find(',');
    if (!is_word(text.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    text.remove_prefix(comma + 1);
  }
}

bool is_web_address(std::string_view text) {
  const bool web = text.starts_with("https://") || text.starts_with("http://");
  return web && text.size() > 8 &&
         std::none_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20; });
}

/// What is wrong with the form of `text`; empty if nothing.
std::string_view fault_of_form(Format format, std::string_view text) {
  switch (format) {
    case Format::none:
      return {};
    case Format::instant:
      return parse_rfc3339(text) ? "" : "is no RFC 3339 time, like 2026-11-22T13:45:00Z";
    case Format::moment:
      return is_moment(text) ? "" : "is no RFC 3339 time, no date like 2026-11-22 and not like now-30d";
    case Format::duration:
      return parse_duration(text) ? "" : "is no duration like 30s, 15m, 1h or 7d";
    case Format::uri:
      return is_web_address(text) ? "" : "is no http or https address";
    case Format::name:
      return is_word(text) ? "" : "is no name in lower case letters, digits and _";
    case Format::names:
      return are_words(text) ? "" : "is no list of names, by commas";
    case Format::label:
      return text.find(':') != std::string_view::npos && text.front() != ':' ? "" : "is not like name:value";
    case Format::id:
      return positive(text) ? "" : "is no id: a positive whole number";
  }
  return {};
}

std::string choices_of(const Schema& schema) {
  std::string all;
  for (const auto& choice : schema.choices) all += (all.empty() ? "" : ", ") + choice;
  return all;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool Checker::is(json::Type wanted, json::Value value, const Place& place) {
  if (value.type() == wanted) return true;
  fault(place, "is " + std::string(to_string(value.type())) + ", wanted " + std::string(to_string(wanted)));
  return false;
}

void Checker::value(const Schema& schema, json::Value value, const Place& place) {
  if (full()) return;
  switch (schema.kind) {
    case Schema::Kind::any:
      return;
    case Schema::Kind::object:
      return object(schema, value, place);
    case Schema::Kind::map:
      return map(schema, value, place);
    case Schema::Kind::array:
      return array(schema, value, place);
    case Schema::Kind::either:
      return value.type() == json::Type::array ? array(schema.of[1], value, place)
                                               : object(schema.of[0], value, place);
    case Schema::Kind::string:
      if (is(json::Type::string, value, place)) string(schema, *value.string(), place);
      return;
    case Schema::Kind::integer:
      return integer(schema, value, place);
    case Schema::Kind::number:
      is(json::Type::number, value, place);
      return;
    case Schema::Kind::boolean:
      is(json::Type::boolean, value, place);
      return;
  }
}

void Checker::object(const Schema& schema, json::Value value, const Place& place) {
  if (!is(json::Type::object, value, place)) return;
  std::array<bool, 32> seen{};
  for (json::Value member : value.items()) {
    const Place here{&place, member.key()};
    const auto known = std::find_if(schema.fields.begin(), schema.fields.end(),
                                    [&](const Field& field) { return field.name == member.key(); });
    if (known == schema.fields.end()) {
      fault(here, "is not a field of this body");
      continue;
    }
    if (std::exchange(seen.at(static_cast<std::size_t>(known - schema.fields.begin())), true))
      fault(here, "is given twice");
    else if (known->need == Need::fixed)
      fault(here, "cannot be changed");
    else if (!member.is_null())
      this->value(known->schema, member, here);
    else if (known->need == Need::lasting)
      fault(here, "cannot be removed");
    else if (known->need == Need::required)
      fault(here, "is required");
  }
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    if (schema.fields[i].need == Need::required && !seen[i])
      fault({&place, schema.fields[i].name}, "is required");
}

void Checker::map(const Schema& schema, json::Value value, const Place& place) {
  if (!is(json::Type::object, value, place)) return;
  std::set<std::string_view> seen;
  for (json::Value member : value.items()) {
    const Place here{&place, member.key()};
    if (!seen.insert(member.key()).second)
      fault(here, "is given twice");
    else if (member.key().empty() || characters(member.key()) > 100)
      fault(here, "is no name of 1 to 100 characters");
    else if (!member.is_null())
      this->value(schema.of.front(), member, here);
  }
  if (seen.size() > schema.most) fault(place, "has more than " + std::to_string(schema.most) + " members");
}

void Checker::array(const Schema& schema, json::Value value, const Place& place) {
  if (!is(json::Type::array, value, place)) return;
  const std::size_t size = value.items().size();
  if (size > schema.most)
    return fault(place, "has " + std::to_string(size) + " elements, at most " + std::to_string(schema.most) +
                            " are allowed");
  if (size < schema.least) return fault(place, "is empty");
  std::size_t position = 0;
  for (json::Value element : value.items()) {
    const Place here{&place, {}, position++};
    if (element.is_null())
      fault(here, "is null");
    else
      this->value(schema.of.front(), element, here);
  }
}

void Checker::string(const Schema& schema, std::string_view text, const Place& place) {
  if (text.find('\0') != std::string_view::npos) return fault(place, "has a NUL character in it");
  const std::size_t size = characters(text);
  if (size < schema.least) return fault(place, schema.least == 1 ? "is empty" : "is too short");
  if (size > schema.most)
    return fault(place, "is longer than " + std::to_string(schema.most) + " characters");
  if (const auto wrong = fault_of_form(schema.format, text); !wrong.empty())
    return fault(place, std::string(wrong));
  const auto& choices = schema.choices;
  if (!choices.empty() && std::find(choices.begin(), choices.end(), text) == choices.end())
    fault(place, "is none of " + choices_of(schema) + (schema.about.empty() ? "" : ": " + schema.about));
}

void Checker::integer(const Schema& schema, json::Value value, const Place& place) {
  if (!is(json::Type::number, value, place)) return;
  try {
    range(schema, *value.integer(), place);
  } catch (const json::Error&) {
    fault(place, "is no whole number of at most 64 bits");
  }
}

void Checker::range(const Schema& schema, std::int64_t number, const Place& place) {
  if (number < schema.minimum) fault(place, "is less than " + std::to_string(schema.minimum));
  if (number > schema.maximum) fault(place, "is more than " + std::to_string(schema.maximum));
}

}  // namespace

void check(const Schema& schema, json::Value value, std::string_view where, std::vector<FieldFault>& faults) {
  Checker{faults}.value(schema, value, Place{nullptr, where});
}

void check_text(const Schema& schema, std::string_view text, std::string_view name,
                std::vector<FieldFault>& faults) {
  Checker checker{faults};
  const Place place{nullptr, name};
  if (schema.kind == Schema::Kind::string) return checker.string(schema, text, place);
  if (schema.kind != Schema::Kind::integer) return;
  std::int64_t number = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || rest != text.data() + text.size())
    return checker.fault(place, "is no whole number");
  checker.range(schema, number, place);
}

std::optional<std::uint64_t> positive(std::string_view text) {
  std::int64_t number = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || rest != text.data() + text.size() || number <= 0) return std::nullopt;
  return static_cast<std::uint64_t>(number);
}

}  // namespace tidemark
