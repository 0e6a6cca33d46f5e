#include "host/plugin_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include "host/elf_file.h"
#include "host/file_hash.h"
#include "tidemark/abi.h"

namespace tidemark {
namespace {

namespace fs = std::filesystem;

std::string shortened(const std::string& hash) {
  return hash.substr(0, 12) + "…";
}

// Empty: it is there and only its owner can change it.
std::string permission_problem(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return path.string() + ": " + std::strerror(errno);
  if (writable_by_others(status.st_mode, status.st_gid, ::getegid()))
    return path.string() + " can be written by others; take that right away (chmod go-w)";
  return {};
}

std::string abi_problem(const Manifest& manifest) {
  if (manifest.abi_major != TIDEMARK_ABI_MAJOR)
    return "made for plugin ABI " + std::to_string(manifest.abi_major) + ", this engine speaks ABI " +
           std::to_string(TIDEMARK_ABI_MAJOR);
  const auto minor = [](unsigned number) {
    return std::to_string(TIDEMARK_ABI_MAJOR) + "." + std::to_string(number);
  };
  if (manifest.needs_abi_minor > TIDEMARK_ABI_MINOR)
    return "unsupported: needs plugin ABI " + minor(manifest.needs_abi_minor) + ", this engine has " +
           minor(TIDEMARK_ABI_MINOR) + "; install a newer engine or an older plugin";
  return {};
}

// What is against the manifest's library; fills in its hash.
std::string library_problem(PluginFile& file) {
  const Manifest& manifest = *file.manifest;
  std::error_code ignored;
  if (!fs::exists(file.library, ignored)) return "its library " + file.library.string() + " is not there";
  if (!fs::is_regular_file(file.library, ignored)) return file.library.string() + " is no plain file";
  if (std::string problem = permission_problem(file.library); !problem.empty()) return problem;
  auto hash = sha256_of(file.library);
  if (!hash) return hash.error().message;
  file.sha256 = *hash;
  if (std::string problem = elf_problem(file.library); !problem.empty()) return problem;
  if (file.sha256 != manifest.sha256)
    return "the library's SHA-256 is " + shortened(file.sha256) + ", its manifest says " +
           shortened(manifest.sha256) + "; install both from one build";
  return abi_problem(manifest);
}

PluginFile judge_manifest(const fs::path& manifest_file) {
  PluginFile file{.library = fs::path(manifest_file).replace_extension(".so")};
  if (file.refusal = permission_problem(manifest_file); !file.refusal.empty()) return file;
  auto manifest = read_manifest(manifest_file);
  if (!manifest) {
    file.refusal = manifest.error().message;
    return file;
  }
  file.manifest = std::move(*manifest);
  file.library = file.manifest->file;
  file.refusal = library_problem(file);
  return file;
}

struct Listing {
  std::vector<fs::path> manifests, libraries;
  std::string problem;
};

Listing list(const fs::path& folder) {
  Listing listing;
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) {
    const fs::path& path = at->path();
    if (path.extension() == ".toml") listing.manifests.push_back(path);
    if (path.extension() == ".so") listing.libraries.push_back(path);
  }
  if (problem) listing.problem = "plugin folder " + folder.string() + ": " + problem.message();
  std::sort(listing.manifests.begin(), listing.manifests.end());
  std::sort(listing.libraries.begin(), listing.libraries.end());
  return listing;
}

std::vector<PluginFile> judge_folder(const fs::path& folder) {
  std::vector<PluginFile> files;
  const Listing listing = list(folder);
  if (!listing.problem.empty()) return {{.library = folder, .refusal = listing.problem}};
  const std::string open_folder = permission_problem(folder);
  std::set<fs::path> claimed;
  for (const fs::path& manifest : listing.manifests) {
    files.push_back(judge_manifest(manifest));
    claimed.insert(files.back().library);
  }
  for (const fs::path& library : listing.libraries) {
    if (claimed.contains(library)) continue;
    const std::string expected = library.stem().string() + ".toml";
    files.push_back({.library = library, .refusal = "no manifest: expected " + expected + " beside it"});
  }
  if (!open_folder.empty())
    for (PluginFile& file : files)
      if (file.refusal.empty()) file.refusal = "its folder " + open_folder;
  std::stable_sort(files.begin(), files.end(),
                   [](const PluginFile& a, const PluginFile& b) { return a.library < b.library; });
  return files;
}

}  // namespace

bool writable_by_others(mode_t mode, gid_t group, gid_t engines_group) {
  const bool foreign_group = group != 0 && group != engines_group;
  return (mode & S_IWOTH) != 0 || ((mode & S_IWGRP) != 0 && foreign_group);
}

std::vector<PluginFile> find_plugins(const std::vector<fs::path>& folders) {
  std::vector<PluginFile> all;
  std::set<fs::path> seen;
  for (const fs::path& folder : folders) {
    std::error_code ignored;
    const fs::path known = fs::weakly_canonical(fs::absolute(folder, ignored), ignored);
    if (!seen.insert(known).second) continue;
    for (PluginFile& file : judge_folder(known)) all.push_back(std::move(file));
  }
  return all;
}

}  // namespace tidemark
