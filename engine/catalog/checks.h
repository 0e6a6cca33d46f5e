#pragma once
// What a text may be before it is stored, and where a business may lie. Only this folder uses it.

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/page.h"
#include "catalog/session.h"
#include "domain/access.h"
#include "domain/result.h"

namespace tidemark {

struct TextRule {
  std::size_t max;  ///< bytes
  bool may_be_empty = false;
};

inline constexpr TextRule kName{200};
inline constexpr TextRule kPlatformId{512};  ///< ids that platforms give out
inline constexpr TextRule kUrl{4096};
inline constexpr TextRule kContent{256 * 1024, true};
inline constexpr TextRule kAltText{16 * 1024, true};
inline constexpr TextRule kWord{64};
inline constexpr TextRule kOptionalWord{64, true};
inline constexpr TextRule kLabelValue{256, true};
inline constexpr TextRule kToken{16 * 1024, true};
inline constexpr std::size_t kMaxMedia = 100;
inline constexpr std::size_t kMaxLabels = 64;

/// Error `invalid` with `field`: blank (nothing but spaces) where it may not be empty, too long, or with a
/// NUL, which SQLite's text functions take for the end.
Result<> check_text(std::string_view field, std::string_view text, TextRule rule);
template <std::same_as<std::optional<std::string>> Maybe>
Result<> check_text(std::string_view field, const Maybe& text, TextRule rule) {
  return text ? check_text(field, std::string_view(*text), rule) : Done{};
}

/// Error `invalid` with field `time_zone`: not the name of a zone in the system's time zone database.
Result<> check_time_zone(const std::string& name);

/// A message of a platform or plugin, without NULs.
std::string storable(std::string text);

/// The businesses that the asker sees as a parameter for json_each(); nothing: all of them; "[]": none.
/// Statements use it as `(?1 IS NULL OR business_id IN (SELECT value FROM json_each(?1)))`.
std::optional<std::string> scope_of(const Asker& asker);

/// The first `limit` of the rows that were found when one more than `limit` was asked for.
template <typename T>
Page<T> page_of(std::vector<T> found, std::size_t limit) {
  Page<T> page{std::move(found), {}};
  if (page.items.size() > limit) {
    page.items.erase(page.items.begin() + static_cast<std::ptrdiff_t>(limit), page.items.end());
    page.next = page.items.back().id.value;
  }
  return page;
}

Error not_found(std::string_view what, std::uint64_t id);

/// Error `not_found` with field business_id: the business is unknown, or out of the asker's sight.
Result<> check_in_sight(Session& session, const Asker& asker, BusinessId business);

}  // namespace tidemark
