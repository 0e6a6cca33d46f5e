#include "catalog/owners.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "catalog/database.h"
#include "catalog/session.h"

namespace tidemark {
namespace {

/// `text` as a JSON string, for json_each().
void append_json(std::string& out, std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20)
      out.append("\\u00") += {hex[byte >> 4], hex[byte & 15]};
    else if (c == '"' || c == '\\')
      out.append("\\") += c;
    else
      out += c;
  }
  out += '"';
}

/// Reads one page of neighbours.
std::shared_ptr<const PostPage> read_page(Session& session, OwnerCache&, std::uint64_t number,
                                          PostPage page) {
  session.each("SELECT id, account_id, published_at FROM posts WHERE id >= ?1 AND id < ?1 + ?2",
               {number * PostPage::ids, PostPage::ids}, [&](Row& row) {
                 PostId id;
                 std::optional<Instant> published_at;
                 OwnedPost post;
                 row >> id >> post.account >> published_at;
                 if (published_at) post.published_at = *published_at;
                 page.entries[id.value % PostPage::ids] = post;
               });
  return std::make_shared<const PostPage>(page);
}

std::shared_ptr<const AccountPage> read_page(Session& session, OwnerCache& cache, std::uint64_t number,
                                             AccountPage page) {
  session.each(
      "SELECT id, business_id, platform, tracked_since FROM accounts WHERE id >= ?1 AND id < ?1 + ?2",
      {number * AccountPage::ids, AccountPage::ids}, [&](Row& row) {
        AccountId id;
        std::string platform;
        OwningAccount account;
        row >> id >> account.business >> platform >> account.tracked_since;
        account.platform = cache.kept(platform);
        page.entries[id.value % AccountPage::ids] = account;
      });
  return std::make_shared<const AccountPage>(page);
}

/// The pages that one question needs, each looked for once. Threads: none.
template <typename Page, typename Cached>
class Pages {
 public:
  Pages(Database& database, Cached& cached) : database_(database), cached_(cached) {}

  /// Throws nothing; null after an error, which `problem` has.
  const auto* find(std::uint64_t id) {
    const std::uint64_t number = id / Page::ids;
    if (!last_ || number != last_number_) {
      last_ = page(number);
      last_number_ = number;
    }
    return last_ ? &last_->entries[id % Page::ids] : nullptr;
  }
  const std::optional<Error>& problem() const { return problem_; }

 private:
  const Page* page(std::uint64_t number) {
    auto& here = pages_[number];
    if (here) return here.get();
    if (auto known = cached_.find(number)) {
      here = *std::move(known);
      return here.get();
    }
    const std::uint64_t age = cached_.age();
    auto read = database_.glance([&](Session& session) -> Result<std::shared_ptr<const Page>> {
      return read_page(session, database_.caches().owners, number, Page{});
    });
    if (!read) {
      problem_ = read.error();
      return nullptr;
    }
    here = *std::move(read);
    cached_.put(number, here, age);
    return here.get();
  }

  Database& database_;
  Cached& cached_;
  std::unordered_map<std::uint64_t, std::shared_ptr<const Page>> pages_;
  const Page* last_ = nullptr;
  std::uint64_t last_number_ = 0;
  std::optional<Error> problem_;
};

/// One question of Owners.
class Lookup {
 public:
  explicit Lookup(Database& database)
      : database_(database),
        cache_(database.caches().owners),
        posts_(database, cache_.posts),
        accounts_(database, cache_.accounts) {}

  std::optional<PostOwner> owner(PostId id) {
    const OwnedPost* post = posts_.find(id.value);
    if (!post || post->account.value == 0) return std::nullopt;
    const OwningAccount* account = accounts_.find(post->account.value);
    // An account that went between the two statements took its posts along.
    if (!account || account->business.value == 0) return std::nullopt;
    return PostOwner{
        account->business, post->account, account->platform,
        post->published_at >= account->tracked_since && post->published_at != OwnedPost{}.published_at};
  }

  std::optional<BusinessId> owner(AccountId id) {
    const OwningAccount* account = accounts_.find(id.value);
    if (!account || account->business.value == 0) return std::nullopt;
    return account->business;
  }

  /// The first error of all that was asked until now.
  Result<> sound() const {
    if (posts_.problem()) return *posts_.problem();
    if (accounts_.problem()) return *accounts_.problem();
    if (problem_) return *problem_;
    return Done{};
  }

  /// Accounts in which a post of that name may be.
  std::vector<AccountId> candidates(const PostName& name) {
    std::vector<AccountId> fitting;
    const auto take = [&](AccountId id) {
      const OwningAccount* account = accounts_.find(id.value);
      if (account && account->business.value != 0 && account->platform == name.platform &&
          (!name.business || account->business == *name.business))
        fitting.push_back(id);
    };
    if (name.account)
      take(*name.account);
    else if (name.business)
      for (const AccountId id : accounts_of(*name.business)) take(id);
    return fitting;
  }

  /// From memory only; nothing: ask `read_names`.
  std::optional<NamedPost> known(AccountId account, std::string_view platform_post_id) {
    const auto id = cache_.names.find(cache_.hash_of(account, platform_post_id));
    if (!id) return std::nullopt;
    const auto found = owner(*id);
    if (!found) return std::nullopt;
    return NamedPost{*id, *found};
  }

  /// Of one account, with one statement.
  std::unordered_map<std::string, PostId> read_names(AccountId account,
                                                     const std::vector<std::string_view>& names) {
    std::string list = "[";
    for (const std::string_view name : names) {
      if (name.find('\0') != std::string_view::npos)
        continue;  // in no catalog, and the end of a text for SQLite
      if (list.size() > 1) list += ',';
      append_json(list, name);
    }
    list += ']';
    std::unordered_map<std::string, PostId> found;
    const std::uint64_t age = cache_.names.age();
    auto read = database_.glance([&](Session& session) -> Result<> {
      session.each(
          "SELECT id, platform_post_id FROM posts WHERE account_id = ?1 AND platform_post_id IN "
          "(SELECT value FROM json_each(?2))",
          {account, list}, [&](Row& row) {
            PostId id;
            std::string name;
            row >> id >> name;
            found.emplace(std::move(name), id);
          });
      return Done{};
    });
    if (!read) problem_ = read.error();
    for (const auto& [name, id] : found) cache_.names.put(cache_.hash_of(account, name), id, age);
    return found;
  }

 private:
  const std::vector<AccountId>& accounts_of(BusinessId business) {
    auto& here = of_business_[business];
    if (here) return *here;
    if (auto known = cache_.of_business.find(business)) {
      here = *std::move(known);
      return *here;
    }
    const std::uint64_t age = cache_.of_business.age();
    auto ids = database_.glance([&](Session& session) -> Result<std::vector<AccountId>> {
      std::vector<AccountId> found;
      session.each("SELECT id FROM accounts WHERE business_id = ? ORDER BY id", {business},
                   [&](Row& row) { row >> found.emplace_back(); });
      return found;
    });
    if (!ids) problem_ = ids.error();
    here = std::make_shared<const std::vector<AccountId>>(ids ? *std::move(ids) : std::vector<AccountId>{});
    if (!problem_) cache_.of_business.put(business, here, age);
    return *here;
  }

  Database& database_;
  OwnerCache& cache_;
  Pages<PostPage, decltype(OwnerCache::posts)> posts_;
  Pages<AccountPage, decltype(OwnerCache::accounts)> accounts_;
  std::unordered_map<BusinessId, std::shared_ptr<const std::vector<AccountId>>> of_business_;
  std::optional<Error> problem_;
};

}  // namespace

Result<std::vector<std::optional<PostOwner>>> Owners::of(std::span<const PostId> posts) {
  Lookup lookup(database_);
  std::vector<std::optional<PostOwner>> owners;
  owners.reserve(posts.size());
  for (const PostId post : posts) owners.push_back(lookup.owner(post));
  if (auto sound = lookup.sound(); !sound) return sound.error();
  return owners;
}

Result<std::optional<PostOwner>> Owners::of(PostId post) {
  Lookup lookup(database_);
  auto owner = lookup.owner(post);
  if (auto sound = lookup.sound(); !sound) return sound.error();
  return owner;
}

Result<std::optional<BusinessId>> Owners::of(AccountId account) {
  Lookup lookup(database_);
  auto owner = lookup.owner(account);
  if (auto sound = lookup.sound(); !sound) return sound.error();
  return owner;
}

Result<std::vector<std::optional<NamedPost>>> Owners::find(std::span<const PostName> names) {
  Lookup lookup(database_);
  std::vector<std::optional<NamedPost>> found(names.size());
  const auto take = [&](std::size_t i, const NamedPost& post) {
    if (!found[i]) {
      found[i] = post;
    } else if (found[i]->id != post.id) {
      if (post.id < found[i]->id) found[i] = post;
      found[i]->ambiguous = true;
    }
  };
  std::map<AccountId, std::vector<std::size_t>> missing;
  for (std::size_t i = 0; i < names.size(); ++i)
    for (const AccountId account : lookup.candidates(names[i])) {
      if (const auto post = lookup.known(account, names[i].platform_post_id))
        take(i, *post);
      else
        missing[account].push_back(i);
    }
  for (const auto& [account, rows] : missing) {
    std::vector<std::string_view> texts;
    for (const std::size_t i : rows) texts.push_back(names[i].platform_post_id);
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    const auto ids = lookup.read_names(account, texts);
    for (const std::size_t i : rows) {
      const auto id = ids.find(std::string(names[i].platform_post_id));
      if (id == ids.end()) continue;
      if (const auto owner = lookup.owner(id->second)) take(i, {id->second, *owner});
    }
  }
  if (auto sound = lookup.sound(); !sound) return sound.error();
  return found;
}

}  // namespace tidemark
