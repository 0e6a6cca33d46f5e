#include "catalog/api_tokens.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "catalog/checks.h"
#include "catalog/database.h"

namespace tidemark {
namespace {

constexpr std::string_view kPrefix = "tm_";
constexpr std::size_t kRandomBytes = 32;

// BLAKE2b of the whole text. ON DISK. No salt and no stretching: the text is 256 random bits, which nobody
// guesses.
using Hash = std::array<unsigned char, 32>;

Hash hash_of(std::string_view text) {
  Hash hash;
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), nullptr, 0);
  return hash;
}

Bytes bytes_of(const Hash& hash) {
  return {std::string(reinterpret_cast<const char*>(hash.data()), hash.size())};
}

/// The hash's first bytes find its token: whoever sends texts cannot steer them, so their timing tells
/// nothing.
std::uint64_t slot_of(const Hash& hash) {
  std::uint64_t slot = 0;
  std::memcpy(&slot, hash.data(), sizeof slot);
  return slot;
}

Secret make_text() {
  std::array<unsigned char, kRandomBytes> random;
  randombytes_buf(random.data(), random.size());
  std::array<char, sodium_base64_ENCODED_LEN(kRandomBytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  Secret made(std::string(kPrefix) + text.data());
  sodium_memzero(random.data(), random.size());
  sodium_memzero(text.data(), text.size());
  return made;
}

Error out_of_scope(const std::string& why) {
  return {Code::invalid, "business_ids " + why, "business_ids"};
}

/// What a token may be given, as far as the asker decides it.
Result<> check_businesses(const Asker& asker, const std::optional<std::set<BusinessId>>& businesses) {
  if (!businesses && asker.businesses)
    return out_of_scope("are wanted: this token sees certain businesses only, and makes tokens for those");
  if (businesses && businesses->empty()) return out_of_scope("are empty: such a token would see nothing");
  return Done{};
}

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::admin:
      return "admin";
    case Role::editor:
      return "editor";
    case Role::viewer:
      break;
  }
  return "viewer";
}

std::optional<Role> parse_role(std::string_view text) {
  for (const Role role : {Role::viewer, Role::editor, Role::admin})
    if (to_string(role) == text) return role;
  return std::nullopt;
}

struct ApiTokens::Impl {
  struct Entry {
    ApiToken token;
    Hash hash;
  };

  Database& database;
  const Clock& clock;

  // Held over a change of the database and of what is below, so that both change in the same order.
  std::mutex changing;
  mutable std::shared_mutex mutex;
  std::map<ApiTokenId, Entry> entries;                       // guarded by mutex
  std::unordered_multimap<std::uint64_t, ApiTokenId> slots;  // guarded by mutex
  /// Texts that were looked up before, each hashed with a key of this process: found again without the long
  /// hash. One a token at most.
  std::unordered_map<NameHash, ApiTokenId> recognized;  // guarded by mutex

  void put(Entry entry) {
    slots.emplace(slot_of(entry.hash), entry.token.id);
    entries.insert_or_assign(entry.token.id, std::move(entry));
  }

  void drop(ApiTokenId id) {
    std::unique_lock lock(mutex);
    entries.erase(id);
    std::erase_if(slots, [&](const auto& slot) { return slot.second == id; });
    std::erase_if(recognized, [&](const auto& one) { return one.second == id; });
  }

  static Asker asker_of(const ApiToken& token) {
    return {.token = token.id, .role = token.role, .businesses = token.businesses};
  }

  static bool sees(const Asker& asker, const ApiToken& token) {
    if (!asker.businesses || asker.token == token.id) return true;
    if (!token.businesses || token.businesses->empty()) return false;
    return std::includes(asker.businesses->begin(), asker.businesses->end(), token.businesses->begin(),
                         token.businesses->end());
  }
};

ApiTokens::ApiTokens(Database& database, const Clock& clock)
    : impl_(new Impl{.database = database, .clock = clock}) {}
ApiTokens::~ApiTokens() = default;

Result<> ApiTokens::load() {
  std::map<ApiTokenId, Impl::Entry> read;
  auto done = impl_->database.read([&](Session& session) -> Result<> {
    session.each("SELECT id, name, role, hash, scoped, created_at FROM api_tokens", {}, [&](Row& row) {
      Impl::Entry entry;
      std::string role;
      Bytes hash;
      bool scoped = false;
      row >> entry.token.id >> entry.token.name >> role >> hash >> scoped >> entry.token.created_at;
      entry.token.role = parse_role(role).value_or(Role::viewer);
      if (scoped) entry.token.businesses.emplace();
      // A hash of another length is none of ours: nothing has the hash that is all zeros.
      entry.hash = {};
      if (hash.data.size() == entry.hash.size())
        std::memcpy(entry.hash.data(), hash.data.data(), entry.hash.size());
      read.emplace(entry.token.id, std::move(entry));
    });
    session.each("SELECT token_id, business_id FROM api_token_businesses", {}, [&](Row& row) {
      ApiTokenId token;
      BusinessId business;
      row >> token >> business;
      if (auto& businesses = read[token].token.businesses) businesses->insert(business);
    });
    return Done{};
  });
  if (!done) return done;
  std::unique_lock lock(impl_->mutex);
  for (auto& [id, entry] : read) impl_->put(std::move(entry));
  return Done{};
}

Result<ApiTokens::Created> ApiTokens::add(const Asker& asker, const std::string& name, Role role,
                                          std::optional<std::set<BusinessId>> businesses) {
  if (auto good = check_text("name", name, kName); !good) return good.error();
  if (auto good = check_businesses(asker, businesses); !good) return good.error();
  Secret text = make_text();
  Impl::Entry entry{{.name = name, .role = role, .businesses = std::move(businesses)},
                    hash_of(text.reveal())};
  entry.token.created_at = impl_->clock.now();

  std::lock_guard changing(impl_->changing);
  auto done = impl_->database.write([&](Session& session) -> Result<> {
    entry.token.id = *session.value<ApiTokenId>(
        "INSERT INTO api_tokens (name, role, hash, scoped, created_at) VALUES (?, ?, ?, ?, ?) RETURNING id",
        {name, to_string(role), bytes_of(entry.hash), entry.token.businesses.has_value(),
         entry.token.created_at});
    if (!entry.token.businesses) return Done{};
    for (const BusinessId business : *entry.token.businesses) {
      if (!check_in_sight(session, asker, business))
        return out_of_scope("name " + std::to_string(business.value) + ", which does not exist");
      session.run("INSERT INTO api_token_businesses (token_id, business_id) VALUES (?, ?)",
                  {entry.token.id, business});
    }
    return Done{};
  });
  if (!done) return done.error();
  Created created{entry.token, std::move(text)};
  std::unique_lock lock(impl_->mutex);
  impl_->put(std::move(entry));
  return created;
}

Result<ApiToken> ApiTokens::get(const Asker& asker, ApiTokenId id) {
  std::shared_lock lock(impl_->mutex);
  const auto found = impl_->entries.find(id);
  if (found == impl_->entries.end() || !Impl::sees(asker, found->second.token))
    return not_found("token", id.value);
  return found->second.token;
}

Result<Page<ApiToken>> ApiTokens::list(const Asker& asker, PageRequest page) {
  std::shared_lock lock(impl_->mutex);
  std::vector<ApiToken> found;
  auto next = impl_->entries.upper_bound(ApiTokenId{page.after.value_or(0)});
  for (; next != impl_->entries.end() && found.size() <= page.limit; ++next)
    if (Impl::sees(asker, next->second.token)) found.push_back(next->second.token);
  return page_of(std::move(found), page.limit);
}

Result<> ApiTokens::remove(const Asker& asker, ApiTokenId id) {
  std::lock_guard changing(impl_->changing);
  if (auto known = get(asker, id); !known) return known.error();
  auto removed = impl_->database.write([&](Session& session) -> Result<> {
    const bool is_master =
        session.any("SELECT 1 FROM api_tokens WHERE id = ? AND role = 'admin' AND NOT scoped", {id});
    if (is_master &&
        !session.any("SELECT 1 FROM api_tokens WHERE id <> ? AND role = 'admin' AND NOT scoped LIMIT 1",
                     {id}))
      return Error{Code::conflict,
                   "token " + std::to_string(id.value) +
                       " is the last admin token that sees all businesses; make another one first"};
    session.run("DELETE FROM api_tokens WHERE id = ?", {id});
    return Done{};
  });
  if (removed) impl_->drop(id);
  return removed;
}

std::optional<Asker> ApiTokens::who(std::string_view token) const {
  const NameHash quick = impl_->database.caches().owners.hash_of({}, token);
  {
    std::shared_lock lock(impl_->mutex);
    if (const auto known = impl_->recognized.find(quick); known != impl_->recognized.end())
      return Impl::asker_of(impl_->entries.at(known->second).token);
  }
  const Hash hash = hash_of(token);
  std::unique_lock lock(impl_->mutex);
  const auto [first, last] = impl_->slots.equal_range(slot_of(hash));
  for (auto slot = first; slot != last; ++slot) {
    const Impl::Entry& entry = impl_->entries.at(slot->second);
    if (sodium_memcmp(entry.hash.data(), hash.data(), hash.size()) != 0) continue;
    impl_->recognized.emplace(quick, slot->second);
    return Impl::asker_of(entry.token);
  }
  return std::nullopt;
}

Result<bool> ApiTokens::none_yet() {
  return impl_->database.glance([](Session& session) -> Result<bool> {
    // The counter of given out ids and not the rows: it also remembers tokens that are gone.
    return !session.any("SELECT 1 FROM sqlite_sequence WHERE name = 'api_tokens' AND seq > 0");
  });
}

void ApiTokens::forget(BusinessId business) {
  std::unique_lock lock(impl_->mutex);
  for (auto& [id, entry] : impl_->entries)
    if (entry.token.businesses) entry.token.businesses->erase(business);
}

}  // namespace tidemark
