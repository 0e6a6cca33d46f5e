#pragma once
// A request and its answer, free of any HTTP library.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::sandbox {

/// Names and values in the order they came, percent-decoded.
using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string path;  ///< as sent, without the query and without the platform's prefix
  Pairs query;
  std::string token;  ///< of "Authorization: Bearer"; empty if there is none
  std::string body;
  std::string raw_query = {};  ///< as sent, not decoded
  Pairs headers = {};          ///< names in lower case
  /// Where the platform seems to live, for links in answers: "http://127.0.0.1:8090/linkedin".
  std::string base = {};
};

/// A header's value (`name` in lower case), empty if there is none.
std::string header(const Request& request, std::string_view name);

struct Answer {
  int status = 200;
  Pairs headers;  ///< content-length and connection belong to the server
  std::string body;
  std::vector<std::uint64_t> billed;  ///< ids of the resources that cost money
};

/// Reads "a=1&b=2%2C3". A name without "=" has an empty value; a broken escape stays as it is.
Pairs parse_query(std::string_view text);
/// The first value of that name, or null.
const std::string* find(const Pairs& pairs, std::string_view name);
/// Undoes percent-encoding; "+" is a space only if `plus_is_space`. A broken escape stays as it is.
std::string percent_decode(std::string_view text, bool plus_is_space);
/// A decimal number of 1 to 19 digits and nothing else.
std::optional<std::uint64_t> parse_id(std::string_view text);
/// The parts between `separator`s; an empty text has none.
std::vector<std::string_view> split(std::string_view text, char separator);
/// True if `text` has the form of `pattern`, in which "*" stands for any characters, also none.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace tidemark::sandbox
