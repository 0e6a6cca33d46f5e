#include "admin/json_writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "tidemark/json.hpp"

namespace tidemark {
namespace {

template <typename T>
std::string written(const T& value) {
  std::string out;
  JsonWriter(out).value(value);
  return out;
}

TEST(JsonWriter, PutsCommasBetweenMembersAndNowhereElse) {
  std::string out = "behind ";
  JsonWriter json(out);
  json.begin_object().field("a", 1).key("b").begin_array().value("[").value("{").end_array();
  json.key("c").begin_object().end_object().field("d", true).key("e").null().end_object();
  EXPECT_EQ(out, R"(behind {"a":1,"b":["[","{"],"c":{},"d":true,"e":null})");
}

TEST(JsonWriter, KeepsEveryDigitOfAWholeNumber) {
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
}

TEST(JsonWriter, WritesFractionsWithAtMostTwoDecimals) {
  const std::pair<double, const char*> rows[] = {
      {0.0, "0"},     {-0.0, "0"},       {2.5, "2.5"},   {2.0, "2"},
      {3.14, "3.14"}, {-0.001, "0"},     {100.0, "100"}, {1e15, "1000000000000000"},
      {NAN, "null"},  {INFINITY, "null"}};
  for (const auto& [number, text] : rows) EXPECT_EQ(written(number), text);
}

TEST(JsonWriter, EscapesWhatJsonWantsEscaped) {
  EXPECT_EQ(written(std::string("a\"b\\c\n\r\t\x01\x7f/", 11)), R"("a\"b\\c\n\r\t\u0001\u007f/")");
  EXPECT_EQ(written(std::string("\0", 1)), R"("\u0000")");
  EXPECT_EQ(written("grüße 🎉"), "\"grüße 🎉\"");
}

TEST(JsonWriter, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(written("a\xff"
                    "b"),
            "\"a\xEF\xBF\xBD"
            "b\"");
  EXPECT_EQ(written("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");  // half of a surrogate pair
}

TEST(JsonWriter, WritesWhatAReaderTakesForAnyBytes) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 20, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_NO_THROW(json::parse(written(bytes)));
  }
}

TEST(JsonWriter, WritesAnAbsentValueAsNull) {
  EXPECT_EQ(written(std::optional<std::int64_t>()), "null");
  EXPECT_EQ(written(std::optional<std::string>("x")), "\"x\"");
}

}  // namespace
}  // namespace tidemark
