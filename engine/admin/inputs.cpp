#include "admin/inputs.h"

#include "admin/moments.h"
#include "query/rebook.h"
#include "query/tombstone_sweep.h"

namespace tidemark {

std::vector<Parameter> paging() {
  return {{"limit", whole(1, 1000).saying("100 by default")},
          {"cursor", text(Format::id).saying("next_cursor of the page before")}};
}

std::vector<Parameter> paging_and(std::vector<Parameter> more) {
  auto all = paging();
  all.insert(all.begin(), more.begin(), more.end());
  return all;
}

PageRequest page_of(const Call& call) {
  PageRequest page;
  page.after = call.number("cursor");
  if (const auto limit = call.number("limit")) page.limit = *limit;
  return page;
}

std::string platform_named(std::string_view text, const AdminContext& context) {
  return context.parts.platforms.canonical(text).value_or(std::string(text));
}

Result<std::string> loaded_platform(std::string_view text, const std::string& field,
                                    const AdminContext& context) {
  if (auto canonical = context.parts.platforms.canonical(text)) return std::move(*canonical);
  std::string loaded;
  for (const auto& platform : context.parts.platforms.loaded())
    loaded += (loaded.empty() ? "" : ", ") + platform;
  const std::string there = loaded.empty() ? "none is loaded" : "loaded are: " + loaded;
  return Error{Code::invalid, "platform \"" + std::string(text) + "\" is not loaded; " + there, field};
}

std::vector<std::string> names_of(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    names.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return names;
}

Reply removed(const Result<>& result, AdminContext& context) {
  if (!result) return problem(result.error());
  // The catalog has forgotten it for good; what the store fails to drop now, it drops after the next deletion
  // or start.
  if (auto swept = sweep_tombstones(context.parts.catalog, context.parts.store); !swept)
    context.parts.log.warning("admin",
                              "what was deleted is not yet dropped from the store: " + swept.error().message);
  return {.status = 204};
}

void rebook(AdminContext& context, std::span<const PostId> posts) {
  if (posts.empty()) return;
  if (auto done = rebook_posts(context.parts.catalog, context.parts.store, posts); !done)
    context.parts.log.warning("admin", "gains of posts whose publication changed are not booked anew: " +
                                           done.error().message + "; change it again to repeat it");
}

Result<Window> window_of(const Call& call, const AdminContext& context, std::string_view zone) {
  const Instant now = context.parts.clock.now();
  Window window;
  if (const auto* from = call.parameter("from")) window.from = resolve_moment(*from, Edge::from, now, zone);
  if (const auto* to = call.parameter("to")) window.to = resolve_moment(*to, Edge::to, now, zone);
  if (window.from && window.to && *window.to < *window.from)
    return Error{Code::invalid, "to lies before from", "to"};
  return window;
}

bool asks_for_days(const Call& call) {
  const auto is_day = [&](std::string_view name) {
    const auto* text = call.parameter(name);
    return text && is_date(*text);
  };
  return is_day("from") || is_day("to");
}

std::string zone_of(const Call& call, AdminContext& context, std::optional<BusinessId> business) {
  if (!business || !asks_for_days(call)) return "UTC";
  const auto found = context.parts.catalog.businesses().get(call.asker, *business);
  return found ? found->time_zone : "UTC";
}

}  // namespace tidemark
