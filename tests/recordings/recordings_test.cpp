// Every recording that answers a request of a plugin, through plugin, engine and store.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "recordings.h"
#include "replay.h"

namespace tidemark::testing {
namespace {

struct Replayed {
  const Platform* platform;
  const Row* row;
};

std::string name_of(const Replayed& one) {
  return one.platform->id + "_" + one.row->name;
}
void PrintTo(const Replayed& one, std::ostream* out) {
  *out << name_of(one);
}

std::vector<Replayed> all_rows() {
  std::vector<Replayed> all;
  for (const Platform* platform : {&linkedin(), &facebook(), &instagram(), &twitter()})
    for (const Row& row : platform->rows) all.push_back({platform, &row});
  return all;
}

class Recording : public ::testing::TestWithParam<Replayed> {};

TEST_P(Recording, EndsInItsFiguresItsAbsencesOrItsError) {
  replay(*GetParam().platform, *GetParam().row);
}

INSTANTIATE_TEST_SUITE_P(Of, Recording, ::testing::ValuesIn(all_rows()),
                         [](const auto& one) { return name_of(one.param); });

/// The part of the plugin's README that tells of its recordings.
std::string told_of_recordings(const Platform& platform) {
  std::ifstream in(folder_of(platform) + "/README.md");
  std::string text{std::istreambuf_iterator<char>(in), {}};
  for (const char* title : {"\n## Recordings\n", "\n## Fixtures\n"})
    if (const auto at = text.find(title); at != std::string::npos) return text.substr(at);
  ADD_FAILURE() << platform.id << "'s README does not tell of its recordings";
  return {};
}

TEST(Recordings, EachIsReplayedOrTheReadmeTellsWhyNot) {
  for (const Platform* platform : {&linkedin(), &facebook(), &instagram(), &twitter()}) {
    std::set<std::string> replayed;
    for (const Row& row : platform->rows)
      for (const Said& said : row.said) replayed.insert(said.what);
    const std::string unused = told_of_recordings(*platform);
    const tidemark_plugin none{};
    for (const std::string& name : Recordings(folder_of(*platform), none).names()) {
      const bool is_told = unused.find("`" + name + "`") != std::string::npos;
      EXPECT_NE(replayed.contains(name), is_told) << platform->id << " " << name;
    }
  }
}

}  // namespace
}  // namespace tidemark::testing
