#include "restli.h"

#include <charconv>
#include <tidemark/plugin.hpp>

namespace tidemark::linkedin {
namespace {

constexpr std::string_view kOrganization = "urn:li:organization:";

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 19 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string organization_urn(std::string_view page_id) {
  const std::string_view number =
      page_id.starts_with(kOrganization) ? page_id.substr(kOrganization.size()) : page_id;
  return is_number(number) ? std::string(kOrganization).append(number) : std::string();
}

bool is_post_urn(std::string_view text) {
  for (const std::string_view kind : {"urn:li:share:", "urn:li:ugcPost:"})
    if (text.starts_with(kind)) return is_number(text.substr(kind.size()));
  return false;
}

std::string list_of(const std::vector<std::string_view>& values) {
  std::string all = "List(";
  for (const std::string_view value : values)
    (all += all.back() == '(' ? "" : ",") += sdk::percent_encoded(value);
  return all + ")";
}

std::string days_between(std::int64_t since_ms, std::int64_t until_ms) {
  return "(timeRange:(start:" + std::to_string(since_ms) + ",end:" + std::to_string(until_ms) +
         "),timeGranularityType:DAY)";
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned byte = 0;
    const char* digits = text.data() + at + 1;
    if (text[at] == '%' && at + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

}  // namespace tidemark::linkedin
