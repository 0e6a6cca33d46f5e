#include "app/admin_token.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace tidemark {

Result<> ensure_admin_token(ApiTokens& tokens, const std::filesystem::path& data_dir) {
  const std::filesystem::path file = data_dir / "admin.token";
  const auto failed = [&] { return Error{Code::storage, file.string() + ": " + std::strerror(errno)}; };

  auto first_start = tokens.none_yet();
  if (!first_start) return first_start.error();
  struct stat status {};
  // The file is there, empty, before the token is made: an empty one tells of a start that did not come to
  // its end.
  const bool interrupted = stat(file.c_str(), &status) == 0 && status.st_size == 0;
  if (!*first_start && !interrupted) return Done{};

  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return failed();
  Result<> outcome = Done{};
  if (fchmod(descriptor, 0600) != 0 || fsync(descriptor) != 0) outcome = failed();
  if (outcome) {
    auto created = tokens.add(Asker::engine(), "admin (first start)", Role::admin, std::nullopt);
    if (!created) {
      outcome = created.error();
    } else {
      std::string line(created->text.reveal());
      line += '\n';
      if (write(descriptor, line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
          fsync(descriptor) != 0)
        outcome = failed();
      explicit_bzero(line.data(), line.size());
    }
  }
  close(descriptor);
  return outcome;
}

}  // namespace tidemark
