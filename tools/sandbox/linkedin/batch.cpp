#include "sandbox/linkedin/batch.h"

#include <set>

#include "sandbox/linkedin/paging.h"
#include "sandbox/linkedin/problems.h"

namespace tidemark::sandbox::linkedin {
namespace {

bool is_post_urn(const std::string& text) {
  const auto urn = parse_urn(text);
  return urn && (urn->kind == "share" || urn->kind == "ugcPost" || urn->kind == "activity");
}

/// What became of one id: the post, or the status that stands in its place.
struct Look {
  std::optional<Post> post;
  int status = 200;
};

Look look(const Call& call, const std::string& urn) {
  const auto post = find_post(call.world, urn, call.now_ms);
  if (!post || !exists(*post)) return {std::nullopt, 404};
  if (!call.runs(post->account)) return {std::nullopt, 403};
  return {post, 200};
}

}  // namespace

Answer single(const Call& call, const WritePost& write) {
  if (!is_post_urn(call.key)) return param_invalid("id");
  const Look found = look(call, call.key);
  if (found.status == 404) return post_gone(call.key);
  if (found.status == 403) return not_enough_permissions("partnerApi.GET." + call.version);
  JsonText json;
  write(json, *found.post);
  return ok(json.take());
}

Answer batch(const Call& call, std::size_t most, const WritePost& write) {
  const Value* const ids = call.asked.find("ids");
  if (!ids || ids->items.empty() || (most > 0 && ids->items.size() > most)) return param_invalid("ids");
  JsonText results(2048), statuses, errors;
  results.begin_object();
  statuses.begin_object();
  errors.begin_object();
  std::set<std::string> seen;
  // Whether keys come back encoded changes from answer to answer.
  const bool encoded = call.now_ms / 1000 % 2 == 1;
  for (const Value& id : ids->items) {
    if (!is_post_urn(id.string)) return param_invalid("ids");
    if (!seen.insert(id.string).second) continue;
    const std::string key = encoded ? encode_value(id.string) : id.string;
    const Look found = look(call, id.string);
    statuses.member(key, found.status);
    if (found.post) {
      write(results.key(key), *found.post);
    } else {
      errors.key(key).begin_object();
      errors.member("message", found.status == 404 ? "Entity not found" : "Not enough permissions");
      errors.member("status", found.status).end_object();
    }
  }
  JsonText json(2048);
  json.begin_object().key("results").raw(results.end_object().take());
  json.key("statuses").raw(statuses.end_object().take());
  json.key("errors").raw(errors.end_object().take());
  return ok(json.end_object().take());
}

}  // namespace tidemark::sandbox::linkedin
