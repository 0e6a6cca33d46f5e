#include "host/byte_input.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace tidemark {

Result<std::size_t> ByteInput::read_source(std::span<char> into) {
  auto got = source_(into);
  if (got && *got > 0) started_ = true;
  return got;
}

Result<bool> ByteInput::fill() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == kBuffer) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  assert(end_ < kBuffer);
  const auto got = read_source({buffer_.get() + end_, kBuffer - end_});
  if (!got) return got.error();
  end_ += *got;
  return *got > 0;
}

Result<std::size_t> ByteInput::read(std::span<char> into) {
  std::size_t done = std::min(into.size(), view().size());
  std::copy_n(view().begin(), done, into.begin());
  consume(done);
  while (done < into.size()) {
    const auto got = read_source(into.subspan(done));
    if (!got) return got.error();
    if (*got == 0) break;
    done += *got;
  }
  return done;
}

}  // namespace tidemark
