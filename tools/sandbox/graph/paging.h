#pragma once
// Lists that come in pages. Source: Facebook facts, section 5.1: the end is the absence of `next`, a page may
// be empty and have one, links carry the token in clear, cursors are long and opaque.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "sandbox/exchange.h"
#include "sandbox/json_text.h"

namespace tidemark::sandbox::graph {

/// A place in a list: the world's id of the post there, and whether the page that showed it was an empty one.
struct Place {
  std::uint64_t post = 0;
  bool after_empty = false;
};
/// Opaque text for it.
std::string to_cursor(const Place& place, std::uint64_t seed);
std::optional<Place> parse_cursor(std::string_view cursor);

/// "https://{host}{path}?access_token=...&..." with the pairs of `query` and, instead of those of the same
/// name, `set`. A real link names Graph's own host wherever the request was sent.
std::string link(const std::string& host, const std::string& path, const Pairs& query,
                 const std::string& token, const Pairs& set, const std::vector<std::string>& without);

/// What a request asks of a list.
struct PageAsked {
  std::int64_t limit = 25;
  std::optional<Place> after, before;
  std::optional<std::int64_t> since_s, until_s;
};
/// Throws a Refusal for a limit over `most` and for a cursor that is none.
PageAsked read_page(const Pairs& query, std::int64_t most);

/// One page of a list: where it begins and ends, and whether there is more on either side.
struct PageBounds {
  Place first, last;
  bool is_empty = false;
  bool has_before = false, has_next = false;
  bool tells_after = true;  ///< a last page may leave `cursors.after` out
};
/// Writes `paging`, for lists that have any.
void write_paging(
    JsonText& json, const PageBounds& bounds, std::uint64_t seed,
    const std::function<std::string(const Pairs& set, const std::vector<std::string>& without)>& link_to);

}  // namespace tidemark::sandbox::graph
