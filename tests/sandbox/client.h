#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "json_value.h"
#include "sandbox/sandbox.h"

namespace tidemark::sandbox::testing {

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  json::Value root;  ///< absent if the body is no JSON

  json::Value operator[](const std::string& key) const { return root[key]; }
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "(absent)" : found->second;
  }
};

/// One request on a connection of its own.
Reply request(std::uint16_t port, const std::string& method, const std::string& target,
              const std::string& token, const std::string& body = "", bool gzip = false,
              const std::map<std::string, std::string>& headers = {});
/// Everything that the server sends to a GET with the token sandbox-user-1 until it closes the connection.
std::string raw(std::uint16_t port, const std::string& target, const std::string& host = "x");
/// Of gzip.
std::string unpack(const std::string& bytes);

/// A sandbox on a free port whose clock stands still until a test moves it.
class Fixture {
 public:
  explicit Fixture(Options options = {}, std::int64_t starts_ms = 1'790'000'000'000) : now_ms(starts_ms) {
    options.now_ms = [this] { return now_ms; };
    options.complain = [this](std::string_view line) { complaints.emplace_back(line); };
    auto started = Sandbox::start(std::move(options));
    if (!started) throw std::runtime_error(started.error().message);
    sandbox = std::move(started).value();
  }

  Reply send(const std::string& method, const std::string& target,
             const std::string& token = "sandbox-user-1", const std::string& body = "", bool gzip = false) {
    return request(sandbox->port(), method, target, token, body, gzip);
  }
  Reply get(const std::string& target, const std::string& token = "sandbox-user-1") {
    return send("GET", target, token);
  }

  std::int64_t now_ms;
  std::vector<std::string> complaints;
  std::unique_ptr<Sandbox> sandbox;
};

/// The newest post of the account in that state, published before then.
inline std::string post_in(const WorldAccount& account, const std::string& state,
                           std::int64_t published_before) {
  for (const auto& post : account.posts)
    if (post.state == state && post.published_ms < published_before) return post.id;
  throw std::runtime_error("no " + state + " post");
}

inline std::string join(const std::vector<WorldPost>& posts, std::size_t first, std::size_t count) {
  std::string out;
  for (std::size_t i = first; i < first + count; ++i) out += (out.empty() ? "" : ",") + posts.at(i).id;
  return out;
}

inline std::string text(const json::Value& value) {
  return value.string().value_or("(absent)");
}

}  // namespace tidemark::sandbox::testing
