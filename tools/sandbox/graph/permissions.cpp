// What is said to a token that lacks something. Source: Facebook facts, section 4; Instagram facts,
// section 10.

#include "sandbox/graph/call.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::string_view kAccess =
    "Object does not exist, cannot be loaded due to missing permission or reviewable feature, or does not "
    "support this operation. This endpoint requires the 'pages_read_engagement' permission or the 'Page "
    "Public "
    "Content Access' feature or the 'Page Public Metadata Access' feature. Refer to "
    "https://developers.facebook.com/docs/apps/review/login-permissions#manage-pages, "
    "https://developers.facebook.com/docs/apps/review/feature#reference-PAGES_ACCESS and "
    "https://developers.facebook.com/docs/apps/review/feature#page-public-metadata-access for details.";

}  // namespace

void require_access(const Call& call, const Object& object) {
  if (call.access.account != object.account) {
    if (call.access.kind == kApp) throw invalid_parameter(std::string(kAccess));
    throw missing_object(object.id, call.host);
  }
  const bool is_instagram = object.kind == Kind::instagram_user || object.kind == Kind::media ||
                            object.kind == Kind::child || object.kind == Kind::story;
  if (call.host == Host::instagram) {
    if (!is_instagram) throw missing_object(object.id, call.host);
    if (!call.may("instagram_business_basic")) throw not_permitted();
    return;
  }
  if (is_instagram && !call.may("instagram_basic")) throw not_permitted();
  if (!call.may("pages_read_engagement")) throw invalid_parameter(std::string(kAccess));
}

void require_user_content(const Call& call) {
  if (call.may("pages_read_user_content")) return;
  // The platform's own words name a permission that is not the one it misses.
  throw Refusal{.code = 10,
                .numbered = true,
                .message =
                    "This endpoint requires the 'pages_read_engagement' permission or the 'Page Public "
                    "Content Access' feature. Refer to "
                    "https://developers.facebook.com/docs/apps/review/login-permissions#manage-pages and "
                    "https://developers.facebook.com/docs/apps/review/feature#reference-PAGES_ACCESS for "
                    "details."};
}

void require_page_token(const Call& call) {
  if (call.access.kind != kPage)
    throw Refusal{
        .code = 190, .numbered = true, .message = "This method must be called with a Page Access Token"};
}

void require_instagram_insights(const Call& call) {
  const bool own_host = call.host == Host::instagram;
  if (!call.may(own_host ? "instagram_business_manage_insights" : "instagram_manage_insights"))
    throw not_permitted();
}

}  // namespace tidemark::sandbox::graph
