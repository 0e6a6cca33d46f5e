#include "admin/scope_inputs.h"

#include <chrono>

#include "admin/moments.h"

namespace tidemark {
namespace {

/// A limit of the window goes by two names; one is enough.
Result<std::optional<Instant>> limit_of(const Call& call, Edge edge, Instant now, std::string_view zone) {
  const bool begins = edge == Edge::from;
  const std::string names[] = {begins ? "from" : "to", begins ? "start_date" : "end_date"};
  std::optional<Instant> limit;
  for (const std::string& name : names) {
    const std::string* text = call.parameter(name);
    if (!text) continue;
    const auto at = resolve_moment(*text, edge, now, zone);
    if (limit && at != limit)
      return Error{.code = Code::invalid,
                   .message = names[1] + " says something else than " + names[0] + "; give one of them",
                   .field = names[1]};
    limit = at;
  }
  return limit;
}

Result<> read_window(const Call& call, const AdminContext& context, Scope& scope) {
  const Instant now = context.parts.clock.now();
  const auto from = limit_of(call, Edge::from, now, scope.zone);
  if (!from) return from.error();
  const auto to = limit_of(call, Edge::to, now, scope.zone);
  if (!to) return to.error();
  // What was measured in this very millisecond is measured.
  scope.to = to->value_or(now + std::chrono::milliseconds(1));
  scope.from = from->value_or(scope.to - std::chrono::hours(24) * kDefaultDays);
  if (!*to) scope.to = std::max(scope.to, scope.from);
  if (scope.to < scope.from)
    return Error{.code = Code::invalid,
                 .message = "the window ends before it begins",
                 .field = call.parameter("to") ? "to" : "end_date"};
  return Done{};
}

}  // namespace

std::vector<Parameter> scope_parameters() {
  return {{"business_id", text(Format::id).saying("all that the token sees by default")},
          {"platform", text(Format::name)},
          {"label", text(Format::label).saying("only posts that have it")}};
}

std::vector<Parameter> window_parameters(bool also_dates) {
  std::vector<Parameter> all = {
      {"from", text(Format::moment)
                   .saying("30 days before the end by default; a date is one of the "
                           "business's time zone")},
      {"to", text(Format::moment).saying("now by default; a date is included")}};
  if (also_dates) {
    all.push_back({"start_date", text(Format::moment).saying("the same as from")});
    all.push_back({"end_date", text(Format::moment).saying("the same as to")});
  }
  return all;
}

Result<Scope> scope_asked(const Call& call, AdminContext& context) {
  ScopeRequest request;
  if (const auto business = call.number("business_id")) request.business = BusinessId{*business};
  if (const auto* platform = call.parameter("platform")) request.platform = *platform;
  if (const auto* label = call.parameter("label")) {
    const std::size_t colon = label->find(':');
    request.label = Label{label->substr(0, colon), label->substr(colon + 1)};
  }
  auto scope = scope_of(call.asker, context.parts.catalog, context.parts.platforms, request);
  if (!scope) return scope;
  if (auto read = read_window(call, context, *scope); !read) return read.error();
  return scope;
}

}  // namespace tidemark
