#include <memory>
#include <stdexcept>
#include <utility>

#include "admin/inputs.h"
#include "admin/problem.h"
#include "admin/route_groups.h"
#include "query/export.h"

namespace tidemark {
namespace {

struct Form {
  const char* name;
  ExportFormat format;
  std::string_view content_type;
};
constexpr Form kForms[] = {
    {"csv", ExportFormat::csv, "text/csv; charset=utf-8"},
    {"ndjson", ExportFormat::ndjson, "application/x-ndjson"},
    {"json", ExportFormat::json, "application/json"},
    {"influx", ExportFormat::influx, "text/plain; charset=utf-8"},
    {"openmetrics", ExportFormat::openmetrics, "application/openmetrics-text; version=1.0.0; charset=utf-8"}};

const Form& form_of(const Call& call) {
  if (const auto* name = call.parameter("format"))
    for (const Form& form : kForms)
      if (*name == form.name) return form;
  return kForms[0];
}

std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    words.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return words;
}

/// Whose days `from` and `to` mean, if they are dates.
std::optional<BusinessId> business_of(const Call& call, AdminContext& context, const ExportRequest& request) {
  if (request.posts.business || !asks_for_days(call)) return request.posts.business;
  if (request.post)
    if (const auto post = context.parts.catalog.posts().get(call.asker, *request.post)) return post->business;
  if (request.posts.account)
    if (const auto account = context.parts.catalog.accounts().get(call.asker, *request.posts.account))
      return account->business;
  return std::nullopt;
}

Reply export_snapshots(const Call& call, AdminContext& context) {
  const Form& form = form_of(call);
  ExportRequest request{.format = form.format};
  if (const auto business = call.number("business_id")) request.posts.business = BusinessId{*business};
  if (const auto account = call.number("account_id")) request.posts.account = AccountId{*account};
  if (const auto post = call.number("post_id")) request.post = PostId{*post};
  if (const auto* platform = call.parameter("platform"))
    request.posts.platform = platform_named(*platform, context);
  if (const auto* label = call.parameter("label")) {
    const std::size_t colon = label->find(':');
    request.posts.label = {label->substr(0, colon), label->substr(colon + 1)};
  }
  if (const auto* metrics = call.parameter("metrics")) request.metrics = words_of(*metrics);
  const auto window = window_of(call, context, zone_of(call, context, business_of(call, context, request)));
  if (!window) return problem(window.error());
  request.from = window->from;
  request.to = window->to;

  auto begun = Export::begin(context.parts.catalog, context.parts.store, call.asker, std::move(request));
  if (!begun) return problem(begun.error());
  const std::shared_ptr<Export> whole = std::move(*begun);
  Reply reply{.content_type = form.content_type};
  const auto more = whole->next(reply.body);
  if (!more) return problem(more.error());
  if (!*more) return reply;
  reply.rest = [whole, &log = context.parts.log](std::string& piece) {
    const std::size_t before = piece.size();
    const auto next = whole->next(piece);
    if (next) return piece.size() > before;
    log.error("admin", "an export broke off: " + next.error().message);
    // The client must not take what it has for the whole.
    throw std::runtime_error(next.error().message);
  };
  return reply;
}

}  // namespace

std::vector<Route> export_routes() {
  Schema names = text(Format::names).saying("all that occur by default");
  names.most = 4000;
  return {{.method = "GET",
           .pattern = "/api/v1/analytics/export",
           .operation = "exportSnapshots",
           .summary =
               "Snapshots as they were stored, by post, then time; csv and ndjson are what an import takes",
           .query = {{"business_id", text(Format::id)},
                     {"platform", text(Format::name)},
                     {"account_id", text(Format::id)},
                     {"post_id", text(Format::id)},
                     {"label", text(Format::label)},
                     {"metrics", names},
                     {"from", text(Format::moment).saying("fetched from here on; all by default")},
                     {"to", text(Format::moment).saying("fetched before; a date is included")},
                     {"format",
                      one_of({"csv", "ndjson", "json", "influx", "openmetrics"}).saying("csv by default")}},
           .answers = {{200, "The snapshots, in the format", {}, "text/csv"}},
           .handler = export_snapshots}};
}

}  // namespace tidemark
