#pragma once
// What can happen is a value: every call that can fail for a reason outside the program returns a Result.

#include <cassert>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace tidemark {

/// What a caller can act on. The first group are the codes of the admin API and of abi.h, under the same
/// names; the second belongs to the engine itself and decides exit codes and HTTP status.
enum class Code {
  platform_error,
  rate_limited,
  auth_failed,    ///< a person must grant access again
  invalid_token,  ///< expired or malformed; a fresh one may work
  post_not_found,
  permission_denied,
  metric_unavailable,
  bad_response,
  timeout,
  network_error,
  plugin_error,

  cancelled,  ///< the engine asked to stop; not a failure
  bad_config,
  unsupported,
  invalid,    ///< the caller's input is wrong: HTTP 400
  not_found,  ///< unknown, or out of the caller's sight: HTTP 404
  conflict,   ///< contradicts what is there: HTTP 409
  forbidden,  ///< the caller's role does not allow it: HTTP 403
  storage,    ///< disk, RocksDB or SQLite failed
  busy,       ///< no room now, later: HTTP 503
};

/// The code's name as in the enum, which is how JSON says it.
std::string_view to_string(Code code);
std::optional<Code> parse_code(std::string_view text);

struct Error {
  Code code = Code::plugin_error;
  std::string message;  ///< one sentence a person can act on; never a secret
  std::string field =
      {};  ///< with `invalid` and `conflict`: the field by its word in body or query, if one is to blame
  std::optional<std::chrono::milliseconds> retry_after = {};  ///< with `rate_limited` and `busy`, where known
  std::optional<int> http_status = {};  ///< of the platform's answer that the error is about

  /// The same error with what was being done in front: "posts of Acme: ...".
  Error at(std::string_view where) const {
    Error copy = *this;
    copy.message = std::string(where) + ": " + message;
    return copy;
  }
};

struct Done {};

template <typename T = Done>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T& value() & {
    assert(*this);
    return std::get<0>(state_);
  }
  const T& value() const& {
    assert(*this);
    return std::get<0>(state_);
  }
  T&& value() && {
    assert(*this);
    return std::get<0>(std::move(state_));
  }
  const Error& error() const {
    assert(!*this);
    return std::get<1>(state_);
  }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace tidemark
