// Pages and who runs them. Source: LinkedIn API facts, section 3, "Which pages does the token holder run".

#include <algorithm>

#include "sandbox/linkedin/paging.h"
#include "sandbox/linkedin/problems.h"

namespace tidemark::sandbox::linkedin {
namespace {

struct Entry {
  int account = 0;
  const char *role = "", *state = "";
};

/// A member runs one page; what else is listed about it gives no right.
std::vector<Entry> entries_of(const Call& call) {
  const int own = call.token.account;
  std::vector<Entry> entries = {{own, "ADMINISTRATOR", call.state.has_role(own) ? "APPROVED" : "REVOKED"}};
  const int other = own % call.world.accounts() + 1;
  if (other != own) {
    entries.push_back({other, "ADMINISTRATOR", "REQUESTED"});
    entries.push_back({other, "CONTENT_ADMINISTRATOR", "REVOKED"});
  }
  return entries;
}

}  // namespace

Answer organization_acls(const Call& call) {
  if (call.asked.text("q") != "roleAssignee") return invalid_query();
  const Window window = read_window(call, 100);
  if (window.refusal) return *window.refusal;
  const std::string role = call.asked.text("role"), state = call.asked.text("state");
  std::vector<Entry> entries = entries_of(call);
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [&](const Entry& e) {
                                 return (!role.empty() && role != e.role) ||
                                        (!state.empty() && state != e.state);
                               }),
                entries.end());
  const auto size = static_cast<std::int64_t>(entries.size());
  JsonText json(512);
  json.begin_object();
  write_paging(json, window, size, "", false);
  json.key("elements").begin_array();
  for (auto at = window.start; at < std::min(size, window.start + window.count); ++at) {
    const Entry& entry = entries[static_cast<std::size_t>(at)];
    json.begin_object().member("roleAssignee", person_urn(call.world, call.token.account));
    json.member("state", entry.state).member("role", entry.role);
    json.member("organization", organization_urn(call.world, entry.account)).end_object();
  }
  return ok(json.end_array().end_object().take());
}

Answer organization(const Call& call) {
  const auto number = parse_id(call.key);  // a plain number, not an URN
  if (!number) return param_invalid("id");
  const auto account = account_of(call.world, *number);
  if (!account) return post_gone("urn:li:organization:" + call.key);
  if (!call.runs(*account)) return no_role("urn:li:organization:" + call.key);
  const Account page = call.world.account(*account);
  JsonText json;
  json.begin_object().member("id", static_cast<std::int64_t>(*number)).member("localizedName", page.name);
  json.member("vanityName", page.username).member("organizationType", "PRIVATELY_HELD").end_object();
  return ok(json.take());
}

}  // namespace tidemark::sandbox::linkedin
