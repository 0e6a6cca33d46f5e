#pragma once
// An engine that plays canned answers to a plugin called through its C descriptor, and notes all that the
// plugin does. Memory lent to the plugin is freed or overwritten when the call ends, so that a kept pointer
// is found.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tidemark/abi.h"

namespace tidemark::testing {

struct Answer {
  std::uint32_t status = 200;
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  tidemark_code code = TIDEMARK_OK;  // not OK and status 0: no answer came
  std::int64_t retry_after_ms = -1;
};

struct AskedItem {
  std::string platform_id;  // empty: the account itself
  std::optional<std::int64_t> published_at_ms = {};
  std::string type = {};
};

struct Failed {
  tidemark_code code = TIDEMARK_OK;
  std::string message;
  std::int64_t retry_after_ms = -1;
  std::uint32_t http_status = 0;
};

struct SentRequest {
  std::string target;
  std::uint32_t bucket;
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::uint32_t origin = 0;
  bool as_app = false;
  std::uint32_t cost = 1;

  std::string header(std::string_view name) const {
    for (const auto& [known, value] : headers)
      if (known == name) return value;
    return {};
  }
};

/// A metric that was reported as refused.
struct Refused {
  std::string metric;
  std::string type;
  std::int64_t until_ms;
  std::string why;
};

/// A sample of a window's total.
struct WindowSample {
  std::uint32_t item;
  std::string metric;
  std::int64_t since_ms, until_ms, value;
};

struct FoundPost {
  std::string platform_id, url, text, type, media_json;
  std::optional<std::int64_t> published_at_ms;
};

/// What check said with `access`.
struct AccessSaid {
  std::string scopes, missing, role;
  std::int64_t expires_at_ms = TIDEMARK_UNKNOWN_TIME;
};

struct Outcome {
  Failed result;
  std::map<std::pair<std::uint32_t, std::string>, std::int64_t> values;  // (item, metric) -> value
  std::vector<std::size_t> emits;                                        // samples of each emit
  std::map<std::uint32_t, Failed> failed;
  std::vector<std::uint32_t> read;
  std::vector<SentRequest> requests;
  std::vector<tidemark_quota> quotas;
  std::vector<WindowSample> windows;
  std::vector<Refused> unavailable;
  std::vector<std::string> log;
  std::vector<FoundPost> found;
  std::string cursor;
  std::optional<std::int64_t> listed_since;  // TIDEMARK_UNKNOWN_TIME: every post there is
  std::optional<AccessSaid> access;

  std::optional<std::int64_t> value(std::uint32_t item, const std::string& metric) const {
    const auto at = values.find({item, metric});
    return at == values.end() ? std::nullopt : std::optional(at->second);
  }
  bool answered(std::uint32_t item) const {
    for (const auto& [key, value] : values)
      if (key.first == item) return true;
    for (const auto index : read)
      if (index == item) return true;
    return failed.contains(item);
  }
};

class FakeHost {
 public:
  explicit FakeHost(const tidemark_plugin& plugin, std::string_view config = "{}");
  ~FakeHost();
  FakeHost(const FakeHost&) = delete;

  /// Answers every request; by default 404 with no body.
  std::function<Answer(const SentRequest&)> play = [](const SentRequest&) { return Answer{.status = 404}; };
  std::int64_t now_ms = 0;
  std::map<std::string, std::string> account = {};
  /// Metrics that the engine remembers as refused: their names, and of which type ("": of every type).
  std::vector<std::pair<std::string, std::string>> remembered = {};
  int cancel_at_request = -1;
  tidemark_code emit_answers = TIDEMARK_OK;

  Outcome sync(const std::vector<AskedItem>& items);
  Outcome discover(const std::string& cursor);
  Outcome check();
  const Failed& created() const { return created_; }

 private:
  static FakeHost& self(const tidemark_host* host) { return *static_cast<FakeHost*>(host->impl); }
  void end_call(tidemark_code code, const tidemark_error& error);
  std::vector<tidemark_pair> account_pairs() const;
  std::vector<tidemark_unavailable> unavailable() const;
  tidemark_code http(const tidemark_request& request, tidemark_response& out, tidemark_error& error);
  void forget_answer();

  const tidemark_plugin* plugin_;
  tidemark_host host_ = {};
  void* instance_ = nullptr;
  Failed created_;
  Outcome outcome_;
  Answer answer_;
  std::vector<tidemark_pair> answer_headers_;
};

}  // namespace tidemark::testing
