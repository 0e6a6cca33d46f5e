#pragma once
// One request to the Graph API: sends it, reports the quota that the answer speaks of, tells good from bad.

#include <optional>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>
#include <utility>

#include "graph/error.h"
#include "graph/usage.h"

namespace tidemark::graph {

/// Lasts beyond the next request.
class Answer {
 public:
  Answer(json::Document document, std::string version)
      : document_(std::move(document)), version_(std::move(version)) {}
  Answer(Error error, sdk::Failure failure) : error_(std::move(error)), failure_(std::move(failure)) {}

  bool ok() const { return document_.has_value(); }
  /// Of an answer that is ok: an object or an array, and no `error` in it.
  json::Value root() const { return document_->root(); }
  /// The version that the platform really used ("v25.0"); empty if it does not say. An expired one is not
  /// refused, it silently becomes another.
  const std::string& version() const { return version_; }

  /// Of an answer that is not.
  const Error& error() const { return *error_; }
  /// The same as the engine wants it; of a limit with the time to wait, when its bucket is already closed.
  const sdk::Failure& failure() const { return *failure_; }

 private:
  std::optional<json::Document> document_;
  std::string version_;
  std::optional<Error> error_;
  std::optional<sdk::Failure> failure_;
};

/// `what` names the request in sentences ("GET /published_posts"). Throws only what the engine's http throws:
/// no answer came, or the bucket did not consent.
Answer ask(const sdk::Host& host, const sdk::Request& request, std::string_view what, const Quotas& quotas);

}  // namespace tidemark::graph
