#include "admin/request_reader.h"

#include <Poco/MemoryStream.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/NetException.h>
#include <Poco/String.h>

#include <algorithm>
#include <charconv>

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

/// What Poco lets pass, and a second reader of the same bytes might read in another way.
bool is_ambiguous(const Poco::Net::HTTPRequest& request) {
  int lengths = 0, encodings = 0;
  for (const auto& [name, value] : request) {
    if (!is_token(name) || has_controls(value)) return true;
    if (Poco::icompare(name, "Content-Length") == 0) ++lengths;
    if (Poco::icompare(name, "Transfer-Encoding") == 0) ++encodings;
  }
  return lengths + encodings > 1;
}

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

RequestReader::Step RequestReader::parse(std::size_t head_end) try {
  Poco::MemoryInputStream stream(buffer_.data(), static_cast<std::streamsize>(head_end));
  Poco::Net::HTTPRequest head;
  head.setFieldLimit(0);  // counted below, where it is told apart from a malformed head
  head.read(stream);
  if (head.size() > static_cast<std::size_t>(limits_.fields)) return broken(431, "too many header fields");
  const bool old = head.getVersion() == "HTTP/1.0";
  if (!old && head.getVersion() != "HTTP/1.1") return broken(505, "HTTP/1.1 and HTTP/1.0 are spoken here");
  if (!is_token(head.getMethod()) || !is_plain_target(head.getURI()))
    return broken(400, "the request line is malformed");
  if (is_ambiguous(head)) return broken(400, "the header fields are malformed or contradict each other");

  request_ = ReceivedRequest{};
  request_.method = head.getMethod();
  const std::string& target = head.getURI();
  const std::size_t mark = target.find('?');
  request_.path = target.substr(0, mark);
  if (mark != std::string::npos) request_.query = target.substr(mark + 1);
  request_.authorization = head.get("Authorization", "");
  request_.content_type = head.get("Content-Type", "");
  const std::string connection = Poco::toLower(head.get("Connection", ""));
  request_.keep_alive = old ? connection == "keep-alive" : connection.find("close") == std::string::npos;

  chunked_ = false;
  length_ = 0;
  if (head.has("Transfer-Encoding")) {
    if (old || Poco::icompare(head.get("Transfer-Encoding"), "chunked") != 0)
      return broken(501, "the only transfer encoding understood is chunked");
    chunked_ = request_.has_body = true;
    chunk_ = Chunk::size;
  } else if (head.has("Content-Length")) {
    const std::string text = head.get("Content-Length");
    const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), length_);
    if (problem == std::errc::result_out_of_range)
      length_ = limits_.body + 1;
    else if (problem != std::errc() || rest != text.data() + text.size() || text.empty())
      return broken(400, "Content-Length is not a number");
    request_.has_body = true;
  } else if (request_.method == "PUT" || request_.method == "PATCH") {
    return broken(411, "a body's length has to be announced (Content-Length, or chunked)");
  }
  const std::string expect = head.get("Expect", "");
  if (!expect.empty() && Poco::icompare(expect, "100-continue") != 0)
    return broken(417, "only 100-continue is expected");
  expects_ = !expect.empty() && !old;
  head_done_ = true;
  at_ = head_end;
  if (length_ > limits_.body)
    return broken(413, "the body is over the limit of " + std::to_string(limits_.body) + " bytes");
  return Step::complete;
} catch (const Poco::Exception&) {
  return broken(400, "the request head is malformed, or a header field is too long");
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
      if (problem == std::errc::result_out_of_range)
        length_ = limits_.body + 1;
      else if (problem != std::errc() || (rest != line.data() + line.size() && *rest != ';' && *rest != ' '))
        return broken(400, "a chunk's size is not a number");
      if (length_ > limits_.body - request_.body.size())
        return broken(413, "the body is over the limit of " + std::to_string(limits_.body) + " bytes");
      trailer_ = 0;
      chunk_ = length_ == 0 ? Chunk::trailer : Chunk::data;
    }
  }
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
  head_done_ = whole_ = chunked_ = expects_ = false;
  return request;
}

}  // namespace tidemark
