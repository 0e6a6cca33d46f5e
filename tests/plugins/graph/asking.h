#pragma once
// A plugin that does nothing but what a test gives it to do: asks the Graph API once, through the boundary.

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fake_host.h"
#include "graph/graph.h"

namespace tidemark::testing {

inline constexpr std::int64_t kNow = 1785585600000;  // 2026-08-01T12:00:00Z
inline constexpr std::uint32_t kAppBucket = 0, kPageBucket = 1;

/// What came of one request.
struct Asked {
  bool ok = false;
  graph::Error error;  // if it is not
  Outcome outcome;     // its result is the request's failure
};

/// Asks one thing with the quotas of page "17" and lets `read` see the answer.
Asked ask_graph(Answer answer, std::function<void(const json::Value&)> read = {},
                std::string_view account_id = "17");

/// The error alone.
inline graph::Error error_of(std::uint32_t status, std::string body) {
  return ask_graph({.status = status, .body = std::move(body)}).error;
}

}  // namespace tidemark::testing
