#include "sandbox/platform.h"

#include <algorithm>

#include "sandbox/chance.h"

namespace tidemark::sandbox {
namespace {

constexpr std::chrono::milliseconds kInFlight{500};

/// X keeps the plain seed, so that a seed goes on to mean the world it always meant there.
std::uint64_t seed_of(std::uint64_t seed, std::string_view name) {
  if (name == "x") return seed;
  std::uint64_t mixed = seed;
  for (char letter : name) mixed = hash({mixed, static_cast<unsigned char>(letter)});
  return mixed;
}

Shape shape_of(const Options& o) {
  return {o.accounts, o.posts, o.deleted, o.suspended, o.protected_posts, o.videos};
}

Error wrong(const std::string& field, const std::string& why) {
  return {Code::invalid, field + ": " + why, field};
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace

Platform::Platform(const Stage& stage, std::string_view name, std::int64_t id_epoch_ms)
    : options_(stage.options),
      clock_(stage.clock),
      world_(seed_of(stage.options.seed, name), shape_of(stage.options), id_epoch_ms),
      closures_(stage.clock.in_steps() ? std::chrono::milliseconds(0) : kInFlight),
      name_(name) {
  world_.open(now_ms());
}

std::vector<WorldAccount> Platform::describe() const {
  const std::int64_t now = now_ms();
  std::vector<WorldAccount> accounts;
  for (int number = 1; number <= world_.accounts(); ++number) {
    const Account account = world_.account(number);
    WorldAccount out{id_of(account), account.username, account.name, "", {}, account_field()};
    if (const auto token = tokens_.of(number)) out.token = token->text;
    for (const Post& post : world_.timeline(number, now, SIZE_MAX))
      out.posts.push_back({id_of(post), url_of(post), world_.text(post), post.published_ms,
                           std::string(to_string(post.state))});
    accounts.push_back(std::move(out));
  }
  return accounts;
}

std::optional<std::int64_t> Platform::own_limit(const std::map<std::string, std::int64_t>& limits,
                                                const std::string& bucket) const {
  auto found = limits.find(name_ + "/" + bucket);
  if (found == limits.end() && name_ == "x") found = limits.find(bucket);
  return found == limits.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t Platform::token_end() const {
  const auto life = options_.token_life.find(name_);
  return life == options_.token_life.end() ? Token::kNever : now_ms() + life->second.count();
}

Result<std::string> Platform::happen(const Event& event) {
  if (event.what == "publish") return publish(event);
  if (event.what == "delete" || event.what == "restore") return change_post(event);
  for (const char* what : {"revoke", "expire", "renew", "drop_scope", "grant_scope"})
    if (event.what == what) return change_token(event);
  return happen_here(event);
}

Result<std::string> Platform::publish(const Event& event) {
  if (event.account < 1 || event.account > world_.accounts())
    return wrong("account", "from 1 to " + std::to_string(world_.accounts()));
  const auto known = kinds();
  const std::string kind = event.kind.empty() ? known.front() : event.kind;
  if (std::find(known.begin(), known.end(), kind) == known.end())
    return wrong("kind", name_ + " has " + listed(known) + ", not \"" + kind + "\"");
  return id_of(world_.publish(event.account, now_ms(), kind, event.text));
}

Result<std::string> Platform::change_post(const Event& event) {
  const auto post = post_of(event.post);
  if (!post) return wrong("post", "no post of " + name_ + " has the id \"" + event.post + "\"");
  world_.set_deleted(*post, event.what == "delete");
  return std::string();
}

Result<std::string> Platform::change_token(const Event& event) {
  std::string text = event.token;
  if (text.empty()) {
    const auto token = tokens_.of(event.account);
    if (!token)
      return wrong("account", "no token belongs to it; from 1 to " + std::to_string(world_.accounts()));
    text = token->text;
  }
  const bool about_scope = event.what == "drop_scope" || event.what == "grant_scope";
  if (about_scope && event.scope.empty()) return wrong("scope", "is missing");
  Result<Done> done = event.what == "revoke"       ? tokens_.revoke(text)
                      : event.what == "expire"     ? tokens_.expire(text, event.at_ms.value_or(now_ms()))
                      : event.what == "renew"      ? tokens_.renew(text, event.at_ms.value_or(token_end()))
                      : event.what == "drop_scope" ? tokens_.drop_scope(text, event.scope)
                                                   : tokens_.grant_scope(text, event.scope);
  if (!done) return done.error();
  return std::string();
}

Result<std::string> Platform::happen_here(const Event& event) {
  return wrong("event", name_ + " knows no \"" + event.what + "\"");
}

}  // namespace tidemark::sandbox
