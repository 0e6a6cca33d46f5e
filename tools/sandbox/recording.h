#pragma once
// One recording, and what it was asked about. Internal to the sandbox.

#include <Poco/JSON/Object.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"
#include "sandbox/exchange.h"

namespace tidemark::sandbox {

/// Paths that ask for the same things one by one and in bulk. Source: X API facts, section 2.
struct Family {
  std::string_view single;     ///< path in front of the one id; empty: there is no such form
  std::string_view bulk;       ///< path of the list
  std::string_view parameter;  ///< of the list's ids
  std::string_view key;        ///< the member that holds the id in an answer
  std::string_view type;       ///< "tweet", "user", "media"
};

/// What a request of a family names.
struct Things {
  const Family* family = nullptr;
  std::vector<std::string> ids;
};
std::optional<Things> things_asked(const Request& request);

struct Recording {
  std::string name;
  Request request;  ///< its query also has the pairs of the recorded form body
  std::optional<Things> things;
  Answer answer;
  Poco::JSON::Object::Ptr json;  ///< null if the body is no JSON object

  /// True if it answers about the same kind of things: users by id and by name are one.
  bool is_about(const Family& family) const;
  /// The object in `data` whose `key` is this id, null if there is none.
  Poco::JSON::Object::Ptr object_of(std::string_view key, const std::string& id) const;
  /// The elements of `errors` about this id.
  std::vector<Poco::JSON::Object::Ptr> errors_of(const std::string& id) const;
};

/// `meta` is NAME.meta.json. Error: `bad_config`, naming the file.
Result<Recording> read_recording(const std::filesystem::path& meta);

/// Puts an answer together from all recordings (status 200) that know any of `things`. A status of 404 says
/// that none does; `unknown` gets the ids that none knows.
Answer compose(const std::vector<const Recording*>& known, const Things& things, const Request& request,
               std::vector<std::string>& unknown);

}  // namespace tidemark::sandbox
