#include "admin/request_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tidemark {
namespace {

constexpr std::size_t kLongestChunkLine = 256;
constexpr std::size_t kLongestTrailer = 4096;

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool has_controls(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
}

bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool has_word(std::string_view text, std::string_view word) {
  for (; text.size() >= word.size(); text.remove_prefix(1))
    if (same_word(text.substr(0, word.size()), word)) return true;
  return false;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The next line of a head, without its end.
std::string_view next_line(std::string_view& head) {
  const std::size_t end = head.find('\n');
  std::string_view line = head.substr(0, end);
  head.remove_prefix(std::min(head.size(), line.size() + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The fields of a head that matter here. What a second reader of the same bytes might read in another way
/// makes it malformed: a folded line, a blank before the colon, a length that is told twice.
struct Fields {
  std::string_view authorization, content_type, connection, transfer_encoding, content_length, expect;
  bool has_length = false, has_encoding = false;
  int count = 0;

  bool read(std::string_view head) {
    while (!head.empty()) {
      const std::string_view line = next_line(head);
      if (line.empty()) continue;
      const std::size_t colon = line.find(':');
      if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
      const std::string_view value = trimmed(line.substr(colon + 1));
      if (has_controls(value) || !keep(line.substr(0, colon), value)) return false;
      ++count;
    }
    return !(has_length && has_encoding);
  }

 private:
  bool keep(std::string_view name, std::string_view value) {
    const auto first = [&](std::string_view& field) {
      if (field.empty()) field = value;
    };
    switch (name.size()) {  // most fields are none of these
      case 6:
        if (same_word(name, "expect")) first(expect);
        break;
      case 10:
        if (same_word(name, "connection")) first(connection);
        break;
      case 12:
        if (same_word(name, "content-type")) first(content_type);
        break;
      case 13:
        if (same_word(name, "authorization")) first(authorization);
        break;
      case 14:
        if (!same_word(name, "content-length")) break;
        content_length = value;
        return !std::exchange(has_length, true);
      case 17:
        if (!same_word(name, "transfer-encoding")) break;
        transfer_encoding = value;
        return !std::exchange(has_encoding, true);
      default:
        break;
    }
    return true;
  }
};

bool is_plain_target(std::string_view target) {
  return !target.empty() && target.front() == '/' &&
         std::all_of(target.begin(), target.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

/// Behind the empty line that ends a head; npos if it has not come.
std::size_t end_of_head(std::string_view text) {
  const std::size_t strict = text.find("\r\n\r\n");
  const std::size_t bare = text.find("\n\n");
  if (strict == std::string_view::npos && bare == std::string_view::npos) return std::string_view::npos;
  return strict < bare ? strict + 4 : bare + 2;
}

}  // namespace

RequestReader::Step RequestReader::broken(int status, std::string why) {
  status_ = status;
  why_ = std::move(why);
  return Step::broken;
}

RequestReader::Step RequestReader::advance() {
  if (status_ != 0) return Step::broken;
  if (whole_) return Step::complete;
  if (!head_done_) {
    const Step step = advance_head();
    if (step != Step::complete) return step;
  }
  if (chunked_) {
    const Step step = advance_chunks();
    buffer_.erase(0, at_);  // once for all chunks: per chunk, many small ones would cost the square
    at_ = 0;
    return step;
  }
  if (buffer_.size() - at_ < length_) return Step::more;
  whole_ = true;
  return Step::complete;
}

RequestReader::Step RequestReader::advance_head() {
  // An empty line or two before a request is left over from an old client's body (RFC 9112, 2.2).
  const std::size_t first = buffer_.find_first_not_of("\r\n");
  buffer_.erase(0, std::min(first, buffer_.size()));
  const std::string_view start = std::string_view(buffer_).substr(0, limits_.head);
  const std::size_t end = end_of_head(start);
  if (end != std::string_view::npos) return parse(end);
  if (buffer_.size() < limits_.head) return Step::more;
  if (start.find('\n') == std::string_view::npos) return broken(414, "the request line is too long");
  return broken(431, "the header fields are over " + std::to_string(limits_.head) + " bytes");
}

RequestReader::Step RequestReader::parse(std::size_t head_end) {
  std::string_view head = std::string_view(buffer_).substr(0, head_end);
  const std::string_view line = next_line(head);
  const std::size_t method_end = line.find(' ');
  const std::size_t version = line.rfind(' ');
  if (method_end == std::string_view::npos || version <= method_end)
    return broken(400, "the request line is malformed");
  const std::string_view spoken = line.substr(version + 1);
  const bool old = spoken == "HTTP/1.0";
  const std::string_view target = line.substr(method_end + 1, version - method_end - 1);
  if (!is_token(line.substr(0, method_end)) || !is_plain_target(target) || !spoken.starts_with("HTTP/"))
    return broken(400, "the request line is malformed");
  if (!old && spoken != "HTTP/1.1") return broken(505, "HTTP/1.1 and HTTP/1.0 are spoken here");
  Fields fields;
  if (!fields.read(head)) return broken(400, "the header fields are malformed or contradict each other");
  if (fields.count > limits_.fields) return broken(431, "too many header fields");

  request_ = ReceivedRequest{};
  request_.method = line.substr(0, method_end);
  const std::size_t mark = target.find('?');
  request_.path = target.substr(0, mark);
  if (mark != std::string_view::npos) request_.query = target.substr(mark + 1);
  request_.authorization = fields.authorization;
  request_.content_type = fields.content_type;
  request_.old = old;
  request_.keep_alive =
      old ? same_word(fields.connection, "keep-alive") : !has_word(fields.connection, "close");
  if (!fields.expect.empty() && !same_word(fields.expect, "100-continue"))
    return broken(417, "only 100-continue is expected");
  expects_ = !fields.expect.empty() && !old;
  return parse_length(fields.has_encoding, fields.transfer_encoding, fields.has_length, fields.content_length,
                      head_end);
}

RequestReader::Step RequestReader::parse_length(bool has_encoding, std::string_view encoding, bool has_length,
                                                std::string_view length, std::size_t head_end) {
  chunked_ = false;
  length_ = 0;
  bool too_long = false;
  if (has_encoding) {
    if (request_.old || !same_word(encoding, "chunked"))
      return broken(501, "the only transfer encoding understood is chunked");
    chunked_ = request_.has_body = true;
    chunk_ = Chunk::size;
  } else if (has_length) {
    const auto [rest, problem] = std::from_chars(length.data(), length.data() + length.size(), length_);
    too_long = problem == std::errc::result_out_of_range;
    if (!too_long && (problem != std::errc() || rest != length.data() + length.size() || length.empty()))
      return broken(400, "Content-Length is not a number");
    request_.has_body = true;
  } else if (request_.method == "PUT" || request_.method == "PATCH") {
    return broken(411, "a body's length has to be announced (Content-Length, or chunked)");
  }
  head_done_ = true;
  at_ = head_end;
  streamed_ = request_.has_body && streams_ && *streams_ && (*streams_)(request_);
  if (too_long || (!streamed_ && length_ > limits_.body))
    return broken(413, "the body is over the limit of " + std::to_string(limits_.body) + " bytes");
  return Step::complete;
}

/// A line from `at_`, without its end. False: it has not come, or is longer than it may be.
bool RequestReader::take_line(std::string_view& line, std::size_t longest, bool& too_long) {
  const std::size_t end = buffer_.find('\n', at_);
  too_long = (end == std::string::npos ? buffer_.size() : end) - at_ > longest;
  if (end == std::string::npos || too_long) return false;
  line = std::string_view(buffer_).substr(at_, end - at_);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  at_ = end + 1;
  return true;
}

RequestReader::Step RequestReader::advance_chunks() {
  for (;;) {
    std::string_view line;
    bool too_long = false;
    if (chunk_ == Chunk::data) {
      const std::size_t here = std::min(length_, buffer_.size() - at_);
      request_.body.append(buffer_, at_, here);
      length_ -= here;
      at_ += here;
      if (length_ > 0) return Step::more;
      chunk_ = Chunk::data_end;
    }
    if (!take_line(line, kLongestChunkLine, too_long))
      return too_long ? broken(400, "a chunk's line is too long") : Step::more;
    if (chunk_ == Chunk::data_end) {
      if (!line.empty()) return broken(400, "a chunk is longer than it said");
      chunk_ = Chunk::size;
    } else if (chunk_ == Chunk::trailer) {
      trailer_ += line.size();
      if (trailer_ > kLongestTrailer) return broken(431, "the trailer is too long");
      if (!line.empty()) continue;
      whole_ = true;
      length_ = 0;
      return Step::complete;
    } else {
      const auto [rest, problem] = std::from_chars(line.data(), line.data() + line.size(), length_, 16);
      const bool too_large = problem == std::errc::result_out_of_range;
      if (!too_large && problem != std::errc()) return broken(400, "a chunk's size is not a number");
      if (!too_large && (rest != line.data() + line.size() && *rest != ';' && *rest != ' '))
        return broken(400, "a chunk's size is not a number");
      if (too_large || (!streamed_ && length_ > limits_.body - request_.body.size()))
        return broken(413, "the body is over the limit of " + std::to_string(limits_.body) + " bytes");
      trailer_ = 0;
      chunk_ = length_ == 0 ? Chunk::trailer : Chunk::data;
    }
  }
}

ReceivedRequest RequestReader::take_head() {
  ReceivedRequest head = std::exchange(request_, ReceivedRequest{});
  request_.body = std::move(head.body);  // what advance() took out of its chunks
  head.body.clear();
  return head;
}

RequestReader::Step RequestReader::take_piece(std::string& into) {
  if (status_ != 0) return Step::broken;
  Step step = Step::more;
  if (chunked_) {
    step = whole_ ? Step::complete : advance_chunks();
    into += request_.body;
    request_.body.clear();
  } else {
    const std::size_t here = std::min(length_, buffer_.size() - at_);
    into.append(buffer_, at_, here);
    at_ += here;
    length_ -= here;
    if (length_ == 0) step = Step::complete;
  }
  buffer_.erase(0, at_);
  at_ = 0;
  if (step == Step::complete) {
    length_ = 0;
    head_done_ = whole_ = chunked_ = expects_ = streamed_ = false;
  }
  return step;
}

bool RequestReader::wants_continue() {
  return head_done_ && std::exchange(expects_, false);
}

ReceivedRequest RequestReader::take() {
  ReceivedRequest request = std::move(request_);
  if (!chunked_ && length_ > 0) {
    if (buffer_.size() == at_ + length_) {  // the usual case, and a body may be large: it is moved
      buffer_.erase(0, at_);
      request.body = std::exchange(buffer_, {});
      at_ = 0;
    } else {
      request.body = buffer_.substr(at_, length_);
      at_ += length_;
    }
  }
  buffer_.erase(0, at_);
  // A large body's memory is not kept for the next request.
  if (buffer_.empty() && buffer_.capacity() > limits_.head) buffer_.shrink_to_fit();
  at_ = length_ = 0;
  head_done_ = whole_ = chunked_ = expects_ = streamed_ = false;
  return request;
}

}  // namespace tidemark
