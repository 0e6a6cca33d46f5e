#include "sandbox/graph/version.h"

#include <algorithm>
#include <charconv>

namespace tidemark::sandbox::graph {
namespace {

struct Life {
  int version;
  std::int64_t until_s;
};

constexpr Life kLives[] = {
    {18, 1769385600},  // 2026-01-26
    {19, 1779321600},  // 2026-05-21
    {20, 1790208000},  // 2026-09-24
    {21, 1800489600},  // 2027-01-21
    {22, 1810771200},  // 2027-05-20
    {23, 1822953600},  // 2027-10-08
    {24, 1834444800},  // 2028-02-18
    {25, 1848441600},  // 2028-07-29
    {26, INT64_MAX},
};
constexpr int kNewest = 26;
constexpr int kOfTheApp = 25;  // for calls that name none: the newest when the app was made

int oldest_alive(std::int64_t now_s) {
  const auto* found = std::find_if(std::begin(kLives), std::end(kLives),
                                   [&](const Life& life) { return now_s < life.until_s; });
  return found->version;
}

}  // namespace

std::optional<Version> read_version(std::string_view path, std::int64_t now_s) {
  if (path.empty() || path[0] != '/') return std::nullopt;
  const int oldest = oldest_alive(now_s);
  const auto end = std::min(path.find('/', 1), path.size());
  const auto first = path.substr(1, end - 1);
  const auto dot = first.find('.');
  if (first.empty() || first[0] != 'v' || dot == std::string_view::npos)
    return Version{0, std::max(kOfTheApp, oldest), path};
  int asked = 0;
  const auto [stop, problem] = std::from_chars(first.data() + 1, first.data() + dot, asked);
  if (problem != std::errc() || stop != first.data() + dot || asked < 1 || asked > kNewest)
    return std::nullopt;
  return Version{asked, std::max(asked, oldest), path.substr(end)};
}

}  // namespace tidemark::sandbox::graph
