#include "catalog/checks.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace tidemark {
namespace {

// Debian's tzdata; glibc and every program of the system read it here.
constexpr std::string_view kZones = "/usr/share/zoneinfo/";

Error invalid(std::string_view field, const std::string& why) {
  return {Code::invalid, std::string(field) + " " + why, std::string(field)};
}

/// Parts of letters, digits, '_', '+' and '-', joined by single slashes: no dot, so no way out of the folder.
bool is_zone_name(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
  return !name.empty() && name.size() <= kWord.max &&
         name.find_first_not_of(allowed) == std::string_view::npos && name.front() != '/' &&
         name.back() != '/' && name.find("//") == std::string_view::npos;
}

/// Files beside the zones that are none of IANA's names: leap second variants, this machine's own zone, a
/// placeholder.
bool is_no_iana_name(std::string_view name) {
  return name.starts_with("right/") || name.starts_with("posix/") || name == "localtime" ||
         name == "posixrules" || name == "Factory";
}

bool is_zone_file(const std::string& name) {
  const std::filesystem::path file = std::string(kZones) + name;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return false;
  char magic[4] = {};
  std::ifstream(file, std::ios::binary).read(magic, sizeof magic);
  return std::string_view(magic, sizeof magic) == "TZif";
}

}  // namespace

Result<> check_text(std::string_view field, std::string_view text, TextRule rule) {
  if (text.find('\0') != std::string_view::npos) return invalid(field, "contains a NUL character");
  if (text.size() > rule.max)
    return invalid(field, "is " + std::to_string(text.size()) + " bytes long, at most " +
                              std::to_string(rule.max) + " are kept");
  if (!rule.may_be_empty && text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return invalid(field, "is blank");
  return Done{};
}

Result<> check_time_zone(const std::string& name) {
  if (name == "UTC") return Done{};
  if (!is_zone_name(name) || is_no_iana_name(name))
    return invalid("time_zone", "is not an IANA name like \"Europe/Berlin\"");
  if (is_zone_file(name)) return Done{};
  if (!is_zone_file("UTC"))
    return Error{Code::storage, std::string(kZones) + " has no time zones; install the tzdata package"};
  return invalid("time_zone", "\"" + name + "\" is unknown; wanted an IANA name like \"Europe/Berlin\"");
}

std::string storable(std::string text) {
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

std::optional<std::string> scope_of(const Asker& asker) {
  if (!asker.businesses) return std::nullopt;
  std::string list = "[";
  for (const BusinessId id : *asker.businesses)
    list.append(list.size() > 1 ? "," : "").append(std::to_string(id.value));
  return list + "]";
}

Error not_found(std::string_view what, std::uint64_t id) {
  return {Code::not_found, std::string(what) + " " + std::to_string(id) + " does not exist"};
}

Result<> check_in_sight(Session& session, const Asker& asker, BusinessId business) {
  if (asker.sees(business) && session.any("SELECT 1 FROM businesses WHERE id = ?", {business})) return Done{};
  Error error = not_found("business", business.value);
  error.field = "business_id";
  return error;
}

}  // namespace tidemark
