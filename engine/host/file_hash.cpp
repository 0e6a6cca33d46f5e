#include "host/file_hash.h"

#include <Poco/SHA2Engine.h>

#include <array>
#include <fstream>

namespace tidemark {

Result<std::string> sha256_of(const std::filesystem::path& file) {
  const Error unreadable{Code::bad_config, file.string() + " cannot be read"};
  std::ifstream in(file, std::ios::binary);
  if (!in) return unreadable;
  Poco::SHA2Engine engine(Poco::SHA2Engine::SHA_256);
  std::array<char, 64 * 1024> block;
  while (in.read(block.data(), block.size()) || in.gcount() > 0)
    engine.update(block.data(), static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return unreadable;
  return Poco::DigestEngine::digestToHex(engine.digest());
}

}  // namespace tidemark
