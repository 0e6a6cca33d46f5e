#include "load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <exception>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "measure.h"

namespace tidemark::bench {
namespace {

std::string post_head(const std::string& target, const std::string& token, std::size_t length) {
  return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
         "\r\nContent-Type: text/csv\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

/// Calls `work` on threads of its own until it answers false or throws; what one throws is thrown here.
template <typename Work>
LoadFigures on_threads(std::uint16_t port, std::size_t connections, const Work& work) {
  std::vector<std::vector<double>> times(connections);
  std::exception_ptr failed;
  std::mutex mutex;
  const auto start = Time::now();
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < connections; ++i)
      threads.emplace_back([&, i] {
        try {
          Connection connection(port);
          while (work(connection, times[i])) {
          }
        } catch (...) {
          std::lock_guard lock(mutex);
          failed = std::current_exception();
        }
      });
  }
  if (failed) std::rethrow_exception(failed);
  LoadFigures figures{.ms = {}, .wall_s = seconds_since(start)};
  for (const auto& some : times) figures.ms.insert(figures.ms.end(), some.begin(), some.end());
  return figures;
}

}  // namespace

Connection::Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("the engine takes no connection");
}

Connection::~Connection() {
  ::close(socket_);
}

void Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw std::runtime_error("the engine closed the connection while it was sent to");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Connection::fill() {
  if (at_ > 0) buffer_.erase(0, std::exchange(at_, 0));
  char bytes[64 << 10];
  const auto got = ::recv(socket_, bytes, sizeof bytes, 0);
  if (got <= 0) throw std::runtime_error("the engine closed the connection before its answer was whole");
  buffer_.append(bytes, static_cast<std::size_t>(got));
}

std::string_view Connection::line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n", at_)) == std::string::npos) fill();
  const std::string_view found(buffer_.data() + at_, end - at_);
  at_ = end + 2;
  return found;
}

void Connection::take(std::size_t bytes, std::string& into) {
  while (buffer_.size() - at_ < bytes) fill();
  into.append(buffer_, at_, bytes);
  at_ += bytes;
}

int Connection::receive(std::string& body) {
  body.clear();
  const int status = std::stoi(std::string(line().substr(9, 3)));
  std::size_t length = 0;
  bool chunked = false;
  for (std::string field(line()); !field.empty(); field = line()) {
    if (strncasecmp(field.c_str(), "content-length:", 15) == 0) length = std::stoull(field.substr(15));
    if (strncasecmp(field.c_str(), "transfer-encoding: chunked", 26) == 0) chunked = true;
  }
  if (!chunked) take(length, body);
  for (std::size_t piece = chunked; piece > 0;) {
    piece = std::stoull(std::string(line()), nullptr, 16);
    take(piece, body);
    line();
  }
  return status;
}

std::string get_request(const std::string& target, const std::string& token) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n";
}

std::string post_request(const std::string& target, const std::string& token) {
  return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
         "\r\nContent-Length: 0\r\n\r\n";
}

LoadFigures load(std::uint16_t port, const std::vector<std::string>& requests, std::size_t connections,
                 std::size_t calls) {
  std::atomic<std::size_t> next{0};
  return on_threads(port, connections, [&](Connection& connection, std::vector<double>& times) {
    const std::size_t mine = next++;
    if (mine >= calls) return false;
    std::string body;
    const auto start = Time::now();
    connection.send(requests[mine % requests.size()]);
    const int status = connection.receive(body);
    times.push_back(seconds_since(start) * 1'000);
    if (status != 200)
      throw std::runtime_error("status " + std::to_string(status) + ": " + body.substr(0, 300));
    return true;
  });
}

std::string post_file(std::uint16_t port, const std::string& target, const std::string& token,
                      const std::filesystem::path& csv) {
  std::ifstream file(csv, std::ios::binary);
  Connection connection(port);
  connection.send(post_head(target, token, std::filesystem::file_size(csv)));
  std::string piece(1 << 20, '\0'), body;
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0)
    connection.send({piece.data(), static_cast<std::size_t>(file.gcount())});
  const int status = connection.receive(body);
  if (status != 200)
    throw std::runtime_error("import: status " + std::to_string(status) + ": " + body.substr(0, 300));
  return body;
}

LoadFigures post_batches(std::uint16_t port, const std::string& target, const std::string& token,
                         const std::filesystem::path& csv, std::size_t rows, std::size_t most,
                         std::size_t connections) {
  std::ifstream file(csv, std::ios::binary);
  std::string header;
  std::getline(file, header);
  header += '\n';
  std::vector<std::string> requests;
  std::string body = header, line;
  std::size_t held = 0, read = 0;
  const auto close_batch = [&] {
    if (held > 0) requests.push_back(post_head(target, token, body.size()) + body);
    body = header;
    held = 0;
  };
  while (read < most && std::getline(file, line)) {
    body += line + '\n';
    ++read;
    if (++held == rows) close_batch();
  }
  close_batch();
  return load(port, requests, connections, requests.size());
}

}  // namespace tidemark::bench
