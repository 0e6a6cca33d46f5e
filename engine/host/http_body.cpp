#include "host/http_body.h"

#include <charconv>
#include <cstdint>

namespace tidemark {
namespace {

/// Of a chunk's size with its extensions, which nobody uses.
constexpr std::size_t kMaxChunkLine = 4096;

Error too_big(std::size_t max_size) {
  return {Code::bad_response, "body over the cap of " + std::to_string(max_size) + " bytes"};
}
Error broken_chunks() {
  return {Code::bad_response, "the body's chunks cannot be read"};
}
Error cut() {
  return {Code::network_error, "connection closed before the last chunk"};
}

/// One line without its end, taken off the input.
Result<std::string> read_line(ByteInput& input, std::size_t max_size) {
  while (true) {
    const auto seen = input.view();
    const auto end = seen.find('\n');
    if (end > max_size && seen.size() > max_size) return broken_chunks();
    if (end != std::string_view::npos) {
      std::string line(seen.substr(0, end));
      input.consume(end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    const auto more = input.fill();
    if (!more) return more.error();
    if (!*more) return cut();
  }
}

Result<std::uint64_t> read_chunk_size(ByteInput& input) {
  const auto line = read_line(input, kMaxChunkLine);
  if (!line) return line.error();
  std::uint64_t size = 0;
  const char* const last = line->data() + line->size();
  const auto [end, failed] = std::from_chars(line->data(), last, size, 16);
  if (failed != std::errc()) return broken_chunks();
  if (end != last && *end != ';' && *end != ' ' && *end != '\t') return broken_chunks();
  return size;
}

Result<> skip_trailers(ByteInput& input) {
  for (std::size_t left = kMaxHead;;) {
    const auto line = read_line(input, left);
    if (!line) return line.error();
    if (line->empty()) return Done{};
    if (line->size() >= left) return broken_chunks();
    left -= line->size();
  }
}

Result<std::string> read_chunks(ByteInput& input, std::size_t max_size) {
  std::string body;
  while (true) {
    const auto size = read_chunk_size(input);
    if (!size) return size.error();
    if (*size == 0) break;
    if (*size > max_size - body.size()) return too_big(max_size);
    const auto old = body.size();
    const auto chunk = static_cast<std::size_t>(*size);
    body.resize(old + chunk);
    const auto got = input.read({body.data() + old, chunk});
    if (!got) return got.error();
    if (*got < chunk) return cut();
    const auto line_end = read_line(input, 1);
    if (!line_end) return line_end.error();
    if (!line_end->empty()) return broken_chunks();
  }
  if (auto skipped = skip_trailers(input); !skipped) return skipped.error();
  return body;
}

Result<std::string> read_length(ByteInput& input, std::uint64_t length, std::size_t max_size) {
  if (length > max_size) return too_big(max_size);
  std::string body(static_cast<std::size_t>(length), '\0');
  const auto got = input.read(body);
  if (!got) return got.error();
  if (*got < length)
    return Error{Code::network_error, "connection closed after " + std::to_string(*got) + " of " +
                                          std::to_string(length) + " bytes of the body"};
  return body;
}

Result<std::string> read_to_close(ByteInput& input, std::size_t max_size) {
  std::string body;
  while (true) {
    if (input.view().size() > max_size - body.size()) return too_big(max_size);
    body += input.view();
    input.consume(input.view().size());
    const auto more = input.fill();
    if (!more) return more.error();
    if (!*more) return body;
  }
}

}  // namespace

Result<std::string> read_body(ByteInput& input, const BodyPlan& plan, std::size_t max_size) {
  switch (plan.end) {
    case BodyPlan::End::none:
      return std::string();
    case BodyPlan::End::length:
      return read_length(input, plan.length, max_size);
    case BodyPlan::End::last_chunk:
      return read_chunks(input, max_size);
    case BodyPlan::End::close:
      return read_to_close(input, max_size);
  }
  return broken_chunks();
}

}  // namespace tidemark
