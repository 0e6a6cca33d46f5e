#pragma once

#include <filesystem>
#include <string>

namespace tidemark {

/// What keeps the loader away from `file`; empty: nothing that shows from its head. A library that was cut
/// off must not reach the loader: it maps what the head promises and dies of SIGBUS where the file has ended.
std::string elf_problem(const std::filesystem::path& file);

}  // namespace tidemark
