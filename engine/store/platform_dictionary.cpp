#include "store/platform_dictionary.h"

#include <algorithm>
#include <mutex>

namespace tidemark {

std::uint32_t PlatformDictionary::next() const {
  std::shared_lock lock(mutex_);
  return static_cast<std::uint32_t>(names_.size() + 1);
}

std::optional<std::uint32_t> PlatformDictionary::find(std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - names_.begin() + 1);
}

bool PlatformDictionary::add(std::uint32_t number, std::string_view name) {
  std::unique_lock lock(mutex_);
  if (number != names_.size() + 1 || find(name)) return false;
  names_.emplace_back(name);
  return true;
}

std::optional<std::uint32_t> PlatformDictionary::number_of(std::string_view name) const {
  std::shared_lock lock(mutex_);
  return find(name);
}

std::optional<PlatformDictionary::Asked> PlatformDictionary::asked(
    std::optional<std::string_view> name) const {
  if (!name) return Asked{};
  if (name->empty()) return Asked{0};
  const auto number = number_of(*name);
  return number ? std::optional(Asked{*number}) : std::nullopt;
}

std::string_view PlatformDictionary::name_of(std::uint32_t number) const {
  std::shared_lock lock(mutex_);
  if (number == 0 || number > names_.size()) return {};
  return names_[number - 1];
}

}  // namespace tidemark
