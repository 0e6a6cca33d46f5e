#include <gtest/gtest.h>

#include <random>

#include "host/plugin_error.h"
#include "host/plugin_text.h"
#include "host/text_form.h"

namespace tidemark {
namespace {

TEST(PluginText, IsUtf8OnlyWhereRfc3629SaysSo) {
  const std::pair<std::string, bool> rows[] = {{"", true},
                                               {"plain", true},
                                               {"\xC3\xA9", true},
                                               {"\xE2\x82\xAC", true},
                                               {"\xF0\x9F\x98\x80", true},
                                               {"\xF4\x8F\xBF\xBF", true},
                                               {"\xC3", false},
                                               {"\x80", false},
                                               {"\xC0\x80", false},
                                               {"\xE0\x80\x80", false},
                                               {"\xED\xA0\x80", false},
                                               {"\xF4\x90\x80\x80", false},
                                               {"\xF8\x88\x80\x80\x80", false},
                                               {"\xE2\x82", false},
                                               {"\xF0\x82\x82\xAC", false}};
  for (const auto& [text, good] : rows) EXPECT_EQ(is_utf8(text), good) << ::testing::PrintToString(text);
}

TEST(PluginText, IsRepairedAndCutAtACharactersBoundary) {
  EXPECT_EQ(repaired("a\xFF"
                     "b",
                     100),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(repaired("a\xC3\xA9", 2), "a");
  EXPECT_EQ(repaired("a\xC3\xA9", 3), "a\xC3\xA9");
  EXPECT_EQ(repaired("abc", 0), "");
}

TEST(PluginText, BecomesOneLineWithoutControlCharacters) {
  EXPECT_EQ(one_line("one\r\ntwo\x1b[31m\x7f"), "one  two [31m");
  EXPECT_EQ(one_line("a\xC2\x9B"
                     "b"),
            "a  b");
  EXPECT_EQ(one_line("a\xC2\xA9"), "a\xC2\xA9");
  EXPECT_EQ(one_line(" \n "), "");
  EXPECT_EQ(one_line(std::string(5000, 'x')).size(), kLongestSentence);
}

TEST(PluginText, IsAlwaysUtf8OnceRepaired) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 24, ' ');
    // Bytes from the upper half, where all that can go wrong begins.
    for (char& byte : text) byte = static_cast<char>(random() % 4 ? 0x80 | random() : random());
    EXPECT_TRUE(is_utf8(repaired(text, random() % 40)));
    EXPECT_TRUE(is_utf8(one_line(text)));
    EXPECT_EQ(is_utf8(text), repaired(text, 100) == text);
  }
}

TEST(TextForm, MatchesTheWholeText) {
  const TextForm digits = TextForm::compile("[0-9]{1,19}").value();
  EXPECT_TRUE(digits.matches("1577730467436138524"));
  for (const char* bad : {"", " ", "x1", "1x", "1\n", "12345678901234567890"})
    EXPECT_FALSE(digits.matches(bad)) << bad;
  const TextForm either = TextForm::compile("a|ab").value();
  EXPECT_TRUE(either.matches("ab"));
  EXPECT_FALSE(either.matches("abb"));
}

TEST(TextForm, WithoutPatternMatchesAllThatIsNotBlank) {
  EXPECT_TRUE(TextForm().matches("urn:li:share:1"));
  EXPECT_FALSE(TextForm().matches(" \t"));
}

TEST(TextForm, RefusesWhatIsNoExpression) {
  for (const char* bad : {"a)(b", "[", "(", "*"}) EXPECT_FALSE(TextForm::compile(bad)) << bad;
}

TEST(TextForm, IsNotHurtByHostileTexts) {
  const TextForm backtracks = TextForm::compile("(a+)+b|(x*x*)*y").value();
  EXPECT_FALSE(backtracks.matches(std::string(TextForm::kLongest, 'a')));
  EXPECT_FALSE(backtracks.matches(std::string(10'000'000, 'a')));
  EXPECT_FALSE(TextForm::compile("a*").value().matches(std::string(TextForm::kLongest + 1, 'a')));
  EXPECT_TRUE(TextForm::compile("a*").value().matches(std::string(TextForm::kLongest, 'a')));
}

TEST(PluginErrors, KeepTheStatusThatTheyAreAbout) {
  const std::pair<std::uint32_t, std::optional<int>> rows[] = {
      {0, std::nullopt}, {99, std::nullopt},  {402, 402},
      {503, 503},        {600, std::nullopt}, {UINT32_MAX, std::nullopt}};
  for (const auto& [said, kept] : rows) {
    tidemark_error error = blank_error();
    error.http_status = said;
    EXPECT_EQ(read_error(TIDEMARK_PLATFORM_ERROR, &error).http_status, kept) << said;
  }
  tidemark_error old = blank_error();
  old.http_status = 503;
  old.struct_size = offsetof(tidemark_error, http_status);
  EXPECT_EQ(read_error(TIDEMARK_PLATFORM_ERROR, &old).http_status, std::nullopt) << "not in its size";
}

}  // namespace
}  // namespace tidemark
