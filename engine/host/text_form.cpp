#include "host/text_form.h"

#include <Poco/RegularExpression.h>

namespace tidemark {

using Poco::RegularExpression;

struct TextForm::Compiled {
  explicit Compiled(const std::string& pattern)
      : expression(pattern, RegularExpression::RE_DOLLAR_ENDONLY, false) {}
  RegularExpression expression;
};

Result<TextForm> TextForm::compile(const std::string& pattern) {
  if (pattern.empty()) return TextForm();
  TextForm form;
  try {
    // Alone first: "a)(b" is no expression, though it becomes one between parentheses.
    Compiled alone(pattern);
    form.compiled_ = std::make_shared<const Compiled>("\\A(?:" + pattern + ")\\z");
  } catch (const Poco::Exception& problem) {
    return Error{Code::bad_config, "\"" + pattern + "\" is no regular expression: " + problem.message()};
  }
  return form;
}

bool TextForm::matches(std::string_view text) const {
  if (text.size() > kLongest || text.find_first_not_of(" \t\r\n") == std::string_view::npos) return false;
  if (!compiled_) return true;
  try {
    RegularExpression::Match found;
    return compiled_->expression.match(std::string(text), 0, found) > 0;
  } catch (const Poco::Exception&) {
    return false;  // it needed more steps than PCRE grants: certainly not a plain id
  }
}

}  // namespace tidemark
