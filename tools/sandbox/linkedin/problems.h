#pragma once
// LinkedIn's error answers. Source: LinkedIn API facts, sections 1, 5 and 6.

#include <cstdint>
#include <string>

#include "sandbox/exchange.h"

namespace tidemark::sandbox::linkedin {

/// 200 with what LinkedIn's answers carry.
Answer ok(std::string json);

Answer not_allowed(const std::string& parameter);  ///< 400 QUERY_PARAM_NOT_ALLOWED
Answer param_invalid(const std::string& field);    ///< 400 PARAM_INVALID
Answer invalid_query();                            ///< 400 in its older form: a required parameter is missing
Answer version_missing();                          ///< 400
Answer version_not_active(const std::string& version);  ///< 426; as sent: "202504", "202504.01"
Answer empty_token();                                   ///< 401
Answer invalid_token();
Answer revoked_token();
Answer expired_token();
Answer unpermitted_fields(const std::string& path);      ///< 403 for a list in the older protocol's form
Answer not_enough_permissions(const std::string& what);  ///< 403, `what`: "posts.FINDER-author.20260901"
Answer no_role(const std::string& organization);         ///< 403 for a page that the member does not run
Answer no_resource();                                    ///< 404 for an unknown path
Answer post_gone(const std::string& urn);                ///< 404
Answer method_not_allowed();
Answer uri_too_long();
Answer throttled();                          ///< 429 without a word about the day
Answer day_limit(const std::string& whose);  ///< 429; "APPLICATION" or "MEMBER"
/// Its body is not confirmed: `variant` picks JSON, HTML or nothing.
Answer server_error(int status, std::uint64_t variant);

}  // namespace tidemark::sandbox::linkedin
