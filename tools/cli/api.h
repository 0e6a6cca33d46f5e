#pragma once
// The admin API over HTTP, as far as a client sees it.

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <functional>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "domain/result.h"

namespace tidemark::cli {

using Json = Poco::JSON::Object;

/// One field at fault in a refused body.
struct FieldFault {
  std::string field, detail;
};

struct ApiAnswer {
  int status = 0;
  std::string body;
  std::string location;
  Json::Ptr json;  ///< an empty object if the body is none
};

/// A query parameter; one with an empty value is left out.
using Parameters = std::vector<std::pair<std::string, std::string>>;
/// "?a=1&b=2", escaped; empty without parameters.
std::string query_of(const Parameters& parameters);

class Api {
 public:
  /// `url` is "http://host:port", without a path.
  static Result<Api> create(const std::string& url, std::string token);

  /// `path` begins with "/". Every answer below 400 is good; others are errors whose message is the engine's
  /// own sentence, and `faults` then gets the fields it named.
  Result<ApiAnswer> send(const std::string& method, const std::string& path, const std::string& body = "",
                         std::vector<FieldFault>* faults = nullptr) const;
  /// The same engine, for what may take it that long.
  Api patient(int seconds) const {
    Api copy = *this;
    copy.patience_s_ = seconds;
    return copy;
  }
  Result<ApiAnswer> get(const std::string& path) const { return send("GET", path); }
  /// As `get`, but an answer with this status is good as well.
  Result<ApiAnswer> get_allowing(int status, const std::string& path) const;
  /// The body of a good answer goes to `out` as it comes. Error `network_error`: it broke off, and what `out`
  /// got is not the whole.
  Result<> download(const std::string& path, std::ostream& out) const;
  /// Appends more of a body; false at its end. After an error the connection is broken.
  using Pieces = std::function<Result<bool>(std::string& piece)>;
  /// Sends a body of any length as it comes.
  Result<ApiAnswer> upload(const std::string& path, const std::string& content_type,
                           const Pieces& pieces) const;
  /// All items of a list, page after page, or the first `most`.
  Result<Poco::JSON::Array::Ptr> list(const std::string& path, Parameters parameters,
                                      std::size_t most = SIZE_MAX) const;

 private:
  Api(std::string url, std::string host, unsigned short port, std::string token)
      : url_(std::move(url)), host_(std::move(host)), port_(port), token_(std::move(token)) {}
  Result<ApiAnswer> exchange(const std::string& method, const std::string& path,
                             const std::string& body) const;

  Result<ApiAnswer> judged(ApiAnswer answer) const;
  Error unreachable() const;

  std::string url_, host_;
  unsigned short port_;
  std::string token_;
  int patience_s_ = 300;  // a refresh may be waited for on the engine's side
};

std::string text_of(const Json& json);

}  // namespace tidemark::cli
