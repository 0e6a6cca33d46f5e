#pragma once
// Recorded answers, served again.
//
// A recording is two files: NAME.json, the body as it came, and NAME.meta.json with
//   {"request": "GET /2/tweets/123?tweet.fields=public_metrics", "status": 200, "headers": {...},
//   "request_body"?: "a=b"}
// Method and path must match. What a platform can be asked for one by one and in bulk is one thing here: ids
// asked in bulk are put together from whatever recordings hold them, and the other way round; where several
// recordings hold one id, they are merged and the request's field parameters choose among their members.
// Elsewhere the query is looked at only between recordings of the same method and path.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"
#include "sandbox/exchange.h"

namespace tidemark::sandbox {

/// Threads: any, once loaded.
class Recordings {
 public:
  /// Error: `bad_config` with the file's name. `complain` hears what cannot be served.
  static Result<std::unique_ptr<Recordings>> load(const std::filesystem::path& directory,
                                                  std::function<void(std::string_view)> complain);
  ~Recordings();

  /// 404 without a body for what no recording knows.
  Answer answer(const Request& request) const;
  std::size_t size() const;

 private:
  struct Impl;
  explicit Recordings(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::sandbox
