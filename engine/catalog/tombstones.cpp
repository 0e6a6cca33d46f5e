#include "catalog/tombstones.h"

#include "catalog/database.h"

namespace tidemark {

Result<std::vector<Subject>> Tombstones::all() {
  return database_.glance([&](Session& session) -> Result<std::vector<Subject>> {
    std::vector<Subject> subjects;
    session.each("SELECT kind, id, business_id FROM tombstones ORDER BY kind, id", {}, [&](Row& row) {
      std::int64_t kind = 0;
      std::uint64_t id = 0;
      BusinessId business;
      row >> kind >> id >> business;
      subjects.push_back({static_cast<Subject::Kind>(kind), id, business});
    });
    return subjects;
  });
}

Result<> Tombstones::done(Subject subject) {
  return done(std::span(&subject, 1));
}

Result<> Tombstones::done(std::span<const Subject> subjects) {
  return database_.write([&](Session& session) -> Result<> {
    for (const Subject& subject : subjects)
      session.run("DELETE FROM tombstones WHERE kind = ? AND id = ?",
                  {static_cast<int>(subject.kind), subject.id});
    return Done{};
  });
}

}  // namespace tidemark
