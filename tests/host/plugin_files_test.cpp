#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "host/plugin_files.h"
#include "plugin_test_support.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

const PluginFile& named(const std::vector<PluginFile>& files, const std::string& name) {
  for (const PluginFile& file : files)
    if (file.library.stem() == name) return file;
  throw std::runtime_error("no candidate " + name);
}

TEST(PluginFiles, FindsAGoodPluginBesideBadOnes) {
  PluginFolder folder;
  folder.add("good", "example");
  folder.write("lonely.so", "no manifest beside me");
  ManifestText absent{.platform = "absent", .file = "absent.so", .aliases = "[]"};
  folder.write("absent.toml", absent.text());
  folder.write("notes.txt", "no candidate");
  const auto files = find_plugins({folder.path()});
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(named(files, "example").refusal, "");
  EXPECT_EQ(named(files, "example").sha256, named(files, "example").manifest->sha256);
  EXPECT_EQ(named(files, "lonely").refusal, "no manifest: expected lonely.toml beside it");
  EXPECT_EQ(named(files, "absent").refusal,
            "its library " + (folder.path() / "absent.so").string() + " is not there");
}

TEST(PluginFiles, RefusesALibraryWithAnotherHash) {
  PluginFolder folder;
  folder.add("good", "example");
  std::ofstream(folder.path() / "example.so", std::ios::app) << "torn";
  const auto files = find_plugins({folder.path()});
  const PluginFile& file = files.at(0);
  EXPECT_THAT(file.refusal, HasSubstr("the library's SHA-256 is " + file.sha256.substr(0, 12)));
  EXPECT_THAT(file.refusal, HasSubstr("its manifest says " + file.manifest->sha256.substr(0, 12)));
}

TEST(PluginFiles, RefusesATextFile) {
  PluginFolder folder;
  const fs::path library = folder.write("example.so", "#!/bin/sh\n");
  folder.write("example.toml", ManifestText{.sha256 = sha256_of(library).value()}.text());
  EXPECT_EQ(find_plugins({folder.path()}).at(0).refusal, library.string() + " is not a shared library");
}

TEST(PluginFiles, RefusesAForeignAbi) {
  PluginFolder folder;
  folder.add("good", "a", {.platform = "a", .abi = "{ major = 2, needs_minor = 0 }", .aliases = "[]"});
  folder.add("good", "b", {.platform = "b", .abi = "{ major = 1, needs_minor = 9 }", .aliases = "[]"});
  const auto files = find_plugins({folder.path()});
  EXPECT_EQ(named(files, "a").refusal, "made for plugin ABI 2, this engine speaks ABI 1");
  EXPECT_THAT(named(files, "b").refusal, HasSubstr("needs plugin ABI 1.9, this engine has 1.0"));
}

TEST(PluginFiles, SaysWhatIsWrongWithAManifest) {
  PluginFolder folder;
  folder.add("good", "example", {.more = "colour = 1\n"});
  EXPECT_THAT(find_plugins({folder.path()}).at(0).refusal, HasSubstr("colour: unknown key"));
}

TEST(PluginFiles, RefusesWhatOthersCanWrite) {
  for (const char* name : {"example.so", "example.toml", "."}) {
    PluginFolder folder;
    folder.add("good", "example");
    fs::permissions(folder.path() / name, fs::perms::others_write, fs::perm_options::add);
    EXPECT_THAT(find_plugins({folder.path()}).at(0).refusal, HasSubstr("can be written by others")) << name;
  }
}

TEST(PluginFiles, AreWritableByOthersThroughForeignGroupsOnly) {
  EXPECT_FALSE(writable_by_others(0644, 50, 1000));
  EXPECT_FALSE(writable_by_others(0664, 1000, 1000)) << "the engine's own group";
  EXPECT_FALSE(writable_by_others(0664, 0, 1000)) << "root's group";
  EXPECT_TRUE(writable_by_others(0664, 50, 1000));
  EXPECT_TRUE(writable_by_others(0646, 0, 0));
}

TEST(PluginFiles, LookIntoAFolderOnce) {
  PluginFolder folder;
  folder.add("good", "example");
  EXPECT_EQ(find_plugins({folder.path(), folder.path() / "."}).size(), 1u);
}

TEST(PluginFiles, RefuseALibraryThatWasCutOffBeforeTheLoaderDiesOfIt) {
  PluginFolder folder;
  const fs::path library = folder.add("good", "example");
  const auto whole = fs::file_size(library);
  for (const std::uintmax_t size : {whole / 4, std::uintmax_t{100}, std::uintmax_t{40}, std::uintmax_t{4}}) {
    fs::resize_file(library, size);
    folder.write("example.toml", ManifestText{.sha256 = sha256_of(library).value()}.text());
    EXPECT_EQ(find_plugins({folder.path()}).at(0).refusal, library.string() + " is cut off; copy it again")
        << size;
  }
}

TEST(PluginFiles, NameAFolderThatCannotBeRead) {
  PluginFolder folder;
  const auto files = find_plugins({folder.path() / "nowhere"});
  EXPECT_THAT(files.at(0).refusal, HasSubstr("nowhere: No such file"));
}

}  // namespace
}  // namespace tidemark::testing
