#pragma once
// Rest.li 2.0.0 in the query: the structure stands as it is, only the values in it are percent-encoded. A
// query builder that encodes whole parameters gets 400 or 403, so targets are put together here.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::linkedin {

/// Posts of one request. LinkedIn takes 4 KB of query and its own client counts to 4,000: 94 encoded ugcPost
/// URNs of 19 digits with commas are 3,853, and what stands around them at most 119.
inline constexpr std::size_t kBulk = 94;

/// "urn:li:organization:17" of "17" or of itself; empty if it is neither.
std::string organization_urn(std::string_view page_id);

/// Whether it is what posts are called: urn:li:share:N or urn:li:ugcPost:N.
bool is_post_urn(std::string_view text);

/// "List(a,b)", the values encoded.
std::string list_of(const std::vector<std::string_view>& values);

/// "(timeRange:(start:A,end:B),timeGranularityType:DAY)"
std::string days_between(std::int64_t since_ms, std::int64_t until_ms);

/// %XX read back; a % that begins no such pair stays. Keys of batches come in either form.
std::string percent_decoded(std::string_view text);

}  // namespace tidemark::linkedin
