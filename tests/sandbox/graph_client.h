#pragma once
// What the tests of Graph's stand-in share.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "client.h"

namespace tidemark::sandbox::testing {

inline std::string page(int account) {
  return "EAAsandbox-page-" + std::to_string(account);
}
inline std::string person(int account) {
  return "EAAsandbox-user-" + std::to_string(account);
}
inline std::string by_instagram(int account) {
  return "IGsandbox-user-" + std::to_string(account);
}
inline const std::string kAppToken = "1000000001|sandbox-app-secret";

/// A small world of pages and Instagram accounts.
class GraphFixture : public Fixture {
 public:
  explicit GraphFixture(Options options = {}) : Fixture(small(std::move(options))) {}

  Reply facebook(const std::string& target, const std::string& token = page(1)) {
    return get("/facebook/v25.0" + target, token);
  }
  Reply instagram(const std::string& target, const std::string& token = by_instagram(1)) {
    return get("/instagram/v25.0" + target, token);
  }
  Reply by_facebook_login(const std::string& target, const std::string& token = page(1)) {
    return get("/instagram-facebook-login/v25.0" + target, token);
  }
  void set(const std::string& platform, const std::string& text) {
    happen(platform, {.what = "set", .text = text});
  }
  void happen(const std::string& platform, const Event& event) {
    const auto done = sandbox->happen(platform, event);
    if (!done) throw std::runtime_error(done.error().message);
  }

  std::vector<WorldPost> posts(const std::string& platform) { return sandbox->world(platform).at(0).posts; }
  std::string page_id(int account = 1) { return sandbox->world("facebook").at(account - 1).user_id; }
  std::string user_id(int account = 1) { return sandbox->world("instagram").at(account - 1).user_id; }
  /// The newest post of the feed that is so many hours old.
  std::string post_older_than(int hours) { return older_than("facebook", hours, "_"); }
  std::string media_older_than(int hours) { return older_than("instagram", hours, ""); }

 private:
  static Options small(Options options) {
    if (options.accounts == 3) options.accounts = 2;
    if (options.posts == 250) options.posts = 60;
    return options;
  }
  std::string older_than(const std::string& platform, int hours, const std::string& part) {
    for (const auto& post : posts(platform))
      if (post.published_ms < now_ms - hours * 3'600'000LL && post.state == "live" &&
          post.id.find(part) != std::string::npos)
        return post.id;
    throw std::runtime_error("no such post");
  }
};

inline std::int64_t code_of(const Reply& reply) {
  return reply["error"]["code"].count().value_or(0);
}
inline std::int64_t subcode_of(const Reply& reply) {
  return reply["error"]["error_subcode"].count().value_or(0);
}
inline std::string message_of(const Reply& reply) {
  return text(reply["error"]["message"]);
}

/// Every path in a value with the type of what is there: "data[].name:string".
inline void add_form(const json::Value& value, const std::string& path, std::set<std::string>& form) {
  using json::Kind;
  if (value.kind == Kind::object) {
    for (const auto& [name, child] : value.children) add_form(child, path + "." + name, form);
  } else if (value.kind == Kind::array) {
    for (const auto& child : value.items()) add_form(child, path + "[]", form);
  } else {
    form.insert(path + (value.kind == Kind::integer  ? ":integer"
                        : value.kind == Kind::string ? ":string"
                                                     : ":other"));
  }
}
inline std::set<std::string> form_of(const json::Value& value) {
  std::set<std::string> form;
  add_form(value, "", form);
  return form;
}

/// The insight of that name, absent if the answer has none.
inline json::Value insight(const json::Value& insights, const std::string& name) {
  for (const auto& one : insights["data"].items())
    if (text(one["name"]) == name) return one;
  return {};
}
inline json::Value value_of(const json::Value& insights, const std::string& name) {
  const auto values = insight(insights, name)["values"].items();
  return values.empty() ? json::Value{} : values[0]["value"];
}

/// A page's list, followed by its `next` links until one lacks.
inline std::vector<Reply> follow(GraphFixture& fixture, std::string target, const std::string& token) {
  std::vector<Reply> pages;
  while (!target.empty() && pages.size() < 200) {
    pages.push_back(fixture.get(target, token));
    const auto next = pages.back()["paging"]["next"].string();
    target = next ? "/facebook" + next->substr(std::string("https://graph.facebook.com").size()) : "";
  }
  return pages;
}

}  // namespace tidemark::sandbox::testing
