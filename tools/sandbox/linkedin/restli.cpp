#include "sandbox/linkedin/restli.h"

#include <algorithm>
#include <cctype>

#include "sandbox/linkedin/problems.h"

namespace tidemark::sandbox::linkedin {
namespace {

/// Reads one value from the front of `raw`.
class Parser {
 public:
  explicit Parser(std::string_view raw) : raw_(raw) {}

  std::optional<Value> whole() {
    auto value = any(false);
    return value && raw_.empty() ? value : std::nullopt;
  }

 private:
  bool take(std::string_view text) {
    if (raw_.substr(0, text.size()) != text) return false;
    raw_.remove_prefix(text.size());
    return true;
  }

  std::optional<Value> any(bool inside) {
    if (take("List(")) return list();
    if (take("(")) return record();
    return text(inside);
  }

  /// At the outside, too, every reserved character must be encoded.
  std::optional<Value> text(bool inside) {
    const auto end = std::min(raw_.find_first_of(inside ? ",)" : ""), raw_.size());
    const std::string_view word = raw_.substr(0, inside ? end : raw_.size());
    if (word.find_first_of("(),:'") != std::string_view::npos) return std::nullopt;
    for (std::size_t at = 0; at < word.size(); ++at) {
      if (word[at] != '%') continue;
      if (at + 2 >= word.size() || !std::isxdigit(static_cast<unsigned char>(word[at + 1])) ||
          !std::isxdigit(static_cast<unsigned char>(word[at + 2])))
        return std::nullopt;
    }
    raw_.remove_prefix(word.size());
    return Value{Value::text, percent_decode(word, false), {}, {}};
  }

  std::optional<Value> list() {
    Value out{Value::list, {}, {}, {}};
    if (take(")")) return out;
    for (;;) {
      auto item = any(true);
      if (!item || (item->kind == Value::text && item->string.empty())) return std::nullopt;
      out.items.push_back(std::move(*item));
      if (take(")")) return out;
      if (!take(",")) return std::nullopt;
    }
  }

  std::optional<Value> record() {
    Value out{Value::record, {}, {}, {}};
    if (take(")")) return out;
    for (;;) {
      const auto colon = raw_.find(':');
      if (colon == std::string_view::npos || colon == 0) return std::nullopt;
      std::string name(raw_.substr(0, colon));
      if (name.find_first_of("(),%") != std::string::npos) return std::nullopt;
      raw_.remove_prefix(colon + 1);
      auto value = any(true);
      if (!value) return std::nullopt;
      out.fields.emplace_back(std::move(name), std::move(*value));
      if (take(")")) return out;
      if (!take(",")) return std::nullopt;
    }
  }

  std::string_view raw_;
};

const Parameter* known_as(std::string_view name, const std::vector<Parameter>& known) {
  for (const auto& parameter : known)
    if (parameter.name == name) return &parameter;
  return nullptr;
}

/// Puts a dotted name ("a.b.c") into records within records.
void put_dotted(Value& record, std::string_view path, std::string text) {
  record.kind = Value::record;
  const auto dot = path.find('.');
  const std::string name(path.substr(0, dot));
  auto at = std::find_if(record.fields.begin(), record.fields.end(),
                         [&](const auto& field) { return field.first == name; });
  if (at == record.fields.end()) at = record.fields.insert(at, {name, Value{}});
  if (dot == std::string_view::npos) {
    at->second.string = std::move(text);
  } else {
    put_dotted(at->second, path.substr(dot + 1), std::move(text));
  }
}

/// One pair of the older protocol: "ids=a&ids=b", "shares[0]=a", "timeIntervals.timeRange.start=1".
void read_old(std::string_view name, std::string text, const std::vector<Parameter>& known, Reading& out) {
  const auto mark = std::min(name.find_first_of("[."), name.size());
  const Parameter* parameter = known_as(name.substr(0, mark), known);
  if (!parameter) {
    out.refusal = not_allowed(std::string(name));
    return;
  }
  Value& value = out.values[std::string(parameter->name)];
  value.kind = parameter->kind;
  if (parameter->kind == Value::list) {
    value.items.push_back({Value::text, std::move(text), {}, {}});
  } else if (parameter->kind == Value::record && mark < name.size()) {
    put_dotted(value, name.substr(mark + 1), std::move(text));
  } else {
    value.string = std::move(text);
  }
}

void read_new(std::string_view name, std::string_view raw, const std::vector<Parameter>& known,
              Reading& out) {
  if (name.find_first_of("[%") != std::string_view::npos) {
    out.refusal = unpermitted_fields("/" + percent_decode(name, false));
    return;
  }
  const Parameter* parameter = known_as(name, known);
  if (!parameter) {
    out.refusal = not_allowed(std::string(name));
    return;
  }
  auto value = parse_value(raw);
  if (!value || value->kind != parameter->kind || out.values.count(name)) {
    out.refusal = param_invalid(std::string(name));
    return;
  }
  out.values.emplace(name, std::move(*value));
}

}  // namespace

const Value* Value::field(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (key == name) return &value;
  return nullptr;
}

std::optional<Value> parse_value(std::string_view raw) {
  return Parser(raw).whole();
}

const Value* Reading::find(std::string_view name) const {
  const auto found = values.find(name);
  return found == values.end() ? nullptr : &found->second;
}

std::string Reading::text(std::string_view name) const {
  const Value* value = find(name);
  return value ? value->string : "";
}

Reading read_parameters(std::string_view raw_query, bool protocol_2, const std::vector<Parameter>& known) {
  Reading out;
  for (std::string_view part : split(raw_query, '&')) {
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    const auto name = part.substr(0, equals);
    const auto raw = part.substr(std::min(equals + 1, part.size()));
    if (protocol_2) {
      read_new(name, raw, known, out);
    } else {
      read_old(percent_decode(name, true), percent_decode(raw, true), known, out);
    }
    if (out.refusal) break;
  }
  return out;
}

}  // namespace tidemark::sandbox::linkedin
