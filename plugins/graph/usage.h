#pragma once
// What the Graph API says of its quotas: headers that hold JSON, figures that are percent of a quota and may
// exceed 100, where throttling begins. Not calls: nobody can count down with them, so a bucket is reported
// only when it is full. Source: developers.facebook.com/docs/graph-api/overview/rate-limiting, read
// 2026-11-22.

#include <cstdint>
#include <optional>
#include <string_view>
#include <tidemark/plugin.hpp>

namespace tidemark::graph {

/// Which of the plugin's buckets a request counts on, and how its account is named in the headers.
struct Quotas {
  std::uint32_t app = 0;             // bucket of the whole app
  std::uint32_t account = 0;         // bucket of the account
  std::string_view type = "pages";   // of our entries in X-Business-Use-Case-Usage: "pages", "instagram"
  std::string_view account_id = {};  // the object's id there; empty: unknown
};

/// Full quotas that an answer's headers speak of.
struct Usage {
  bool app_is_full = false;
  bool account_is_full = false;
  /// Until the account may ask again. Nothing if it was not said; a 0 means that too.
  std::optional<std::int64_t> account_wait_ms = {};
};

/// When a platform says wait and not how long: its windows roll, and after an hour much of them has left.
inline constexpr std::int64_t kUnsaidWaitMs = std::int64_t{60} * 60 * 1000;

/// Reads X-App-Usage, X-Page-Usage and X-Business-Use-Case-Usage. Of the last, our account's entries of our
/// type count, whatever comes beside them (businesses, other pages, "messenger"); where the account is not
/// among them, all of our type do. What is malformed says nothing.
Usage read_usage(const sdk::Response& answer, const Quotas& quotas);

}  // namespace tidemark::graph
