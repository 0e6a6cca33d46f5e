#include "graph/paging.h"

#include <algorithm>
#include <charconv>

namespace tidemark::graph {
namespace {

/// What %XX and + stand for. A percent sign that begins no byte stands for itself.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const bool escape = text[i] == '%' && i + 2 < text.size();
    if (escape) {
      const auto [end, problem] = std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
      if (problem == std::errc() && end == text.data() + i + 3) {
        out += static_cast<char>(byte);
        i += 2;
        continue;
      }
    }
    out += text[i] == '+' ? ' ' : text[i];
  }
  return out;
}

/// Those parameters of an address that say where a page is; everything else in it, the token above all, stays
/// where it is.
std::vector<Pages::Parameter> place_in(std::string_view address) {
  std::vector<Pages::Parameter> found;
  const auto question = address.find('?');
  if (question == std::string_view::npos) return found;
  address = address.substr(question + 1, address.find('#') - question - 1);
  while (!address.empty()) {
    const auto end = std::min(address.find('&'), address.size());
    const std::string_view pair = address.substr(0, end);
    address.remove_prefix(std::min(end + 1, address.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = pair.substr(0, equals);
    for (const std::string_view wanted : {"after", "__paging_token", "until", "since"})
      if (name == wanted) found.emplace_back(name, decoded(pair.substr(equals + 1)));
  }
  return found;
}

bool names_a_page(const std::vector<Pages::Parameter>& place) {
  return std::any_of(place.begin(), place.end(),
                     [](const auto& parameter) { return parameter.first != "since"; });
}

}  // namespace

void Pages::add_to(sdk::Target& target) const {
  for (const auto& [name, value] : window_) {
    const bool replaced = std::any_of(place_.begin(), place_.end(), [&, &key = name](const auto& parameter) {
      return parameter.first == key;
    });
    if (!replaced) target.add(name, value);
  }
  for (const auto& [name, value] : place_) target.add(name, value);
}

void Pages::turn(const json::Value& page) {
  const json::Value paging = page.object()["paging"].object();
  const auto next = paging["next"].string();
  more_ = false;
  if (!next) {
    ended_ = true;
    return;
  }
  const auto after = paging["cursors"].object()["after"].string();
  place_ = after ? std::vector<Parameter>{{"after", std::string(*after)}} : place_in(*next);
  if (!names_a_page(place_)) throw json::Error("\"" + paging["next"].path() + "\" names no page");
  std::string key;
  for (const auto& [name, value] : place_) key += name + "=" + value + "&";
  more_ = seen_.insert(key).second && seen_.size() < most_;
}

}  // namespace tidemark::graph
