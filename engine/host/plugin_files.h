#pragma once
// What lies in the plugin folders, judged without touching a library.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/manifest.h"

namespace tidemark {

/// One candidate found in a plugin folder: a manifest, a library, or both.
struct PluginFile {
  std::filesystem::path library;  ///< may not exist
  std::optional<Manifest> manifest;
  std::string sha256;   ///< of the library, if it could be read
  std::string refusal;  ///< empty: nothing against it so far
};

/// Everything that can be judged without loading a library: manifest there and right, library whole and with
/// the manifest's hash, neither file nor folder writable by others, ABI major ours. Folder by folder, sorted
/// by name within one; a folder that cannot be read is a candidate with that refusal.
std::vector<PluginFile> find_plugins(const std::vector<std::filesystem::path>& folders);

/// Whether someone besides the owner can write a file of that mode and group. The owner is trusted, and so is
/// a group that is root's or the engine's own, which is what user-private groups make of a plain `umask 002`.
bool writable_by_others(mode_t mode, gid_t group, gid_t engines_group);

}  // namespace tidemark
