#include "app/data_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace tidemark {
namespace {

Error refuse(const std::filesystem::path& path, const std::string& why) {
  return {Code::storage, "data directory " + path.string() + ": " + why};
}

std::string process_in(int lock) {
  char text[16] = {};
  const ssize_t size = pread(lock, text, sizeof text - 1, 0);
  return size > 0 ? " (process " + std::string(text, static_cast<std::size_t>(size)) + ")" : "";
}

}  // namespace

Result<DataDir> DataDir::open(const std::filesystem::path& path) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem)) {
    std::filesystem::create_directories(path, problem);
    if (problem) return refuse(path, "cannot be made: " + problem.message());
    chmod(path.c_str(), 0700);
  }
  const std::filesystem::path file = path / "tidemark.lock";
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return refuse(path, "cannot be written: " + std::string(std::strerror(errno)));
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const Error in_use = refuse(path, "is in use by another tidemarkd" + process_in(lock));
    close(lock);
    return in_use;
  }
  const std::string process = std::to_string(getpid());
  if (ftruncate(lock, 0) != 0 || pwrite(lock, process.data(), process.size(), 0) < 0) {
    const Error unwritable = refuse(path, "cannot be written: " + std::string(std::strerror(errno)));
    close(lock);
    return unwritable;
  }
  return DataDir(path, lock);
}

DataDir::DataDir(DataDir&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataDir::~DataDir() {
  if (lock_ >= 0) close(lock_);
}

}  // namespace tidemark
