#include "catalog/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>

namespace tidemark {
namespace {

constexpr std::size_t kMaxFile = 64 * 1024;

Error refuse(const std::filesystem::path& file, const std::string& why) {
  return {Code::storage, file.string() + ": " + why};
}

/// A file descriptor, closed when it goes.
struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

struct Wiped {
  std::string text;
  ~Wiped() { sodium_memzero(text.data(), text.capacity()); }
};

bool read_key(std::string_view line, Key& key) {
  const auto [rest, error] = std::from_chars(line.data(), line.data() + line.size(), key.id);
  if (error != std::errc{} || key.id <= 0) return false;
  std::string_view hex = line.substr(static_cast<std::size_t>(rest - line.data()));
  if (hex.size() != 1 + 2 * key.bytes.size() || hex.front() != ' ') return false;
  hex.remove_prefix(1);
  std::size_t size = 0;
  const int read =
      sodium_hex2bin(key.bytes.data(), key.bytes.size(), hex.data(), hex.size(), nullptr, &size, nullptr);
  return read == 0 && size == key.bytes.size();
}

Result<std::vector<Key>> read_keys(const std::filesystem::path& file, std::string_view text) {
  std::vector<Key> keys;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty() || line.front() == '#') continue;
    Key key;
    const std::string where = "line " + std::to_string(number);
    if (!read_key(line, key))
      return refuse(
          file, where + " is no key (wanted: a number, a space, 64 hexadecimal digits); restore the file");
    for (const Key& other : keys)
      if (other.id == key.id)
        return refuse(file, where + " gives key number " + std::to_string(key.id) + " again");
    keys.push_back(key);
  }
  if (keys.empty()) return refuse(file, "holds no key; restore it from a backup");
  return keys;
}

/// Writes all of `text` so that a power loss later on finds it.
bool write_durably(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(fd) == 0;
}

}  // namespace

Key::~Key() {
  sodium_memzero(bytes.data(), bytes.size());
}

Result<std::optional<std::vector<Key>>> read_key_file(const std::filesystem::path& file) {
  const Descriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (opened.fd < 0 && errno == ENOENT) return std::optional<std::vector<Key>>{};
  if (opened.fd < 0) return refuse(file, std::string("cannot be read: ") + std::strerror(errno));
  struct stat what {};
  if (::fstat(opened.fd, &what) != 0) return refuse(file, std::strerror(errno));
  if (!S_ISREG(what.st_mode)) return refuse(file, "is not a file; the catalog needs this name");
  if ((what.st_mode & 077) != 0)
    return refuse(
        file,
        "may be read or written by others than its owner; chmod 600 it, and renew the accounts' tokens "
        "if others could have read it");
  Wiped content{std::string(kMaxFile, '\0')};
  std::size_t size = 0;
  while (size < kMaxFile) {
    const ssize_t read = ::read(opened.fd, content.text.data() + size, kMaxFile - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return refuse(file, std::string("cannot be read: ") + std::strerror(errno));
    if (read == 0) break;
    size += static_cast<std::size_t>(read);
  }
  if (size == kMaxFile) return refuse(file, "is larger than a key file can be; restore it from a backup");
  auto keys = read_keys(file, std::string_view(content.text).substr(0, size));
  if (!keys) return keys.error();
  return std::optional(std::move(*keys));
}

Result<std::vector<Key>> make_key_file(const std::filesystem::path& file) {
  Key key;
  key.id = 1;
  randombytes_buf(key.bytes.data(), key.bytes.size());
  Wiped hex{std::string(2 * key.bytes.size() + 1, '\0')};
  sodium_bin2hex(hex.text.data(), hex.text.size(), key.bytes.data(), key.bytes.size());
  Wiped text;
  text.text.reserve(256);  // so that no copy of the key stays behind in memory
  text.text +=
      "# Encrypts the accounts' tokens in catalog.db. Keep a copy where backups of catalog.db are not.\n1 ";
  text.text.append(hex.text.c_str()).append("\n");

  // Under another name first: a crash leaves no half of a key behind.
  const std::filesystem::path half = file.string() + ".new";
  const auto cannot = [&] { return refuse(file, std::string("cannot be made: ") + std::strerror(errno)); };
  ::unlink(half.c_str());
  const Descriptor made{::open(half.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (made.fd < 0 || !write_durably(made.fd, text.text)) return cannot();
  if (::rename(half.c_str(), file.c_str()) != 0) return cannot();
  const Descriptor folder{::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.fd < 0 || ::fsync(folder.fd) != 0) return cannot();
  return std::vector<Key>{key};
}

}  // namespace tidemark
