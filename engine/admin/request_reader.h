#pragma once
// One connection's bytes, taken apart into requests. It never waits: bytes go in as they come, and a request
// comes out once it is whole, so that no thread is ever held by a client that is slow to send.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "admin/http_message.h"

namespace tidemark {

struct RequestLimits {
  std::size_t head = 16u << 10;  ///< bytes of request line and header fields together
  int fields = 100;
  std::size_t body = 32u << 20;
};

/// Threads: none.
class RequestReader {
 public:
  enum class Step {
    more,      ///< not whole yet
    complete,  ///< `take` has it
    broken,    ///< it cannot be answered but with `status`; the rest of the connection means nothing
  };

  /// Whether a request's body may be of any size, and is taken in pieces; decided by its head.
  using Streams = std::function<bool(const ReceivedRequest&)>;

  /// `streams` outlives it; null: no body is.
  explicit RequestReader(RequestLimits limits, const Streams* streams = nullptr)
      : limits_(limits), streams_(streams) {}

  void add(std::string_view bytes) { buffer_.append(bytes); }
  /// Looks at what has come. Called after each `add` and after each `take`.
  Step advance();
  ReceivedRequest take();

  /// The head is there and says that the body is taken in pieces; unless `advance` has it whole already:
  bool streamed() const { return head_done_ && streamed_; }
  /// the head first, then, after each `add`, what has come of the body. `complete`: it was the last of it.
  ReceivedRequest take_head();
  Step take_piece(std::string& into);

  bool empty() const { return buffer_.empty() && !head_done_; }
  /// The head is there, the body is not whole: who asks and for what is known.
  bool in_body() const { return head_done_; }
  const ReceivedRequest& head() const { return request_; }
  /// The client waits for "100 Continue" before it sends the body. True once.
  bool wants_continue();
  /// How long the body will be, as far as that is known.
  std::size_t body_announced() const { return chunked_ ? limits_.body : length_; }
  bool chunked() const { return chunked_; }
  bool expects_continue() const { return expects_; }
  int status() const { return status_; }
  const std::string& why() const { return why_; }

 private:
  Step advance_head();
  Step advance_chunks();
  Step parse(std::size_t head_end);
  Step parse_length(bool has_encoding, std::string_view encoding, bool has_length, std::string_view length,
                    std::size_t head_end);
  Step broken(int status, std::string why);
  bool take_line(std::string_view& line, std::size_t longest, bool& too_long);

  RequestLimits limits_;
  const Streams* streams_;
  std::string buffer_;
  std::size_t at_ = 0;  // in buffer_: what lies before it is used up
  ReceivedRequest request_;
  bool head_done_ = false;
  bool chunked_ = false;
  bool expects_ = false;
  bool streamed_ = false;
  enum class Chunk { size, data, data_end, trailer, end } chunk_ = Chunk::size;
  std::size_t length_ = 0;  // of the body, or what is left of the chunk
  std::size_t trailer_ = 0;
  bool whole_ = false;
  int status_ = 0;
  std::string why_;
};

}  // namespace tidemark
