#include "host/scrub.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

namespace tidemark {
namespace {

/// Characters that no encoding touches, so that a run of them is found by a plain search.
bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Two digits at `at`, or -1.
int hex_pair(std::string_view text, std::size_t at) {
  if (at + 2 > text.size()) return -1;
  const int high = hex_digit(text[at]);
  const int low = hex_digit(text[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::size_t find(std::string_view text, std::string_view what, std::size_t from) {
  if (from >= text.size()) return std::string_view::npos;
  const void* hit = memmem(text.data() + from, text.size() - from, what.data(), what.size());
  return hit ? static_cast<std::size_t>(static_cast<const char*>(hit) - text.data()) : std::string_view::npos;
}

struct Extent {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A character as %XX, or as %25XX and so on where an address stands within an address.
struct Percent {
  std::size_t end = 0;
  int code = 0;
  std::size_t depth = 0;  ///< 1 for %XX
};

std::optional<Percent> percent_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '%') return std::nullopt;
  std::size_t digits = at + 1;
  // "%25" is itself a percent sign, unless two more digits say what it encloses.
  while (text.substr(digits, 2) == "25" && hex_pair(text, digits + 2) >= 0) digits += 2;
  const int code = hex_pair(text, digits);
  if (code < 0) return std::nullopt;
  return Percent{.end = digits + 2, .code = code, .depth = (digits + 1 - at) / 2};
}

// A percent sign can be meant in more than one way ("%25" is one, and so is its '%' alone), so that a search
// follows all of them: the places where the search may stand.
using Places = std::vector<std::size_t>;

/// Adds where the forms of `wanted` that end right before `end` begin.
void back_over(std::string_view text, std::size_t end, char wanted, Places& begins) {
  const int code = static_cast<unsigned char>(wanted);
  if (end >= 3 && hex_pair(text, end - 2) == code)
    for (std::size_t at = end - 2; at >= 1; at -= 2) {
      if (text[at - 1] == '%') begins.push_back(at - 1);
      if (at < 3 || text.substr(at - 2, 2) != "25") break;
    }
  std::size_t begin = 0;
  if (end >= 1 && text[end - 1] == wanted) {
    begin = end - 1;
  } else if (end >= 6 && text[end - 5] == 'u' && text[end - 6] == '\\' && hex_pair(text, end - 4) == 0 &&
             hex_pair(text, end - 2) == code) {
    begin = end - 6;
  } else {
    return;
  }
  if (!is_plain(wanted))
    while (begin > 0 && text[begin - 1] == '\\') --begin;
  begins.push_back(begin);
}

/// Adds where the forms of `wanted` that begin at `begin` end.
void on_over(std::string_view text, std::size_t begin, char wanted, Places& ends) {
  const int code = static_cast<unsigned char>(wanted);
  if (begin < text.size() && text[begin] == '%')
    for (std::size_t at = begin + 1;; at += 2) {
      if (hex_pair(text, at) == code) ends.push_back(at + 2);
      if (text.substr(at, 2) != "25") break;
    }
  std::size_t at = begin;
  if (!is_plain(wanted))
    while (at < text.size() && text[at] == '\\') ++at;
  if (at > begin && at < text.size() && text[at] == 'u' && hex_pair(text, at + 1) == 0 &&
      hex_pair(text, at + 3) == code)
    ends.push_back(at + 5);
  else if (wanted == '\\' && at > begin)
    ends.push_back(at);
  else if (at < text.size() && text[at] == wanted)
    ends.push_back(at + 1);
}

/// A secret and its longest run of plain characters.
class Needle {
 public:
  explicit Needle(std::string_view text) : secret_(text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      const std::size_t begin = at;
      while (at < text.size() && is_plain(text[at])) ++at;
      if (at - begin > run_.end - run_.begin) run_ = {begin, at};
    }
    if (run_.end == 0) run_ = {0, text.size()};
  }
  std::string_view anchor() const { return secret_.substr(run_.begin, run_.end - run_.begin); }

  /// The whole occurrence around an anchor found at `at`.
  std::optional<Extent> around(std::string_view text, std::size_t at) const {
    Places begins{at}, ends{at + anchor().size()};
    for (std::size_t i = run_.begin; i > 0 && !begins.empty(); --i)
      begins = stepped(begins, [&](auto place, Places& to) { back_over(text, place, secret_[i - 1], to); });
    for (std::size_t i = run_.end; i < secret_.size() && !ends.empty(); ++i)
      ends = stepped(ends, [&](auto place, Places& to) { on_over(text, place, secret_[i], to); });
    if (begins.empty() || ends.empty()) return std::nullopt;
    return Extent{begins.front(), ends.back()};
  }

 private:
  template <class Step>
  static Places stepped(const Places& from, Step step) {
    Places to;
    for (const auto place : from) step(place, to);
    std::sort(to.begin(), to.end());
    to.erase(std::unique(to.begin(), to.end()), to.end());
    return to;
  }

  std::string_view secret_;
  Extent run_;
};

void overwrite(std::string& text, Extent where) {
  std::memset(text.data() + where.begin, '*', where.end - where.begin);
}

std::size_t backslashes_before(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (count < at && text[at - count - 1] == '\\') ++count;
  return count;
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
    ++at;
  return at;
}

/// Behind a quote with `depth` backslashes before it, if one stands at `at`.
std::optional<std::size_t> after_quote(std::string_view text, std::size_t at, std::size_t depth) {
  for (std::size_t i = 0; i < depth; ++i, ++at)
    if (at >= text.size() || text[at] != '\\') return std::nullopt;
  return at < text.size() && text[at] == '"' ? std::optional(at + 1) : std::nullopt;
}

/// The value of a member whose name ends at `at` and was opened by a quote with `depth` backslashes: within a
/// string within JSON each quote has one, a level deeper three.
std::optional<Extent> member_value(std::string_view text, std::size_t at, std::size_t depth) {
  const auto name_end = after_quote(text, at, depth);
  if (!name_end) return std::nullopt;
  at = skip_spaces(text, *name_end);
  if (at >= text.size() || text[at] != ':') return std::nullopt;
  const auto begin = after_quote(text, skip_spaces(text, at + 1), depth);
  if (!begin) return std::nullopt;
  for (auto quote = text.find('"', *begin); quote != std::string_view::npos;
       quote = text.find('"', quote + 1)) {
    const auto before = std::min(backslashes_before(text, quote), quote - *begin);
    // Of this depth, and not itself escaped at this depth.
    if (before < depth || (before - depth) / (depth + 1) % 2 == 0)
      return Extent{*begin, quote - std::min(before, depth)};
  }
  return Extent{*begin, text.size()};
}

constexpr std::string_view kEndsAValue = "&#\"'<> \t\r\n";

bool ends_a_value(int code) {
  return code >= 0 && kEndsAValue.find(static_cast<char>(code)) != std::string_view::npos;
}

/// Where the value of a query parameter that begins at `at` ends. `depth`: how often the address around it
/// was percent-encoded; a separator that was encoded oftener is a part of the value.
std::size_t end_of_value(std::string_view text, std::size_t at, std::size_t depth) {
  while (at < text.size() && !ends_a_value(static_cast<unsigned char>(text[at]))) {
    if (text[at] == '\\') {
      std::size_t next = at;
      while (next < text.size() && text[next] == '\\') ++next;
      const bool escaped = text.substr(next, 3) == "u00" && hex_pair(text, next + 3) >= 0;
      if (escaped && ends_a_value(hex_pair(text, next + 3))) return at;
      if (!escaped && text.substr(next, 1) != "/") return at;  // a quote within a string, or its end
      at = next + (escaped ? 5 : 1);
    } else if (const auto percent = percent_at(text, at)) {
      if (percent->depth <= depth && ends_a_value(percent->code)) return at;
      at = percent->end;
    } else {
      ++at;
    }
  }
  return std::min(at, text.size());
}

/// The value of a query parameter whose name ends at `at`, in an address of any depth.
std::optional<Extent> parameter_value(std::string_view text, std::size_t at) {
  if (const auto percent = percent_at(text, at); percent && percent->code == '=')
    return Extent{percent->end, end_of_value(text, percent->end, percent->depth)};
  Places behind;
  on_over(text, at, '=', behind);
  if (behind.empty()) return std::nullopt;
  return Extent{behind.front(), end_of_value(text, behind.front(), 0)};
}

/// Whether a parameter's name may begin at `at`: it is not the end of a longer word.
bool begins_a_name(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const char before = text[at - 1];
  if (!is_plain(before) || before == '.') return true;
  const int encoded = at >= 2 ? hex_pair(text, at - 2) : -1;  // of %26 or \u0026
  return encoded == '&' || encoded == '?';
}

void scrub_tokens(std::string& text, std::string_view name) {
  for (auto at = find(text, name, 0); at != std::string_view::npos; at = find(text, name, at)) {
    const auto begin = at;
    at += name.size();
    auto value = parameter_value(text, at);
    if (!value && begin > 0 && text[begin - 1] == '"')
      value = member_value(text, at, backslashes_before(text, begin - 1));
    if (value) overwrite(text, *value);
  }
}

void scrub_parameter(std::string& text, std::string_view name) {
  if (name.empty()) return;
  for (auto at = find(text, name, 0); at != std::string_view::npos; at = find(text, name, at)) {
    const auto begin = at;
    at += name.size();
    const auto value = begins_a_name(text, begin) ? parameter_value(text, at) : std::nullopt;
    if (value) overwrite(text, *value);
  }
}

}  // namespace

void scrub(std::string& text, std::span<const std::string_view> secrets,
           std::span<const std::string> parameters) {
  for (const auto secret : secrets) {
    if (secret.size() < kShortestSecret) continue;
    const Needle needle(secret);
    for (auto at = find(text, needle.anchor(), 0); at != std::string_view::npos;) {
      const auto found = needle.around(text, at);
      if (found) overwrite(text, *found);
      at = find(text, needle.anchor(), found ? found->end : at + 1);
    }
  }
  scrub_tokens(text, "access_token");
  scrub_tokens(text, "refresh_token");
  for (const std::string& parameter : parameters) scrub_parameter(text, parameter);
}

}  // namespace tidemark
