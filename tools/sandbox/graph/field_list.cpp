#include "sandbox/graph/field_list.h"

#include <algorithm>

#include "sandbox/graph/refusal.h"

namespace tidemark::sandbox::graph {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::vector<Field> whole() {
    auto fields = list(0);
    if (at_ < text_.size()) refuse("Expected end of string instead of \"" + here() + "\".");
    return fields;
  }

 private:
  static constexpr int kDeepest = 10;

  std::vector<Field> list(int depth) {
    std::vector<Field> fields;
    do fields.push_back(field(depth));
    while (skip(','));
    return fields;
  }

  Field field(int depth) {
    Field field{.name = name()};
    while (at_ < text_.size()) {
      if (skip('.')) {
        std::string call = name();
        if (!skip('(')) refuse("Expected \"(\" instead of \"" + here() + "\".");
        field.calls.emplace_back(std::move(call), argument());
      } else if (skip('{')) {
        if (depth == kDeepest) refuse("Field expansion is nested too deeply.");
        field.fields = list(depth + 1);
        field.has_fields = true;
        if (!skip('}')) refuse("Expected \"}\" instead of \"" + here() + "\".");
      } else {
        break;
      }
    }
    return field;
  }

  std::string name() {
    const auto begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      ++at_;
    if (at_ == begin) refuse("Expected name instead of \"" + here() + "\".");
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string argument() {
    const auto begin = at_;
    for (int open = 1; at_ < text_.size(); ++at_) {
      open += text_[at_] == '(' ? 1 : text_[at_] == ')' ? -1 : 0;
      if (open == 0) return std::string(text_.substr(begin, at_++ - begin));
    }
    refuse("Expected \")\" instead of end of string.");
  }

  bool skip(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string here() const { return at_ < text_.size() ? std::string(1, text_[at_]) : ""; }

  [[noreturn]] void refuse(const std::string& what) const {
    throw Refusal{.code = 2500,
                  .message = "Syntax error \"" + what + "\" at character " + std::to_string(at_) + ": " +
                             std::string(text_)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const std::string& Field::shown_as() const {
  const std::string* alias = call("as");
  return alias ? *alias : name;
}

const std::string* Field::call(std::string_view call_name) const {
  for (const auto& [called, argument] : calls)
    if (called == call_name) return &argument;
  return nullptr;
}

std::vector<Field> parse_fields(std::string_view text) {
  std::string tight;
  for (char c : text)
    if (c != ' ' && c != '\n' && c != '\t') tight += c;
  return Parser(tight).whole();
}

std::size_t weight(const std::vector<Field>& fields) {
  std::size_t sum = 0;
  for (const auto& field : fields) {
    const std::string* metrics = field.call("metric");
    sum += metrics ? 1 + static_cast<std::size_t>(std::count(metrics->begin(), metrics->end(), ',')) : 1;
    sum += weight(field.fields);
  }
  return sum;
}

}  // namespace tidemark::sandbox::graph
