// What keeps an engine from starting is said in one line, with the right exit status, and harms nothing.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "running_engine.h"
#include "support/temp_dir.h"

namespace tidemark {
namespace {

using ::testing::HasSubstr;
using testing::Process;
using testing::RunningEngine;

class Start : public ::testing::Test {
 protected:
  /// Runs tidemarkd to its end: exit status, and what it said.
  std::pair<int, std::string> run(std::vector<std::string> arguments,
                                  std::map<std::string, std::string> environment = {}) {
    arguments.insert(arguments.begin(), testing::release_program("tidemarkd").string());
    environment.emplace("TIDEMARK_ENGINE_DATA_DIR", (dir_ / "data").string());
    environment.emplace("TIDEMARK_ENGINE_PLUGIN_DIRS", TIDEMARK_PLUGINS);
    environment.emplace("TIDEMARK_ADMIN_LISTEN", "127.0.0.1:0");
    environment.emplace("TIDEMARK_LOG_LEVEL", "error");
    Process process(arguments, environment);
    const int status = process.wait();
    process.line_with("\0never");
    return {status, process.output()};
  }
  std::string file(const std::string& name, const std::string& text) {
    std::ofstream(dir_ / name) << text;
    return (dir_ / name).string();
  }
  static void expect_one_line(const std::string& output) {
    EXPECT_EQ(std::count(output.begin(), output.end(), '\n'), 1) << output;
    EXPECT_THAT(output, ::testing::StartsWith("tidemarkd: "));
  }

  testing::TempDir dir_;
};

TEST_F(Start, AWrongConfigurationIsMisuseAndNamesFileLineAndKey) {
  const struct {
    const char* text;
    const char* says;
  } rows[] = {{"[sync]\nevry = \"1h\"", "bad.toml:2: sync.evry: unknown key"},
              {"[sync]\nworkers = \"many\"", "bad.toml:2: sync.workers: wanted a whole number"},
              {"[platforms.twitter]\nbase_ulr = \"x\"", "base_ulr"},
              {"[platforms.twitter]\nbase_url = \"http://example.com\"", "base_url"}};
  for (const auto& row : rows) {
    const auto [status, output] = run({"--config", file("bad.toml", row.text)});
    EXPECT_EQ(status, 2) << output;
    EXPECT_THAT(output, HasSubstr(row.says));
    expect_one_line(output);
  }
}

TEST_F(Start, AMissingConfigurationFileIsMisuse) {
  const auto [status, output] = run({"--config", (dir_ / "nowhere.toml").string()});
  EXPECT_EQ(status, 2);
  EXPECT_THAT(output, HasSubstr("nowhere.toml"));
  expect_one_line(output);
}

TEST_F(Start, AnUnknownOptionIsMisuse) {
  const auto [status, output] = run({"--confgi", "x"});
  EXPECT_EQ(status, 2);
  expect_one_line(output);
}

TEST_F(Start, CheckConfigSaysWhetherAConfigurationIsGoodAndTouchesNothing) {
  EXPECT_EQ(run({"--check-config"}).first, 0);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "data"));
  EXPECT_EQ(run({"--check-config", "--config", file("bad.toml", "x = 1")}).first, 2);
}

TEST_F(Start, ASecondEngineOnTheSameDirectoryOrPortIsRefused) {
  RunningEngine first(dir_ / "data", {});
  ASSERT_TRUE(first.ready());
  const auto [status, output] = run({});
  EXPECT_EQ(status, 1);
  EXPECT_THAT(output, HasSubstr("is in use by another tidemarkd"));
  expect_one_line(output);

  const std::string address = "127.0.0.1:" + std::to_string(first.port());
  const auto [port_status, port_output] =
      run({}, {{"TIDEMARK_ENGINE_DATA_DIR", (dir_ / "other").string()}, {"TIDEMARK_ADMIN_LISTEN", address}});
  EXPECT_NE(port_status, 0);
  EXPECT_THAT(port_output, HasSubstr(address));
  expect_one_line(port_output);
  EXPECT_EQ(first.get("/healthz").status, 200);
}

TEST_F(Start, ADamagedCatalogIsRefusedAndLeftAsItIs) {
  std::filesystem::create_directories(dir_ / "data");
  const std::string catalog =
      file("data/catalog.db", "this is no database, but somebody's text, and long enough");
  const auto [status, output] = run({});
  EXPECT_EQ(status, 1);
  EXPECT_THAT(output, HasSubstr("catalog.db"));
  expect_one_line(output);
  std::ifstream kept(catalog);
  std::string text((std::istreambuf_iterator<char>(kept)), {});
  EXPECT_EQ(text, "this is no database, but somebody's text, and long enough");
}

TEST_F(Start, ADataDirectoryThatCannotBeUsedIsNamed) {
  const std::string path = file("in-the-way", "x");
  const auto [status, output] = run({}, {{"TIDEMARK_ENGINE_DATA_DIR", path}});
  EXPECT_EQ(status, 1);
  EXPECT_THAT(output, HasSubstr(path));
  expect_one_line(output);
}

TEST_F(Start, ABadPluginIsRefusedWithItsReasonAndTheOthersRun) {
  const std::filesystem::path folder = dir_ / "plugins";
  std::filesystem::create_directories(folder);
  for (const char* name : {"twitter.so", "twitter.toml"})
    std::filesystem::copy(std::filesystem::path(TIDEMARK_PLUGINS) / name, folder / name);
  file("plugins/lonely.so", "not even a library");
  RunningEngine engine(dir_ / "data", {{"TIDEMARK_ENGINE_PLUGIN_DIRS", folder.string()}});
  ASSERT_TRUE(engine.ready());
  const auto reply = engine.get("/platforms");
  const auto platforms = reply.json();
  std::map<std::string, std::string> states;
  for (json::Value item : platforms.root()["items"].items())
    states[std::string(*item["id"].string())] =
        std::string(*item["state"].string()) + " " + std::string(item["reason"].string().value_or(""));
  EXPECT_EQ(states["twitter"], "loaded ");
  EXPECT_THAT(states["lonely"], HasSubstr("refused no manifest")) << reply.body;
}

}  // namespace
}  // namespace tidemark
