#include "host/http_head.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "host/http_text.h"

namespace tidemark {
namespace {

/// A server that sends more interim answers than this is not going to answer.
constexpr int kMaxInterim = 16;

Error not_http(const std::string& why) {
  return {Code::bad_response, "the answer is not HTTP: " + why};
}

/// The first line's end is LF; a CR before it belongs to the end too.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Bytes up to and including the empty line; 0 if it has not come. `from` was searched before.
std::size_t end_of_head(std::string_view text, std::size_t from) {
  for (auto lf = text.find('\n', from); lf != std::string_view::npos; lf = text.find('\n', lf + 1)) {
    const std::string_view next = text.substr(lf + 1);
    if (next.starts_with('\n')) return lf + 2;
    if (next.starts_with("\r\n")) return lf + 3;
  }
  return 0;
}

Result<> parse_status_line(std::string_view line, HttpHead& head) {
  // "HTTP/1.1 200 OK"; the phrase, and the space before it, may be missing.
  if (line.size() < 12 || !line.starts_with("HTTP/1.") || (line[7] != '0' && line[7] != '1') ||
      line[8] != ' ')
    return not_http("no status line");
  const auto [end, failed] = std::from_chars(line.data() + 9, line.data() + 12, head.status);
  if (failed != std::errc() || end != line.data() + 12 || head.status < 100 || head.status > 599)
    return not_http("no status");
  if (line.size() > 12 && line[12] != ' ') return not_http("no status");
  head.keeps_alive = line[7] == '1';
  return Done{};
}

Result<> parse_field(std::string_view line, Headers& headers) {
  if (line.starts_with(' ') || line.starts_with('\t')) {  // an old way to continue the line before
    if (headers.empty()) return not_http("a header begins with a space");
    (headers.back().second += ' ') += trimmed(line);
    return Done{};
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    return not_http("a header without a name");
  const auto value = trimmed(line.substr(colon + 1));
  if (!is_field_value(value)) return not_http("control characters in a header");
  headers.emplace_back(lower_case(line.substr(0, colon)), value);
  return Done{};
}

/// All values of one name, each split at its commas.
std::vector<std::string_view> list_of(const Headers& headers, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [key, text] : headers) {
    if (key != name) continue;
    for (std::string_view rest = text;;) {
      const auto comma = rest.find(',');
      values.push_back(trimmed(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return values;
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t length = 0;
  if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return {};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (failed != std::errc()) return {};
  return length;
}

}  // namespace

Result<HttpHead> parse_head(std::string_view text) {
  HttpHead head;
  if (auto line = parse_status_line(take_line(text), head); !line) return line.error();
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line.empty()) break;
    if (auto field = parse_field(line, head.headers); !field) return field.error();
  }
  for (const auto& option : list_of(head.headers, "connection"))
    if (lower_case(option) == "close") head.keeps_alive = false;
  return head;
}

Result<HttpHead> read_head(ByteInput& input) {
  constexpr std::string_view kStart = "HTTP/1.";
  for (int interim = 0; interim <= kMaxInterim; ++interim) {
    std::size_t size = 0;
    std::size_t searched = 0;
    while (true) {
      const auto seen = input.view();
      const auto start = std::min(seen.size(), kStart.size());
      if (seen.substr(0, start) != kStart.substr(0, start)) return not_http("no status line");
      if ((size = end_of_head(seen, searched)) != 0) break;
      if (seen.size() >= kMaxHead) return Error{Code::bad_response, "headers over 64 KiB"};
      searched = seen.size() < 2 ? 0 : seen.size() - 2;
      const auto more = input.fill();
      if (!more) return more.error();
      if (!*more)
        return Error{Code::network_error, input.started() ? "connection closed within the headers"
                                                          : "connection closed before an answer"};
    }
    auto head = parse_head(input.view().substr(0, size));
    input.consume(size);
    if (!head || head->status >= 200) return head;
    if (head->status == 101) return not_http("it changes to a protocol that nobody asked for");
  }
  return not_http("interim answers without end");
}

Result<BodyPlan> plan_body(std::string_view method, const HttpHead& head) {
  if (method == "HEAD" || head.status < 200 || head.status == 204 || head.status == 304) return BodyPlan{};
  const auto codings = list_of(head.headers, "transfer-encoding");
  const auto lengths = list_of(head.headers, "content-length");
  if (!codings.empty()) {
    if (!lengths.empty()) return not_http("both Content-Length and Transfer-Encoding");
    if (codings.size() != 1 || lower_case(codings.front()) != "chunked")
      return not_http("a Transfer-Encoding that nobody asked for");
    return BodyPlan{BodyPlan::End::last_chunk};
  }
  if (lengths.empty()) return BodyPlan{BodyPlan::End::close};
  const auto length = parse_length(lengths.front());
  const bool same =
      std::all_of(lengths.begin(), lengths.end(), [&](auto text) { return text == lengths.front(); });
  if (!length || !same) return not_http("a Content-Length that is not one number");
  return BodyPlan{BodyPlan::End::length, *length};
}

}  // namespace tidemark
