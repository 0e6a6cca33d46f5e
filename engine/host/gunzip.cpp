#include "host/gunzip.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

namespace tidemark {

Result<std::string> gunzip(std::string_view packed, std::size_t max_size) {
  z_stream stream{};
  if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
    return Error{Code::bad_response, "no memory to unpack gzip"};
  const auto end = [](z_stream* s) { inflateEnd(s); };
  const std::unique_ptr<z_stream, decltype(end)> ended(&stream, end);

  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  // JSON packs to a fifth or a tenth. One byte over the cap is room enough to notice that it is exceeded.
  text.resize(std::min(max_size, packed.size() * 6) + 1);
  std::size_t size = 0;
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + size);
    stream.avail_out = static_cast<uInt>(text.size() - size);
    const int status = inflate(&stream, Z_NO_FLUSH);
    size = text.size() - stream.avail_out;
    if (size > max_size) return Error{Code::bad_response, "body over the cap once unpacked"};
    if (status == Z_STREAM_END) {
      if (stream.avail_in == 0) break;
      if (inflateReset(&stream) != Z_OK) return Error{Code::bad_response, "broken gzip"};
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return Error{Code::bad_response, "broken gzip"};
    } else if (stream.avail_out == 0) {
      text.resize(std::min(max_size, text.size() * 2) + 1);
    } else if (stream.avail_in == 0) {
      return Error{Code::bad_response, "gzip ends too early"};
    }
  }
  text.resize(size);
  return text;
}

}  // namespace tidemark
