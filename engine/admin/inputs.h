#pragma once
// From checked JSON and query parameters to the product's values.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "admin/admin_context.h"
#include "admin/route.h"
#include "catalog/page.h"
#include "domain/instant.h"
#include "domain/result.h"
#include "tidemark/json.hpp"

namespace tidemark {

inline std::optional<std::string> text_of(json::Value value) {
  const auto text = value.string();
  return text ? std::optional(std::string(*text)) : std::nullopt;
}
inline std::optional<Instant> instant_of(json::Value value) {
  const auto text = value.string();
  return text ? parse_rfc3339(*text) : std::nullopt;
}
/// Absent: leave it; null: clear it.
inline Change<std::string> text_change(json::Value value) {
  if (value.absent()) return std::nullopt;
  return text_of(value);
}
inline Change<Instant> instant_change(json::Value value) {
  if (value.absent()) return std::nullopt;
  return instant_of(value);
}
inline std::uint64_t id_of(json::Value value) {
  return static_cast<std::uint64_t>(value.integer().value_or(0));
}

/// `limit` and `cursor`.
std::vector<Parameter> paging();
std::vector<Parameter> paging_and(std::vector<Parameter> more);
PageRequest page_of(const Call& call);

/// The canonical id where the platform is loaded, else the text: what is stored may outlive its plugin.
std::string platform_named(std::string_view text, const AdminContext& context);
/// Error `invalid` with `field`, naming the loaded platforms.
Result<std::string> loaded_platform(std::string_view text, const std::string& field,
                                    const AdminContext& context);

/// Words by commas, checked already.
std::vector<std::string> names_of(const std::string& list);

/// After a deletion: 204, and what the store still has of it is dropped.
Reply removed(const Result<>& result, AdminContext& context);

/// After a change of when posts were published, or since when they are tracked: what they gained is booked
/// anew. What fails goes into the log: the change itself is done.
void rebook(AdminContext& context, std::span<const PostId> posts);

struct Window {
  std::optional<Instant> from, to;
};
/// `from` and `to` of the query; a date is one of `zone`, an IANA name.
Result<Window> window_of(const Call& call, const AdminContext& context, std::string_view zone);
/// Whether the query has a date in it, so that a zone matters.
bool asks_for_days(const Call& call);
/// The business's zone; UTC for one that the asker does not see.
std::string zone_of(const Call& call, AdminContext& context, std::optional<BusinessId> business);

}  // namespace tidemark
