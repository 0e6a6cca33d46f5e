#include "host/plugin_library.h"

#include <boost/dll/shared_library.hpp>

#include <deque>
#include <mutex>

#include "host/plugin_text.h"

namespace tidemark {
namespace {

using boost::dll::shared_library;

constexpr const char* kSymbol = "tidemark_plugin_v1";

// Kept for the life of the process and never destroyed: code of a plugin may run at any time, exit included.
const shared_library& keep(shared_library library) {
  static std::mutex& mutex = *new std::mutex;
  static std::deque<shared_library>& kept = *new std::deque<shared_library>;
  std::lock_guard lock(mutex);
  return kept.emplace_back(std::move(library));
}

// What the loader said, out of what Boost wrapped around it.
std::string loaders_words(const std::string& what) {
  constexpr std::string_view before = "dlerror system message: ";
  const auto start = what.find(before);
  if (start == std::string::npos) return one_line(what);
  const std::string words = what.substr(start + before.size());
  return one_line(words.substr(0, words.rfind("): ")));
}

std::string missing_symbol(const shared_library& library) {
  for (int major = 2; major < 10; ++major)
    if (library.has("tidemark_plugin_v" + std::to_string(major)))
      return "is made for plugin ABI " + std::to_string(major) + " only, this engine speaks ABI " +
             std::to_string(TIDEMARK_ABI_MAJOR);
  return std::string("exports no ") + kSymbol + ": it is not a Tidemark plugin";
}

}  // namespace

Result<const tidemark_plugin*> load_plugin(const Manifest& manifest) {
  using namespace boost::dll::load_mode;
  const tidemark_plugin* plugin = nullptr;
  try {
    // `now`, so that an undefined symbol is found here and not at its first use. The overload that throws,
    // because the other one's error code is always "Bad file descriptor".
    const shared_library& library = keep(shared_library(manifest.file, rtld_now | rtld_local));
    if (!library.has(kSymbol))
      return Error{Code::bad_config, manifest.file.string() + " " + missing_symbol(library)};
    plugin = &library.get<const tidemark_plugin>(kSymbol);
  } catch (const std::exception& problem) {
    return Error{Code::bad_config, "the library cannot be loaded: " + loaders_words(problem.what())};
  }
  if (auto sane = check_descriptor(*plugin, manifest); !sane) return sane.error();
  return plugin;
}

}  // namespace tidemark
