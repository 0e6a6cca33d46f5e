#include "sandbox/graph/paging.h"

#include <algorithm>
#include <charconv>

#include "sandbox/chance.h"
#include "sandbox/graph/pacific.h"
#include "sandbox/graph/refusal.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::string_view kDigits = "kLmNpQrStU";
constexpr std::string_view kLead = "QVFI", kEnd = "ZD";
constexpr char kPlain = 'Z', kAfterEmpty = 'M';

std::string encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += hex[byte >> 4];
      out += hex[byte & 15];
    }
  }
  return out;
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Place> read_cursor(const Pairs& query, std::string_view name) {
  const std::string* text = find(query, name);
  if (!text || text->empty()) return std::nullopt;
  const auto place = parse_cursor(*text);
  if (!place) throw invalid_parameter("Invalid cursors values");
  return place;
}

std::optional<std::int64_t> read_time(const Pairs& query, std::string_view name) {
  const std::string* text = find(query, name);
  if (!text || text->empty()) return std::nullopt;
  const auto at = parse_graph_time(*text);
  if (!at) throw invalid_parameter("Param " + std::string(name) + " must be a valid timestamp");
  return at;
}

}  // namespace

std::string to_cursor(const Place& place, std::uint64_t seed) {
  constexpr std::string_view filling = "ABCDEFGHIJKOVWXYabcdefghijlnoqsuvwxyz0123456789";
  std::string cursor(kLead);
  for (char digit : std::to_string(place.post)) cursor += kDigits[static_cast<std::size_t>(digit - '0')];
  cursor += place.after_empty ? kAfterEmpty : kPlain;
  for (std::uint64_t i = 0; i < 160; ++i) cursor += filling[hash({seed, place.post, i}) % filling.size()];
  return cursor += kEnd;
}

std::optional<Place> parse_cursor(std::string_view cursor) {
  if (cursor.substr(0, kLead.size()) != kLead || cursor.size() < kLead.size() + kEnd.size() ||
      cursor.substr(cursor.size() - kEnd.size()) != kEnd)
    return std::nullopt;
  std::string digits;
  std::size_t at = kLead.size();
  for (; at < cursor.size() && cursor[at] != kPlain && cursor[at] != kAfterEmpty; ++at) {
    const auto digit = kDigits.find(cursor[at]);
    if (digit == std::string_view::npos) return std::nullopt;
    digits += static_cast<char>('0' + digit);
  }
  const auto post = parse_id(digits);
  return post ? std::optional(Place{*post, cursor[at] == kAfterEmpty}) : std::nullopt;
}

std::string link(const std::string& host, const std::string& path, const Pairs& query,
                 const std::string& token, const Pairs& set, const std::vector<std::string>& without) {
  std::string url = "https://" + host + path + "?access_token=" + encoded(token);
  const auto replaced = [&](const std::string& name) {
    return name == "access_token" || name == "appsecret_proof" || find(set, name) ||
           std::find(without.begin(), without.end(), name) != without.end();
  };
  for (const auto& [name, value] : query)
    if (!replaced(name)) url += "&" + encoded(name) + "=" + encoded(value);
  for (const auto& [name, value] : set) url += "&" + encoded(name) + "=" + encoded(value);
  return url;
}

PageAsked read_page(const Pairs& query, std::int64_t most) {
  PageAsked asked;
  if (const std::string* text = find(query, "limit")) {
    const auto limit = number(*text);
    if (!limit || *limit < 0) throw invalid_parameter("Param limit must be a number");
    if (*limit > most)
      throw invalid_parameter("Param limit must be a number less than or equal to " + std::to_string(most));
    asked.limit = std::max<std::int64_t>(1, *limit);
  }
  asked.after = read_cursor(query, "after");
  asked.before = read_cursor(query, "before");
  asked.since_s = read_time(query, "since");
  asked.until_s = read_time(query, "until");
  return asked;
}

void write_paging(JsonText& json, const PageBounds& bounds, std::uint64_t seed,
                  const std::function<std::string(const Pairs&, const std::vector<std::string>&)>& link_to) {
  if (bounds.is_empty && !bounds.has_next && !bounds.has_before) return;
  const std::string before = to_cursor(bounds.first, seed), after = to_cursor(bounds.last, seed);
  json.key("paging").begin_object().key("cursors").begin_object().member("before", before);
  if (bounds.has_next || bounds.tells_after) json.member("after", after);
  json.end_object();
  if (bounds.has_before) json.member("previous", link_to({{"before", before}}, {"after"}));
  if (bounds.has_next) json.member("next", link_to({{"after", after}}, {"before"}));
  json.end_object();
}

}  // namespace tidemark::sandbox::graph
