#pragma once
// A server without manners: plays bytes on loopback exactly as a test scripts them.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tidemark::testing {

/// How the bytes of one accepted connection travel; this one: as they are. Does not own the descriptor.
class Wire {
 public:
  explicit Wire(int fd) : fd_(fd) {}
  virtual ~Wire() = default;
  virtual ssize_t read(char* into, std::size_t size) { return ::recv(fd_, into, size, 0); }
  virtual ssize_t write(const char* from, std::size_t size) { return ::send(fd_, from, size, MSG_NOSIGNAL); }
  /// Says goodbye, where the protocol has a word for it.
  virtual void end() {}

 protected:
  const int fd_;
};

/// The server's end of one connection, for its script. Closed in good order when the script returns.
class Peer {
 public:
  Peer(int number, int fd, Wire& wire, std::function<void(std::string)> seen)
      : number_(number), fd_(fd), wire_(wire), seen_(std::move(seen)) {}

  /// 0 for the server's first connection.
  int number() const { return number_; }

  /// Head and body (by Content-Length) of the next request; empty when the client has gone.
  std::string read_request() {
    std::size_t wanted = 0;
    while (true) {
      const auto end = pending_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const auto length = pending_.find("Content-Length: ");
        const auto body = length < end ? std::strtoul(pending_.c_str() + length + 16, nullptr, 10) : 0;
        wanted = end + 4 + body;
      }
      if (wanted > 0 && pending_.size() >= wanted) break;
      char bytes[16384];
      const auto got = wire_.read(bytes, sizeof bytes);
      if (got <= 0) return {};
      pending_.append(bytes, static_cast<std::size_t>(got));
    }
    std::string request = pending_.substr(0, wanted);
    pending_.erase(0, wanted);
    seen_(request);
    return request;
  }
  /// False once the client has gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = wire_.write(bytes.data(), bytes.size());
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// Returns when the client has gone.
  void await_close() {
    char bytes[4096];
    while (wire_.read(bytes, sizeof bytes) > 0) {
    }
  }
  /// Ends the connection without TLS's goodbye.
  void cut() {
    cut_ = true;
    ::shutdown(fd_, SHUT_RDWR);
  }
  bool was_cut() const { return cut_; }

 private:
  const int number_;
  const int fd_;
  Wire& wire_;
  std::function<void(std::string)> seen_;
  std::string pending_;
  bool cut_ = false;
};

/// Listens on 127.0.0.1, port 0; plays `script` for each connection in a thread of its own. Connections still
/// open when the server goes are shut down.
class RawServer {
 public:
  using Script = std::function<void(Peer&)>;
  using Wrap = std::function<std::unique_ptr<Wire>(int fd)>;

  explicit RawServer(
      Script script, Wrap wrap = [](int fd) { return std::make_unique<Wire>(fd); })
      : script_(std::move(script)), wrap_(std::move(wrap)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, any, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, any, &size) != 0)
      throw std::runtime_error("no loopback server");
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
  }
  ~RawServer() {
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    {
      std::lock_guard lock(mutex_);
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    for (const int fd : open_) ::close(fd);
    ::close(listener_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  int port() const { return port_; }
  std::string url(const std::string& scheme = "http", const std::string& host = "127.0.0.1") const {
    return scheme + "://" + host + ":" + std::to_string(port_);
  }
  int connections() const {
    std::lock_guard lock(mutex_);
    return static_cast<int>(open_.size());
  }
  /// In the order in which they were read.
  std::vector<std::string> requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }
  void await_requests(std::size_t count) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return requests_.size() >= count; });
  }
  /// Waits until so many scripts have come to their end, so that the client's side is closed too.
  void await_ended(int count) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ >= count; });
  }

 private:
  void accept_all() {
    while (true) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      int number = 0;
      {
        std::lock_guard lock(mutex_);
        number = static_cast<int>(open_.size());
        open_.push_back(fd);
      }
      threads_.emplace_back([this, fd, number] { play(fd, number); });
    }
  }
  void play(int fd, int number) {
    const auto wire = wrap_(fd);
    Peer peer(number, fd, *wire, [this](std::string request) {
      std::lock_guard lock(mutex_);
      requests_.push_back(std::move(request));
      changed_.notify_all();
    });
    script_(peer);
    if (!peer.was_cut()) wire->end();
    ::shutdown(fd, SHUT_RDWR);
    std::lock_guard lock(mutex_);
    ++ended_;
    changed_.notify_all();
  }

  const Script script_;
  const Wrap wrap_;
  int listener_ = -1;
  int port_ = 0;
  std::thread accepting_;
  std::vector<std::thread> threads_;  // the accepting thread's, until it has ended

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  // Guarded by mutex_.
  std::vector<int> open_;
  std::vector<std::string> requests_;
  int ended_ = 0;
};

/// A whole answer with its Content-Length. `headers`: lines, each with its end.
inline std::string http_answer(int status, std::string_view body, std::string_view headers = {}) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Said\r\n";
  text.append(headers).append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
  return text.append(body);
}

/// Answers every request of every connection with the next of `answers`; the last one again and again.
inline RawServer::Script play_answers(std::vector<std::string> answers) {
  struct Shared {
    std::mutex mutex;
    std::size_t next = 0;
  };
  return [answers = std::move(answers), shared = std::make_shared<Shared>()](Peer& peer) {
    while (!peer.read_request().empty()) {
      std::size_t at = 0;
      {
        std::lock_guard lock(shared->mutex);
        at = std::min(shared->next++, answers.size() - 1);
      }
      if (!peer.send(answers[at])) return;
    }
  };
}

}  // namespace tidemark::testing
