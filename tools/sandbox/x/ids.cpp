#include "sandbox/x/ids.h"

#include <algorithm>

namespace tidemark::sandbox::x {
namespace {

std::string not_an_id(const std::string& parameter, const std::string& value) {
  return "The `" + parameter + "` query parameter value [" + value + "] does not match ^[0-9]{1,19}$";
}

}  // namespace

std::vector<std::string> read_list(const Pairs& query, const std::string& parameter,
                                   std::vector<Fault400>& faults) {
  const std::string* text = find(query, parameter);
  if (!text || text->empty()) {
    faults.push_back({parameter, {}, "The `" + parameter + "` query parameter can not be empty"});
    return {};
  }
  std::vector<std::string> words;
  for (auto word : split(*text, ',')) words.emplace_back(word);
  if (words.size() > 100) {
    const std::string count = std::to_string(words.size());
    faults.push_back({parameter, std::move(words),
                      "The number of values in the `" + parameter + "` query parameter list [" + count +
                          "] is not between 1 and 100"});
    return {};
  }
  std::vector<std::string> once;
  once.reserve(words.size());
  for (auto& word : words)
    if (std::find(once.begin(), once.end(), word) == once.end()) once.push_back(std::move(word));
  return once;
}

std::vector<std::uint64_t> read_ids(const Pairs& query, const std::string& parameter,
                                    std::vector<Fault400>& faults) {
  std::vector<std::uint64_t> ids;
  for (const auto& word : read_list(query, parameter, faults)) {
    if (const auto id = parse_id(word)) {
      ids.push_back(*id);
    } else {
      faults.push_back({parameter, {word}, not_an_id(parameter, word)});
    }
  }
  return ids;
}

std::uint64_t read_id(const std::string& text, std::vector<Fault400>& faults) {
  const auto id = parse_id(text);
  if (!id) faults.push_back({"id", {text}, not_an_id("id", text)});
  return id.value_or(0);
}

}  // namespace tidemark::sandbox::x
