#pragma once
// Requests to the platform and its answers. The engine adds origin and credentials, asks the quota and
// repeats what is safe to repeat: a plugin says what it wants and reads what came.

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tidemark/abi.h"
#include "tidemark/failure.hpp"
#include "tidemark/json.hpp"

namespace tidemark::sdk {

/// `text` with every byte but letters, digits and -._~ as %XX.
inline std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF", kPlain = "-._~";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       kPlain.find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      (out += '%').append({kHex[byte >> 4], kHex[byte & 15]});
  }
  return out;
}

/// A path and its query: Target("/2/users").part(id).add("fields", "a,b") is "/2/users/17?fields=a%2Cb".
class Target {
 public:
  explicit Target(std::string_view path) : text_(path) {}
  Target& part(std::string_view segment) {
    (text_ += '/') += percent_encoded(segment);
    return *this;
  }
  Target& add(std::string_view name, std::string_view value) {
    text_ += text_.find('?') == std::string::npos ? '?' : '&';
    (text_.append(name) += '=') += percent_encoded(value);
    return *this;
  }
  operator const std::string&() const { return text_; }  // NOLINT: a target is its text

 private:
  std::string text_;
};

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string target;        // begins with '/'; never a host, never a token
  std::uint32_t bucket = 0;  // index into kBuckets
  std::string method = "GET";
  std::vector<Header> headers = {};  // beyond what the engine sends by itself
  std::string body = {};
  std::uint32_t origin = 0;  // index into the manifest's [[origin]]
  std::uint32_t cost = 1;    // units of the bucket
  bool as_app = false;       // with the app's own token instead of the account's
};

/// An answer of the platform. A view: body and headers are gone with the next request.
class Response {
 public:
  Response(const tidemark_response& raw, std::optional<Failure> limited)
      : raw_(raw), limited_(std::move(limited)) {}

  std::uint32_t status() const { return raw_.status; }
  bool ok() const { return !limited_ && raw_.status >= 200 && raw_.status < 300; }
  std::string_view body() const { return view(raw_.body); }
  /// Set when the engine read the answer as "come back later"; it has closed the bucket then.
  const std::optional<Failure>& limited() const { return limited_; }

  /// By its name in lower case.
  std::optional<std::string_view> header(std::string_view name) const {
    for (std::uint64_t i = 0; i < raw_.header_count; ++i)
      if (view(raw_.headers[i].name) == name) return view(raw_.headers[i].value);
    return std::nullopt;
  }
  /// Nothing also if it is no whole number.
  std::optional<std::int64_t> number_header(std::string_view name) const {
    const auto value = header(name);
    std::int64_t number = 0;
    if (!value) return std::nullopt;
    const auto [end, problem] = std::from_chars(value->data(), value->data() + value->size(), number);
    return problem == std::errc() && end == value->data() + value->size() ? std::optional(number)
                                                                          : std::nullopt;
  }
  /// A header that holds Unix seconds, as milliseconds; nothing also if no such time exists.
  std::optional<std::int64_t> time_header(std::string_view name) const {
    constexpr std::int64_t kYear9999 = 253'402'300'799;
    const auto seconds = number_header(name);
    return seconds && *seconds >= 0 && *seconds <= kYear9999 ? std::optional(*seconds * 1000) : std::nullopt;
  }
  /// Throws json::Error, which becomes TIDEMARK_BAD_RESPONSE.
  json::Document json() const { return json::parse(body()); }

  /// What an answer that is not `ok` means by its status alone; `what` names the request.
  Failure failure(std::string_view what) const {
    if (limited_) return *limited_;
    const std::string came = std::string(what) + ": the platform answered " + std::to_string(status());
    switch (status()) {
      case 401:
        return {TIDEMARK_INVALID_TOKEN, came + ": the access token is expired or wrong", status()};
      case 403:
        return {TIDEMARK_PERMISSION_DENIED, came + ": this token may not", status()};
      case 429:
        return {TIDEMARK_RATE_LIMITED, came, status()};
      default:
        return {TIDEMARK_PLATFORM_ERROR, came, status()};
    }
  }

 private:
  tidemark_response raw_;
  std::optional<Failure> limited_;
};

}  // namespace tidemark::sdk
