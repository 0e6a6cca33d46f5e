#include "domain/secret.h"

namespace tidemark {

void Secret::wipe() noexcept {
  // Through a volatile pointer, so that the compiler keeps the writes to memory that nobody reads again.
  volatile char* byte = text_.data();
  for (std::size_t left = text_.capacity(); left > 0; --left) *byte++ = 0;
  text_.clear();
}

}  // namespace tidemark
