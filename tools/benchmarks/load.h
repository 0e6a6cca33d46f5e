#pragma once
// A client that keeps its connection, and several of them at once: what it costs to ask.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::bench {

/// One connection to 127.0.0.1. Everything throws std::runtime_error that breaks it.
class Connection {
 public:
  explicit Connection(std::uint16_t port);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void send(std::string_view bytes);
  /// The whole answer to what was sent; its status.
  int receive(std::string& body);

 private:
  void fill();
  std::string_view line();
  void take(std::size_t bytes, std::string& into);

  int socket_;
  std::string buffer_;
  std::size_t at_ = 0;
};

struct LoadFigures {
  std::vector<double> ms;  ///< of each call
  double wall_s = 0;
  double per_second() const { return static_cast<double>(ms.size()) / wall_s; }
};

/// Head of a request without a body.
std::string get_request(const std::string& target, const std::string& token);
std::string post_request(const std::string& target, const std::string& token);

/// `requests` in turn over `connections`, `calls` in all. Throws if an answer is not 200.
LoadFigures load(std::uint16_t port, const std::vector<std::string>& requests, std::size_t connections,
                 std::size_t calls);

/// A CSV file in one request, sent in pieces as it is read; the answer's body.
std::string post_file(std::uint16_t port, const std::string& target, const std::string& token,
                      const std::filesystem::path& csv);
/// The same file cut into requests of `rows` rows, over `connections`; rows sent in all.
LoadFigures post_batches(std::uint16_t port, const std::string& target, const std::string& token,
                         const std::filesystem::path& csv, std::size_t rows, std::size_t most,
                         std::size_t connections);

}  // namespace tidemark::bench
