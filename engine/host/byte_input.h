#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "domain/result.h"

namespace tidemark {

/// Where an answer's bytes come from: one read, at least a byte; 0 at the end.
using ByteSource = std::function<Result<std::size_t>(std::span<char>)>;

/// The bytes of one answer, read ahead by up to 64 KiB. Threads: none.
class ByteInput {
 public:
  static constexpr std::size_t kBuffer = 64 * 1024;

  explicit ByteInput(ByteSource source)
      : source_(std::move(source)), buffer_(std::make_unique_for_overwrite<char[]>(kBuffer)) {}

  /// What was read and not yet consumed; valid until `fill`.
  std::string_view view() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void consume(std::size_t bytes) { begin_ += bytes; }

  /// Reads once more behind `view`, which must be shorter than kBuffer. False at the end.
  Result<bool> fill();

  /// Fills `into` wholly, past the buffer where it can. The number of bytes that came before the end.
  Result<std::size_t> read(std::span<char> into);

  /// Whether anything at all has come.
  bool started() const { return started_; }

 private:
  Result<std::size_t> read_source(std::span<char> into);

  ByteSource source_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool started_ = false;
};

}  // namespace tidemark
