#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tidemark/failure.hpp"
#include "tidemark/http.hpp"
#include "tidemark/media.hpp"
#include "tidemark/time.hpp"

extern "C" int tidemark_abi_1_0_has_every_host_service(void);

namespace tidemark::sdk {
namespace {

std::string file(const std::string& name) {
  std::ifstream in(std::string(SDK_FOLDER) + "/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(SdkDocuments, TheReadmeShowsTheExampleThatIsCompiledHere) {
  const std::string readme = file("README.md");
  for (const char* name :
       {"example/example.cpp", "example/plugin.toml", "example/CMakeLists.txt", "example/insights.hpp"}) {
    ASSERT_FALSE(file(name).empty()) << name;
    EXPECT_NE(readme.find(file(name)), std::string::npos)
        << "README.md does not show " << name << " as it is";
  }
}

TEST(Abi, ReadsInCAsInCpp) {
  EXPECT_EQ(tidemark_abi_1_0_has_every_host_service(), 1);
}

TEST(SdkText, EncodesAllButPlainCharacters) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("1,2 &=?/#%\xC3\xA9\n"), "1%2C2%20%26%3D%3F%2F%23%25%C3%A9%0A");
  const std::string target = Target("/2/users").part("a/b").add("x", "1,2").add("y", "&");
  EXPECT_EQ(target, "/2/users/a%2Fb?x=1%2C2&y=%26");
}

TEST(SdkText, CutsASentenceAtACharacter) {
  EXPECT_EQ(detail::cut("abc", 3), "abc");
  EXPECT_EQ(detail::cut("ab\xC3\xA9", 3), "ab");
  EXPECT_EQ(detail::cut("\xF0\x9F\x98\x80", 3), "");
}

TEST(SdkTime, ReadsTimesAsPlatformsWriteThem) {
  const std::pair<const char*, std::int64_t> rows[] = {{"1970-01-01T00:00:00Z", 0},
                                                       {"2026-08-01T12:00:00.000Z", 1785585600000},
                                                       {"2026-08-01T12:00:00.123456Z", 1785585600123},
                                                       {"2026-08-01T14:00:00+02:00", 1785585600000},
                                                       {"2026-08-01T12:00:00+0000", 1785585600000},
                                                       {"1969-12-31T23:59:59.5Z", -500},
                                                       {"2024-02-29T00:00:00Z", 1709164800000}};
  for (const auto& [text, ms] : rows) EXPECT_EQ(parse_time(text), ms) << text;
  for (const char* text :
       {"", "2026", "2026-08-01", "2026-08-01T12:00:00", "2026-13-01T12:00:00Z", "2026-02-30T12:00:00Z",
        "2026-08-01T24:00:00Z", "2026-08-01 12:00:00Z", "2026-08-01T12:00:00.Z", "2026-08-01T12:00:00Zx",
        "2026-08-01T12:00:00+2:00", "-026-08-01T12:00:00Z"})
    EXPECT_EQ(parse_time(text), std::nullopt) << text;
  EXPECT_EQ(format_time(1785585600999), "2026-08-01T12:00:00Z");
  EXPECT_EQ(format_time(-1), "1969-12-31T23:59:59Z");
}

TEST(MediaList, IsJsonWhateverTheTextsAre) {
  MediaList list;
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.json(), "");
  list.add("https://a?x=\"1\"", "image", "a\\b\n\x01");
  list.add("b", "video");
  EXPECT_EQ(
      list.json(),
      R"([{"url":"https://a?x=\"1\"","type":"image","alt_text":"a\\b\u000a\u0001"},{"url":"b","type":"video"}])");
}

TEST(Response, TimesAreUnixSecondsOfYearsThatThereAre) {
  const std::pair<const char*, std::optional<std::int64_t>> rows[] = {
      {"1800000000", 1'800'000'000'000}, {"0", 0},    {"-1", {}},   {"9999999999999", {}},
      {"9223372036854775807", {}},       {"1.5", {}}, {"soon", {}}, {"", {}}};
  for (const auto& [value, time] : rows) {
    const tidemark_pair header = {text("x-reset"), text(value)};
    tidemark_response raw = {};
    raw.headers = &header;
    raw.header_count = 1;
    EXPECT_EQ(Response(raw, std::nullopt).time_header("x-reset"), time) << value;
  }
}

}  // namespace
}  // namespace tidemark::sdk
