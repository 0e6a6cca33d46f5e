#include "catalog/database.h"

#include <Poco/Exception.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "catalog/migrations.h"

namespace tidemark {
namespace {

/// Settings of one connection; SQLite keeps only journal_mode in the file.
std::unique_ptr<Session> connect(const std::filesystem::path& file) {
  auto session = std::make_unique<Session>(file.string());
  session->run("PRAGMA busy_timeout = 5000");
  session->run("PRAGMA foreign_keys = ON");
  session->run("PRAGMA synchronous = FULL");
  session->run("PRAGMA cache_size = -1024");  // KiB
  return session;
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return text;
}

Result<> make_file(const std::filesystem::path& file) {
  const auto refuse = [&](const std::string& why) {
    return Error{Code::storage, file.string() + ": " + why};
  };
  struct stat what {};
  if (::stat(file.c_str(), &what) == 0) {
    if (!S_ISREG(what.st_mode)) return refuse("is not a file; the catalog needs this name");
    // SQLite would open what it may only read, and fail at the first write.
    if (::faccessat(AT_FDCWD, file.c_str(), R_OK | W_OK, AT_EACCESS) != 0)
      return refuse(std::string("cannot be read and written: ") + std::strerror(errno));
    return Done{};
  }
  if (errno != ENOENT) return refuse(std::strerror(errno));
  // Made here and not by SQLite, for the mode; SQLite gives its side files (-wal, -shm) the same.
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0) return refuse(std::string("cannot be made: ") + std::strerror(errno));
  ::close(made);
  return Done{};
}

/// Undoes the transaction unless it was committed.
class Transaction {
 public:
  Transaction(Session& session, std::string_view begin) : session_(session) { session_.run(begin); }
  ~Transaction() {
    if (done_) return;
    try {
      session_.run("ROLLBACK");
    } catch (const Poco::Exception&) {
      // SQLite has rolled back by itself already, as it does after a full disk.
    }
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    session_.run("COMMIT");
    done_ = true;
  }

 private:
  Session& session_;
  bool done_ = false;
};

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file) {
  if (auto made = make_file(file); !made) return made.error();
  std::unique_ptr<Database> database(new Database(file));
  if (auto done = database->migrate_now(); !done) return done.error();
  return database;
}

Result<> Database::migrate_now() {
  try {
    writer_ = connect(file_);
    if (auto ours = check_format(*writer_); !ours) return failed(ours.error().message);
    writer_->run("PRAGMA journal_mode = WAL");
  } catch (const Poco::Exception& thrown) {
    return failed(thrown.displayText());
  }
  for (const Migration& migration : migrations()) {
    auto done = write([&](Session& session) -> Result<> { return migrate(session, migration); });
    if (!done) return done;
  }
  return Done{};
}

Result<> Database::write_step(const Step& step) {
  std::lock_guard lock(writing_);
  auto done = transact(step);
  // Also after an error: whether a commit that failed can be read nevertheless, nobody knows.
  caches_.forget(touched_);
  touched_ = {};
  return done;
}

Result<> Database::transact(const Step& step) {
  try {
    Transaction transaction(*writer_, "BEGIN IMMEDIATE");
    if (auto done = step(*writer_); !done) return done;
    transaction.commit();
    write_failed_.store(false, std::memory_order_release);
    return Done{};
  } catch (const Poco::Exception& thrown) {
    write_failed_.store(true, std::memory_order_release);
    return failed(thrown.displayText());
  }
}

Result<> Database::read_step(const Step& step, bool consistent) {
  try {
    std::unique_ptr<Session> reader = take_reader();
    // A reader that failed is not used again: take_reader makes another in its place.
    struct Return {
      Database& to;
      std::unique_ptr<Session>& reader;
      bool sound = false;
      ~Return() { to.give_back(sound ? std::move(reader) : nullptr); }
    } back{*this, reader};
    auto done = [&]() -> Result<> {
      if (!consistent) return step(*reader);
      Transaction transaction(*reader, "BEGIN");
      auto answer = step(*reader);
      transaction.commit();
      return answer;
    }();
    back.sound = true;
    return done;
  } catch (const Poco::Exception& thrown) {
    return failed(thrown.displayText());
  }
}

std::unique_ptr<Session> Database::take_reader() {
  {
    std::unique_lock lock(reading_);
    reader_free_.wait(lock, [&] { return !idle_.empty() || readers_ < kReaders; });
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
    ++readers_;
  }
  try {
    return connect(file_);
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void Database::give_back(std::unique_ptr<Session> reader) {
  std::lock_guard lock(reading_);
  if (reader)
    idle_.push_back(std::move(reader));
  else
    --readers_;
  reader_free_.notify_one();
}

Error Database::failed(const std::string& why) const {
  return {Code::storage, file_.string() + ": " + one_line(why)};
}

}  // namespace tidemark
