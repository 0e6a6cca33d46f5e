#include "host/scrub.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace tidemark {
namespace {

std::string scrubbed(std::string text,
                     std::vector<std::string_view> secrets = {"sword/fish=12", "0123456789abcdef"}) {
  scrub(text, secrets);
  return text;
}

TEST(Scrub, OverwritesSecretsInEveryFormAndNothingElse) {
  struct Row {
    std::string text;
    std::string scrubbed;
  };
  const Row rows[] = {
      {"", ""},
      {"nothing here", "nothing here"},
      {"sword/fish=12", "*************"},
      {"a 0123456789abcdef b", "a **************** b"},
      {"0123456789abcdef0123456789abcdef", "********************************"},
      {"00123456789abcdef", "0****************"},
      {"0123456789abcde", "0123456789abcde"},
      {"?t=sword%2Ffish%3D12&x", "?t=*****************&x"},
      {"?t=sword%2ffish%3d12&x", "?t=*****************&x"},
      {"?t=sword/fish%3D12&x", "?t=***************&x"},
      {R"({"t":"sword\/fish=12"})", R"({"t":"**************"})"},
      {R"({"t":"{\"u\":\"sword\\\/fish=12\"}"})", R"({"t":"{\"u\":\"****************\"}"})"},
      {R"({"t":"sword\u002ffish\u003D12"})", R"({"t":"***********************"})"},
      {R"({"t":"sword\u002ffishes"})", R"({"t":"sword\u002ffishes"})"},
      {"sword/fish=13 sword/fish", "sword/fish=13 sword/fish"},
  };
  for (const auto& row : rows) EXPECT_EQ(scrubbed(row.text), row.scrubbed);
}

TEST(Scrub, OverwritesTheValueOfEveryAccessTokenMember) {
  struct Row {
    std::string text;
    std::string scrubbed;
  };
  const Row rows[] = {
      {R"({"access_token":"abc","id":"1"})", R"({"access_token":"***","id":"1"})"},
      {R"({ "access_token" : "abc" })", R"({ "access_token" : "***" })"},
      {R"({"access_token":"a\"b","id":1})", R"({"access_token":"****","id":1})"},
      {R"({"access_token":"ab\\","id":"1"})", R"({"access_token":"****","id":"1"})"},
      {R"([{"body":"{\"access_token\":\"abc\",\"id\":\"1\"}"}])",
       R"([{"body":"{\"access_token\":\"***\",\"id\":\"1\"}"}])"},
      {R"("{\"a\":\"{\\\"access_token\\\":\\\"abc\\\"}\"}")",
       R"("{\"a\":\"{\\\"access_token\\\":\\\"***\\\"}\"}")"},
      {R"({"data":[{"access_token":"a"},{"access_token":"bc"}]})",
       R"({"data":[{"access_token":"*"},{"access_token":"**"}]})"},
      {R"({"access_token":null,"x":"abc"})", R"({"access_token":null,"x":"abc"})"},
      {R"({"access_token":"abc)", R"({"access_token":"***)"},
      {R"({"access_token":)", R"({"access_token":)"},
      {R"({"access_token")", R"({"access_token")"},
      {R"({"why":"access_token is missing","x":"y"})", R"({"why":"access_token is missing","x":"y"})"},
      {R"("https://a/b?access_token=abc&after=d")", R"("https://a/b?access_token=***&after=d")"},
      {R"("https:\/\/a\/b?access_token=abc")", R"("https:\/\/a\/b?access_token=***")"},
      {"access_token=", "access_token="},
  };
  for (const auto& row : rows) EXPECT_EQ(scrubbed(row.text), row.scrubbed);
}

TEST(Scrub, OverwritesWhatFollowsATokensNameInAnAddressOfAnyDepth) {
  struct Row {
    std::string text;
    std::string scrubbed;
  };
  const Row rows[] = {
      {"?access_token=abc&after=d", "?access_token=***&after=d"},
      {"?refresh_token=abc#d", "?refresh_token=***#d"},
      {"?access_token=a%26b&c=d", "?access_token=*****&c=d"},
      {"%3Faccess_token%3Dabc%26after%3Dd", "%3Faccess_token%3D***%26after%3Dd"},
      {"%3Faccess_token%3Da%252Fb%26after", "%3Faccess_token%3D*******%26after"},
      {"%253Faccess_token%253Dabc%2526after%253Dd", "%253Faccess_token%253D***%2526after%253Dd"},
      {"%253Faccess_token%253Dabc%26b", "%253Faccess_token%253D***%26b"},
      {R"("https:\/\/a?access_token=a\/b\/c\u0026d=e")", R"("https:\/\/a?access_token=*******\u0026d=e")"},
      {R"("a?access_token\u003dabc\u0026d=e")", R"("a?access_token\u003d***\u0026d=e")"},
      {R"("{\"next\":\"a?access_token=a\\\/b\",\"id\":1}")",
       R"("{\"next\":\"a?access_token=******\",\"id\":1}")"},
      {R"({"refresh_token":"abc"})", R"({"refresh_token":"***"})"},
      {"?proof=abc&p=d", "?proof=***&p=d"},
      {"%26proof%3Dabc%26p%3Dd", "%26proof%3D***%26p%3Dd"},
      {R"(\u0026proof=abc")", R"(\u0026proof=***")"},
      {"waterproof=abc", "waterproof=abc"},
      {R"({"proof":"abc"})", R"({"proof":"abc"})"},
      {"access_token%", "access_token%"},
      {"access_token%3", "access_token%3"},
      {"access_token%3D%", "access_token%3D*"},
      {"access_token=\\", "access_token=\\"},
  };
  const std::vector<std::string> parameters{"proof", ""};
  for (const auto& row : rows) {
    std::string text = row.text;
    scrub(text, {}, parameters);
    EXPECT_EQ(text, row.scrubbed) << row.text;
  }
}

TEST(Scrub, FindsASecretWithPercentSignsOfItsOwn) {
  const std::pair<const char*, std::string> rows[] = {
      {"AAAA%2FAA%25%3D", "***************"},
      {"AAAA%252FAA%2525%253D", "*********************"},
      {"AAAA%25252FAA%252525%25253D", "***************************"},
      {"AAAA%2FAA%24%3D", "AAAA%2FAA%24%3D"},
  };
  for (const auto& [text, clean] : rows) EXPECT_EQ(scrubbed(text, {"AAAA%2FAA%25%3D"}), clean) << text;
}

TEST(Scrub, LeavesAloneWhatIsTooShortToBeASecret) {
  EXPECT_EQ(scrubbed("1234567 likes", {"1234567", ""}), "1234567 likes");
  EXPECT_EQ(scrubbed("12345678 likes", {"12345678"}), "******** likes");
}

TEST(Scrub, FindsSecretsMadeOfMarksOnly) {
  EXPECT_EQ(scrubbed("a=////////;", {"////////"}), "a=********;");
}

TEST(Scrub, LeavesNoSecretInAnyMixtureOfForms) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string letters = "abcXYZ0125-_./+=|%~\"";
  for (int round = 0; round < 2000; ++round) {
    std::string secret = "k";
    while (secret.size() < 12) secret += letters[random() % letters.size()];
    std::string before, form, after;
    for (unsigned i = random() % 20; i > 0; --i) before += letters[random() % letters.size()];
    for (unsigned i = random() % 20; i > 0; --i) after += letters[random() % letters.size()];
    const char* hex = random() % 2 ? "0123456789ABCDEF" : "0123456789abcdef";
    for (const char c : secret) {
      const bool plain = std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
      const auto how = plain ? 0 : random() % 4;
      if (how == 1) ((form += '%') += hex[c >> 4]) += hex[c & 15];
      if (how == 3) ((form += "%25") += hex[c >> 4]) += hex[c & 15];
      if (how == 2 && (c == '/' || c == '"')) form += '\\';
      if (how % 2 == 0) form += c;
    }
    const std::string text = before + " " + form + " " + after;
    const auto clean = scrubbed(text, {secret});
    EXPECT_EQ(clean, before + " " + std::string(form.size(), '*') + " " + after) << secret << " in " << text;
  }
}

TEST(Scrub, SurvivesAnyBytes) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string parts[] = {"access_token", "\"",    "\\", ":", "sword", "/fish", "%2", "%2F",
                               "=12",          "\\u00", "2f", " ", "%25",   "%3D",   "&",  "="};
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (unsigned i = random() % 30; i > 0; --i) text += parts[random() % std::size(parts)];
    EXPECT_EQ(scrubbed(text).size(), text.size());
  }
}

}  // namespace
}  // namespace tidemark
