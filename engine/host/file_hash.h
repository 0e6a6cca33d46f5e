#pragma once

#include <filesystem>
#include <string>

#include "domain/result.h"

namespace tidemark {

/// SHA-256 of the file's bytes, 64 hex digits in small letters. Error `bad_config`: it cannot be read.
Result<std::string> sha256_of(const std::filesystem::path& file);

}  // namespace tidemark
