#include "host/scrub.h"

#include <cstring>
#include <optional>

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

/// The form of `wanted` that ends right before `end`: where it begins.
std::optional<std::size_t> back_over(std::string_view text, std::size_t end, char wanted) {
  const int code = static_cast<unsigned char>(wanted);
  if (end >= 3 && text[end - 3] == '%' && hex_pair(text, end - 2) == code) return end - 3;
  std::size_t begin = 0;
  if (end >= 1 && text[end - 1] == wanted) {
    begin = end - 1;
    if (is_plain(wanted)) return begin;
  } else if (end >= 6 && text[end - 5] == 'u' && text[end - 6] == '\\' && hex_pair(text, end - 4) == 0 &&
             hex_pair(text, end - 2) == code) {
    begin = end - 6;
  } else {
    return std::nullopt;
  }
  while (begin > 0 && text[begin - 1] == '\\') --begin;
  return begin;
}

/// The form of `wanted` that begins at `begin`: where it ends.
std::optional<std::size_t> on_over(std::string_view text, std::size_t begin, char wanted) {
  const int code = static_cast<unsigned char>(wanted);
  if (begin < text.size() && text[begin] == '%' && hex_pair(text, begin + 1) == code) return begin + 3;
  if (is_plain(wanted))
    return begin < text.size() && text[begin] == wanted ? std::optional(begin + 1) : std::nullopt;
  std::size_t at = begin;
  while (at < text.size() && text[at] == '\\') ++at;
  if (at > begin && at < text.size() && text[at] == 'u' && hex_pair(text, at + 1) == 0 &&
      hex_pair(text, at + 3) == code)
    return at + 5;
  if (wanted == '\\') return at > begin ? std::optional(at) : std::nullopt;
  return at < text.size() && text[at] == wanted ? std::optional(at + 1) : std::nullopt;
}

/// A secret and its longest run of plain characters.
struct Needle {
  std::string_view secret;
  Extent run;

  explicit Needle(std::string_view text) : secret(text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      const std::size_t begin = at;
      while (at < text.size() && is_plain(text[at])) ++at;
      if (at - begin > run.end - run.begin) run = {begin, at};
    }
    if (run.end == 0) run = {0, text.size()};
  }
  std::string_view anchor() const { return secret.substr(run.begin, run.end - run.begin); }

  /// The whole occurrence around an anchor found at `at`.
  std::optional<Extent> around(std::string_view text, std::size_t at) const {
    Extent found{at, at + anchor().size()};
    for (std::size_t i = run.begin; i > 0; --i) {
      const auto begin = back_over(text, found.begin, secret[i - 1]);
      if (!begin) return std::nullopt;
      found.begin = *begin;
    }
    for (std::size_t i = run.end; i < secret.size(); ++i) {
      const auto end = on_over(text, found.end, secret[i]);
      if (!end) return std::nullopt;
      found.end = *end;
    }
    return found;
  }
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

void scrub_members(std::string& text) {
  constexpr std::string_view kName = "access_token";
  for (auto at = find(text, kName, 0); at != std::string_view::npos; at = find(text, kName, at)) {
    const auto begin = at;
    at += kName.size();
    if (at < text.size() && text[at] == '=') {
      const auto end = text.find_first_of("&#\"'\\<> \t\r\n", at + 1);
      overwrite(text, {at + 1, end == std::string::npos ? text.size() : end});
    } else if (begin > 0 && text[begin - 1] == '"') {
      if (const auto value = member_value(text, at, backslashes_before(text, begin - 1)))
        overwrite(text, *value);
    }
  }
}

}  // namespace

void scrub(std::string& text, std::span<const std::string_view> secrets) {
  for (const auto secret : secrets) {
    if (secret.size() < kShortestSecret) continue;
    const Needle needle(secret);
    for (auto at = find(text, needle.anchor(), 0); at != std::string_view::npos;) {
      const auto found = needle.around(text, at);
      if (found) overwrite(text, *found);
      at = find(text, needle.anchor(), found ? found->end : at + 1);
    }
  }
  scrub_members(text);
}

}  // namespace tidemark
