#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace tidemark::testing {

struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// A client that sends exactly the bytes it is told to, on 127.0.0.1. Whatever takes longer than ten seconds
/// throws.
class HttpTestClient {
 public:
  explicit HttpTestClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect to port " + std::to_string(port));
  }
  HttpTestClient(HttpTestClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}
  HttpTestClient& operator=(HttpTestClient&&) = delete;
  ~HttpTestClient() {
    if (socket_ >= 0) ::close(socket_);
  }

  /// False once the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }

  /// The next answer, interim ones (100) included. `head_only`: to a HEAD.
  HttpAnswer receive(bool head_only = false) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) throw std::runtime_error("the server closed instead of answering; it said: " + buffer_);
    HttpAnswer answer = parse_head(std::string_view(buffer_).substr(0, end + 2));
    buffer_.erase(0, end + 4);
    const auto length = answer.headers.find("content-length");
    const std::size_t size = length == answer.headers.end() || head_only ? 0 : std::stoul(length->second);
    if (answer.headers.contains("transfer-encoding") && !head_only) {
      answer.body = receive_chunks();
      return answer;
    }
    while (buffer_.size() < size)
      if (!more()) throw std::runtime_error("the answer is cut off");
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return answer;
  }
  HttpAnswer ask(std::string_view bytes) {
    send(bytes);
    return receive();
  }
  /// What comes next, not taken apart; empty: the server has closed.
  std::string receive_some() {
    if (buffer_.empty()) more();
    return std::exchange(buffer_, {});
  }
  /// Whether the server closes without saying any more.
  bool is_closed() {
    while (buffer_.empty())
      if (!more()) return true;
    return false;
  }

 private:
  std::string line() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos)
      if (!more()) throw std::runtime_error("the answer is cut off");
    const std::string text = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return text;
  }
  std::string receive_chunks() {
    std::string body;
    for (;;) {
      const std::size_t size = std::stoul(line(), nullptr, 16);
      while (buffer_.size() < size + 2)
        if (!more()) throw std::runtime_error("the answer is cut off");
      body += buffer_.substr(0, size);
      buffer_.erase(0, size + 2);
      if (size == 0) return body;
    }
  }

  bool more() {
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, 10'000) <= 0) throw std::runtime_error("no answer within ten seconds");
    char piece[16384];
    const ssize_t count = ::recv(socket_, piece, sizeof piece, 0);
    if (count <= 0) return false;
    buffer_.append(piece, static_cast<std::size_t>(count));
    return true;
  }

  static HttpAnswer parse_head(std::string_view head) {
    HttpAnswer answer;
    answer.status = std::stoi(std::string(head.substr(9, 3)));
    head.remove_prefix(head.find("\r\n") + 2);
    while (!head.empty()) {
      const std::string_view line = head.substr(0, head.find("\r\n"));
      head.remove_prefix(line.size() + 2);
      const std::size_t colon = line.find(": ");
      std::string name(line.substr(0, colon));
      std::transform(name.begin(), name.end(), name.begin(),
                     [](char c) { return static_cast<char>(std::tolower(c)); });
      answer.headers[name] = line.substr(colon + 2);
    }
    return answer;
  }

  int socket_;
  std::string buffer_;
};

/// The bytes of a request with a JSON body; without a body if it is empty.
inline std::string http_request(std::string_view method, std::string_view target, std::string_view token = {},
                                std::string_view body = {}, std::string_view type = "application/json") {
  std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n";
  if (!token.empty()) text += "Authorization: Bearer " + std::string(token) + "\r\n";
  if (!body.empty()) text += "Content-Type: " + std::string(type) + "\r\n";
  if (!body.empty() || method == "PATCH" || method == "PUT")
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string(body);
}

}  // namespace tidemark::testing
