#pragma once

#include <filesystem>

#include "domain/result.h"

namespace tidemark {

/// The directory that holds everything persistent, held by this process alone until the object goes.
class DataDir {
 public:
  /// Makes it (mode 0700) if it is missing. Error `storage`: it cannot be made, entered or written, or
  /// another engine holds it (the message has its process id).
  static Result<DataDir> open(const std::filesystem::path& path);
  DataDir(DataDir&& other) noexcept;
  DataDir& operator=(DataDir&&) = delete;
  ~DataDir();

  const std::filesystem::path& path() const { return path_; }

 private:
  DataDir(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::filesystem::path path_;
  int lock_;
};

}  // namespace tidemark
