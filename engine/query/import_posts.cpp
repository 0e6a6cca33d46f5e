#include "query/import_posts.h"

#include <algorithm>
#include <functional>
#include <span>

namespace tidemark {
namespace {

/// Caches of names are emptied when they have grown so far: a body may name anything.
constexpr std::size_t kMostKept = 10'000;

struct Hash {
  std::size_t operator()(const ImportRow* row) const {
    std::uint64_t hash = row->post * 0x9e3779b97f4a7c15u ^ row->account * 0xc2b2ae3d27d4eb4fu ^ row->business;
    if (!row->platform_post_id.empty())
      hash = (hash << 7 ^ hash >> 3) + std::hash<std::string_view>()(row->platform_post_id);
    return static_cast<std::size_t>(hash ^ hash >> 29);
  }
};
struct NamedAlike {
  bool operator()(const ImportRow* a, const ImportRow* b) const {
    return a->post == b->post && a->account == b->account && a->business == b->business &&
           a->platform == b->platform && a->platform_post_id == b->platform_post_id;
  }
};

std::string no(const char* what, std::uint64_t id) {
  return std::string("there is no ") + what + " " + std::to_string(id);
}

}  // namespace

Result<ImportPosts::Found> ImportPosts::find(const std::vector<ImportRow>& rows) {
  Found found;
  found.of_row.reserve(rows.size());
  std::unordered_map<const ImportRow*, std::uint32_t, Hash, NamedAlike> known;
  const ImportRow* before = nullptr;
  for (const ImportRow& row : rows) {
    if (before && NamedAlike()(before, &row)) {
      found.of_row.push_back(found.of_row.back());
      continue;
    }
    before = &row;
    const auto [place, fresh] = known.try_emplace(&row, static_cast<std::uint32_t>(found.posts.size()));
    if (fresh)
      found.posts.push_back({.post = row.post,
                             .account = row.account,
                             .business = row.business,
                             .platform = row.platform,
                             .platform_post_id = row.platform_post_id});
    found.of_row.push_back(place->second);
  }
  if (auto done = find_by_id(found.posts); !done) return done.error();
  if (auto done = find_by_name(found.posts); !done) return done.error();
  return found;
}

std::string_view ImportPosts::canonical(std::string_view platform) {
  if (canonical_.size() > kMostKept) canonical_.clear();
  auto known = canonical_.find(platform);
  if (known == canonical_.end())
    known =
        canonical_.emplace(platform, platforms_.canonical(platform).value_or(std::string(platform))).first;
  return known->second;
}

/// Takes the owner, or the reason why it is not the post that the row says it is.
void ImportPosts::check(ImportedPost& post, const std::optional<PostOwner>& owner) {
  if (!owner || !asker_.sees(owner->business)) {
    post.reason = no("post", post.post);
    return;
  }
  const std::string is = "post " + std::to_string(post.post) + " is ";
  if (post.business != 0 && post.business != owner->business.value)
    post.reason = is + "not of business " + std::to_string(post.business);
  else if (post.account != 0 && post.account != owner->account.value)
    post.reason = is + "not of account " + std::to_string(post.account);
  else if (!post.platform.empty() && canonical(post.platform) != owner->platform)
    post.reason = is + "of " + std::string(owner->platform) + ", not of " + shown(post.platform);
  if (!post.reason.empty()) return;
  post.id = PostId{post.post};
  post.owner = *owner;
}

Result<> ImportPosts::find_by_id(std::vector<ImportedPost>& posts) {
  std::vector<PostId> ids;
  for (const ImportedPost& post : posts)
    if (post.post != 0) ids.push_back({post.post});
  if (ids.empty()) return Done{};
  const auto owners = catalog_.owners().of(ids);
  if (!owners) return owners.error();
  std::size_t next = 0;
  for (ImportedPost& post : posts)
    if (post.post != 0) check(post, (*owners)[next++]);
  return Done{};
}

/// Those that are named so, and those of an id whose name is to be checked.
Result<> ImportPosts::find_by_name(std::vector<ImportedPost>& posts) {
  std::vector<PostName> names;
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < posts.size(); ++i) {
    const ImportedPost& post = posts[i];
    if (post.platform_post_id.empty() || !post.reason.empty()) continue;
    PostName name{.platform = post.found() ? std::string_view(post.owner.platform) : canonical(post.platform),
                  .platform_post_id = post.platform_post_id};
    if (post.found())
      name.account = post.owner.account;
    else if (post.account != 0)
      name.account = AccountId{post.account};
    if (!post.found() && post.business != 0) name.business = BusinessId{post.business};
    names.push_back(name);
    which.push_back(i);
  }
  if (names.empty()) return Done{};
  const auto named = catalog_.owners().find(names);
  if (!named) return named.error();

  std::vector<NewPost> fresh;
  std::vector<std::size_t> unknown;
  for (std::size_t n = 0; n < which.size(); ++n) {
    ImportedPost& post = posts[which[n]];
    const auto& there = (*named)[n];
    if (post.found()) {
      if (there && there->id == post.id) continue;
      post.reason = "post " + std::to_string(post.post) + " is not " + shown(post.platform_post_id);
      post.id = {};
    } else if (!there || !asker_.sees(there->owner.business)) {
      const std::size_t before = fresh.size();
      if (auto done = explain(post, fresh); !done) return done;
      if (fresh.size() > before) unknown.push_back(which[n]);
    } else if (there->ambiguous) {
      post.reason = "several accounts of business " + std::to_string(post.business) + " have the post " +
                    shown(post.platform_post_id) + ": account_id has to say which";
    } else {
      post.id = there->id;
      post.owner = there->owner;
    }
  }
  return register_all(posts, unknown, fresh);
}

Result<std::optional<Account>> ImportPosts::account_of(ImportedPost& post) {
  const std::string_view platform = canonical(post.platform);
  if (post.account != 0) {
    if (accounts_.size() > kMostKept) accounts_.clear();
    const auto [known, is_new] = accounts_.try_emplace(post.account);
    if (is_new) {
      auto account = catalog_.accounts().get(asker_, AccountId{post.account});
      if (!account && account.error().code != Code::not_found) return account.error();
      if (account) known->second = std::move(*account);
    }
    const std::string is = "account " + std::to_string(post.account) + " is ";
    if (!known->second)
      post.reason = no("account", post.account);
    else if (known->second->platform != platform)
      post.reason = is + "of " + known->second->platform + ", not of " + shown(post.platform);
    else if (post.business != 0 && known->second->business.value != post.business)
      post.reason = is + "not of business " + std::to_string(post.business);
    return post.reason.empty() ? known->second : std::nullopt;
  }
  if (accounts_of_.size() > kMostKept) accounts_of_.clear();
  const auto [known, is_new] = accounts_of_.try_emplace({post.business, std::string(platform)});
  if (is_new) {
    const AccountFilter filter{.business = BusinessId{post.business}, .platform = std::string(platform)};
    auto accounts = catalog_.accounts().list(asker_, filter, {.limit = 2});
    if (!accounts && accounts.error().code != Code::not_found) return accounts.error();
    if (accounts) known->second = std::move(accounts->items);
  }
  if (known->second.size() == 1) return std::optional(known->second.front());
  post.reason = "business " + std::to_string(post.business) +
                (known->second.empty()
                     ? " has no account of " + shown(post.platform)
                     : " has several accounts of " + shown(post.platform) + ": account_id has to say which");
  return std::optional<Account>();
}

/// A post that is not there: why, or what has to be registered.
Result<> ImportPosts::explain(ImportedPost& post, std::vector<NewPost>& fresh) {
  auto account = account_of(post);
  if (!account) return account.error();
  if (!*account) return Done{};
  if (!create_) {
    post.reason = "account " + std::to_string((*account)->id.value) + " has no post " +
                  shown(post.platform_post_id) + "; create=true would register it";
    return Done{};
  }
  if (!platforms_.canonical(post.platform)) {
    post.reason =
        "platform " + shown(post.platform) + " is not loaded, so that no post of it can be registered";
    return Done{};
  }
  const auto fits = platforms_.check_post_id((*account)->platform, post.platform_post_id);
  if (!fits) {
    post.reason = "platform_post_id " + shown(post.platform_post_id) + ": " + fits.error().message;
    return Done{};
  }
  fresh.push_back({.business = (*account)->business,
                   .account = (*account)->id,
                   .platform_post_id = std::string(post.platform_post_id)});
  return Done{};
}

Result<> ImportPosts::register_all(std::vector<ImportedPost>& posts, const std::vector<std::size_t>& which,
                                   const std::vector<NewPost>& fresh) {
  for (std::size_t at = 0; at < fresh.size(); at += Posts::kMaxAtOnce) {
    const std::size_t count = std::min(Posts::kMaxAtOnce, fresh.size() - at);
    if (auto done = add(posts, std::span(which).subspan(at, count), std::span(fresh).subspan(at, count));
        !done)
      return done;
  }
  return Done{};
}

/// All at once; if one is refused, each by itself, so that only it is.
Result<> ImportPosts::add(std::vector<ImportedPost>& posts, std::span<const std::size_t> which,
                          std::span<const NewPost> fresh) {
  const auto added = catalog_.posts().add(asker_, fresh, false);
  if (!added && added.error().code == Code::storage) return added.error();
  if (!added && fresh.size() == 1) {
    posts[which[0]].reason =
        "the post " + shown(fresh[0].platform_post_id) + " cannot be registered: " + added.error().message;
    return Done{};
  }
  if (!added) {
    for (std::size_t i = 0; i < fresh.size(); ++i)
      if (auto done = add(posts, which.subspan(i, 1), fresh.subspan(i, 1)); !done) return done;
    return Done{};
  }
  std::vector<PostId> ids;
  for (const Registered& one : *added) ids.push_back(one.id);
  const auto owners = catalog_.owners().of(ids);
  if (!owners) return owners.error();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ImportedPost& post = posts[which[i]];
    if ((*owners)[i]) {
      post.id = ids[i];
      post.owner = *(*owners)[i];
    } else {
      post.reason = "the post " + shown(post.platform_post_id) + " was deleted meanwhile";
    }
  }
  return Done{};
}

}  // namespace tidemark
