// Look-ups of posts and users by id and name.

#include "sandbox/x/endpoints.h"
#include "sandbox/x/ids.h"
#include "sandbox/x/render.h"

namespace tidemark::sandbox::x {
namespace {

Answer ok(JsonText& json, Rendering& rendering) {
  return {200, {{"content-type", "application/json; charset=utf-8"}}, json.take(), rendering.billed()};
}

Rendering rendering_of(const Call& call, const Asked& asked, std::string parameter) {
  return {call.world, asked, call.caller, call.now_ms, call.refused, std::move(parameter)};
}

/// `data` as an object, left out when there is none to show.
template <typename WriteOne>
Answer single(Rendering& rendering, WriteOne write_one) {
  JsonText data;
  write_one(data);
  JsonText json;
  json.begin_object();
  if (!data.empty()) json.key("data").raw(data.take());
  rendering.finish(json);
  json.end_object();
  return ok(json, rendering);
}

/// `data` as an array, left out when it would be empty.
template <typename Things, typename WriteOne>
Answer list(Rendering& rendering, const Things& things, WriteOne write_one) {
  constexpr std::size_t bytes_each = 600;
  JsonText data(bytes_each * things.size());
  data.begin_array();
  for (const auto& thing : things) write_one(data, thing);
  std::string text = data.end_array().take();
  JsonText json(text.size() + 256);
  json.begin_object();
  if (text != "[]") json.key("data").raw(text);
  rendering.finish(json);
  json.end_object();
  return ok(json, rendering);
}

PartialError no_user(std::string name, std::string parameter) {
  return {PartialError::not_found, "user", std::move(name), std::move(parameter)};
}

}  // namespace

Answer one_post(const Call& call) {
  std::vector<Fault400> faults;
  const Asked asked = read_asked(call.request.query, {}, faults);
  const std::uint64_t id = read_id(call.argument, faults);
  if (!faults.empty()) return invalid_request(faults);
  Rendering rendering = rendering_of(call, asked, "id");
  return single(rendering, [&](JsonText& json) { rendering.post_by_id(json, id); });
}

Answer many_posts(const Call& call) {
  std::vector<Fault400> faults;
  const Asked asked = read_asked(call.request.query, {"ids"}, faults);
  const auto ids = read_ids(call.request.query, "ids", faults);
  if (!faults.empty()) return invalid_request(faults);
  Rendering rendering = rendering_of(call, asked, "ids");
  return list(rendering, ids, [&](JsonText& json, std::uint64_t id) { rendering.post_by_id(json, id); });
}

Answer one_user(const Call& call) {
  std::vector<Fault400> faults;
  const Asked asked = read_asked(call.request.query, {}, faults);
  const std::uint64_t id = read_id(call.argument, faults);
  if (!faults.empty()) return invalid_request(faults);
  Rendering rendering = rendering_of(call, asked, "id");
  return single(rendering, [&](JsonText& json) {
    if (const auto account = call.world.account_by_id(id)) return rendering.user(json, *account);
    rendering.error(no_user(call.argument, "id"));
  });
}

Answer many_users(const Call& call) {
  std::vector<Fault400> faults;
  const Asked asked = read_asked(call.request.query, {"ids"}, faults);
  const auto ids = read_ids(call.request.query, "ids", faults);
  if (!faults.empty()) return invalid_request(faults);
  Rendering rendering = rendering_of(call, asked, "ids");
  return list(rendering, ids, [&](JsonText& json, std::uint64_t id) {
    if (const auto account = call.world.account_by_id(id)) return rendering.user(json, *account);
    rendering.error(no_user(std::to_string(id), "ids"));
  });
}

Answer user_by_name(const Call& call) {
  std::vector<Fault400> faults;
  const Asked asked = read_asked(call.request.query, {}, faults);
  if (!faults.empty()) return invalid_request(faults);
  Rendering rendering = rendering_of(call, asked, "username");
  return single(rendering, [&](JsonText& json) {
    if (const auto account = call.world.account_by_username(call.argument))
      return rendering.user(json, *account);
    rendering.error(no_user(call.argument, "username"));
  });
}

Answer users_by_name(const Call& call) {
  std::vector<Fault400> faults;
  const Asked asked = read_asked(call.request.query, {"usernames"}, faults);
  const auto names = read_list(call.request.query, "usernames", faults);
  if (!faults.empty()) return invalid_request(faults);
  Rendering rendering = rendering_of(call, asked, "usernames");
  return list(rendering, names, [&](JsonText& json, const std::string& name) {
    if (const auto account = call.world.account_by_username(name)) return rendering.user(json, *account);
    rendering.error(no_user(name, "usernames"));
  });
}

Answer own_user(const Call& call) {
  std::vector<Fault400> faults;
  const Asked asked = read_asked(call.request.query, {}, faults);
  if (!faults.empty()) return invalid_request(faults);
  Rendering rendering = rendering_of(call, asked, "id");
  return single(rendering, [&](JsonText& json) { rendering.user(json, call.world.account(call.caller)); });
}

}  // namespace tidemark::sandbox::x
