#pragma once

#include "client.h"

namespace tidemark::sandbox::testing {

/// A sandbox asked as LinkedIn is: with a version, under protocol 2.0.0.
class LinkedInFixture : public Fixture {
 public:
  explicit LinkedInFixture(Options options = {}) : Fixture(std::move(options)) {}

  using Headers = std::map<std::string, std::string>;
  static Headers usual() { return {{"LinkedIn-Version", "202609"}, {"X-Restli-Protocol-Version", "2.0.0"}}; }

  Reply ask(const std::string& target, const std::string& token = "sandbox-linkedin-1") {
    return ask_with(usual(), target, token);
  }
  Reply ask_with(const Headers& headers, const std::string& target,
                 const std::string& token = "sandbox-linkedin-1") {
    return request(sandbox->port(), "GET", "/linkedin/rest/" + target, token, "", false, headers);
  }

  WorldAccount account(std::size_t number = 1) { return sandbox->world("linkedin").at(number - 1); }
  std::string page(std::size_t number = 1) { return "urn%3Ali%3Aorganization%3A" + account(number).user_id; }
  std::string statistics(std::size_t number = 1) {
    return "organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=" + page(number);
  }
};

inline std::string encoded(const std::string& urn) {
  std::string out;
  for (char c : urn) out += c == ':' ? "%3A" : std::string(1, c);
  return out;
}

/// "List(a,b)" of the posts whose URN begins so.
inline std::string list_of(const std::vector<WorldPost>& posts, const std::string& kind,
                           std::size_t most = 50) {
  std::string out;
  for (const auto& post : posts) {
    if (post.id.rfind("urn:li:" + kind + ":", 0) != 0 || most == 0) continue;
    out += (out.empty() ? "" : ",") + encoded(post.id);
    --most;
  }
  return "List(" + out + ")";
}

inline std::string input_code(const Reply& reply) {
  const auto errors = reply["errorDetails"]["inputErrors"].items();
  return errors.empty() ? "" : text(errors.front()["code"]);
}

}  // namespace tidemark::sandbox::testing
