#include "host/elf_file.h"

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <fstream>

namespace tidemark {
namespace {

template <typename T>
bool read(std::ifstream& in, std::uint64_t offset, T& into) {
  in.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(in.read(reinterpret_cast<char*>(&into), sizeof into));
}

}  // namespace

std::string elf_problem(const std::filesystem::path& file) {
  const std::string cut_off = file.string() + " is cut off; copy it again";
  std::error_code problem;
  const std::uint64_t size = std::filesystem::file_size(file, problem);
  if (problem) return file.string() + ": " + problem.message();

  std::ifstream in(file, std::ios::binary);
  unsigned char ident[EI_NIDENT] = {};
  if (!in.read(reinterpret_cast<char*>(ident), SELFMAG) || std::memcmp(ident, ELFMAG, SELFMAG) != 0)
    return file.string() + " is not a shared library";
  if (!read(in, 0, ident)) return cut_off;
  if (ident[EI_CLASS] != ELFCLASS64) return {};  // the loader says so in better words

  Elf64_Ehdr head;
  if (!read(in, 0, head)) return cut_off;
  if (head.e_phentsize != sizeof(Elf64_Phdr)) return {};
  for (std::uint64_t i = 0; i < head.e_phnum; ++i) {
    Elf64_Phdr part;
    if (head.e_phoff > size || !read(in, head.e_phoff + i * sizeof part, part)) return cut_off;
    if (part.p_type == PT_LOAD && (part.p_offset > size || part.p_filesz > size - part.p_offset))
      return cut_off;
  }
  return {};
}

}  // namespace tidemark
