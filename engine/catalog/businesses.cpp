#include "catalog/businesses.h"

#include "catalog/api_tokens.h"
#include "catalog/checks.h"
#include "catalog/database.h"

namespace tidemark {
namespace {

const std::string kSelect = "SELECT id, name, time_zone, every, created_at, updated_at FROM businesses ";
const std::string kInScope = "(?1 IS NULL OR id IN (SELECT value FROM json_each(?1))) ";
const std::string kOne = kSelect + "WHERE id = ?2 AND " + kInScope;
const std::string kList = kSelect + "WHERE id > ?2 AND " + kInScope + "ORDER BY id LIMIT ?3";
const std::string kAll = kSelect + "ORDER BY id";

Business read_business(Row& row) {
  Business business;
  row >> business.id >> business.name >> business.time_zone >> business.every >> business.created_at >>
      business.updated_at;
  return business;
}

Result<Business> find(Session& session, const Asker& asker, BusinessId id) {
  std::optional<Business> found;
  session.each(kOne, {scope_of(asker), id}, [&](Row& row) { found = read_business(row); });
  if (!found) return not_found("business", id.value);
  return *std::move(found);
}

}  // namespace

Result<Business> Businesses::add(const Asker& asker, const NewBusiness& business) {
  if (asker.businesses)
    return Error{Code::forbidden,
                 "this token sees certain businesses only; a business is made with one that sees all"};
  if (auto good = check_text("name", business.name, kName); !good) return good.error();
  if (auto good = check_time_zone(business.time_zone); !good) return good.error();
  return database_.write([&](Session& session) -> Result<Business> {
    const auto id = session.value<BusinessId>(
        "INSERT INTO businesses (name, time_zone, created_at, updated_at) VALUES (?1, ?2, ?3, ?3) RETURNING "
        "id",
        {business.name, business.time_zone, clock_.now()});
    database_.touched().businesses.push_back(*id);
    return find(session, asker, *id);
  });
}

Result<Business> Businesses::get(const Asker& asker, BusinessId id) {
  if (!asker.sees(id)) return not_found("business", id.value);
  auto& known = database_.caches().businesses;
  if (auto business = known.find(id)) return *std::move(business);
  const std::uint64_t age = known.age();
  auto business = database_.glance([&](Session& session) { return find(session, asker, id); });
  if (business) known.put(id, *business, age);
  return business;
}

Result<Page<Business>> Businesses::list(const Asker& asker, PageRequest page) {
  return database_.glance([&](Session& session) -> Result<Page<Business>> {
    std::vector<Business> found;
    session.each(kList, {scope_of(asker), page.after.value_or(0), page.limit + 1},
                 [&](Row& row) { found.push_back(read_business(row)); });
    return page_of(std::move(found), page.limit);
  });
}

Result<Business> Businesses::change(const Asker& asker, BusinessId id, const BusinessChange& change) {
  if (auto good = check_text("name", change.name, kName); !good) return good.error();
  return database_.write([&](Session& session) -> Result<Business> {
    if (auto known = find(session, asker, id); !known) return known;
    if (change.time_zone)
      if (auto good = check_time_zone(*change.time_zone); !good) return good.error();
    session.run(
        "UPDATE businesses SET name = COALESCE(?2, name), time_zone = COALESCE(?3, time_zone), updated_at = "
        "?4 "
        "WHERE id = ?1",
        {id, change.name, change.time_zone, clock_.now()});
    database_.touched().businesses.push_back(id);
    return find(session, asker, id);
  });
}

Result<Business> Businesses::set_schedule(const Asker& asker, BusinessId id, const std::string& every) {
  if (auto good = check_text("every", every, kOptionalWord); !good) return good.error();
  return database_.write([&](Session& session) -> Result<Business> {
    if (auto known = find(session, asker, id); !known) return known;
    session.run("UPDATE businesses SET every = ?2, updated_at = ?3 WHERE id = ?1", {id, every, clock_.now()});
    database_.touched().businesses.push_back(id);
    return find(session, asker, id);
  });
}

Result<> Businesses::remove(const Asker& asker, BusinessId id) {
  auto removed = database_.write([&](Session& session) -> Result<> {
    if (auto known = find(session, asker, id); !known) return known.error();
    session.run(
        "INSERT INTO tombstones (kind, id, business_id) SELECT ?2, id, business_id FROM posts WHERE "
        "business_id = ?1",
        {id, static_cast<int>(Subject::Kind::post)});
    session.run(
        "INSERT INTO tombstones (kind, id, business_id) SELECT ?2, id, business_id FROM accounts WHERE "
        "business_id = ?1",
        {id, static_cast<int>(Subject::Kind::account)});
    session.run("DELETE FROM businesses WHERE id = ?", {id});
    database_.touched().everything = true;
    return Done{};
  });
  if (removed) tokens_.forget(id);
  return removed;
}

Result<std::vector<Business>> Businesses::all() {
  return database_.glance([&](Session& session) -> Result<std::vector<Business>> {
    std::vector<Business> found;
    session.each(kAll, {}, [&](Row& row) { found.push_back(read_business(row)); });
    return found;
  });
}

}  // namespace tidemark
