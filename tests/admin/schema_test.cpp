#include "admin/schema.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

std::string faults_of(const Schema& schema, const std::string& text, std::string_view where = "") {
  const auto document = json::parse(text);
  std::vector<FieldFault> faults;
  check(schema, document.root(), where, faults);
  std::string all;
  for (const auto& fault : faults) all += fault.field + " " + fault.detail + "; ";
  return all;
}

const Schema kThing = object({{"name", text(1, 5)},
                              {"count", whole(1, 9), Need::optional},
                              {"when", text(Format::instant), Need::optional},
                              {"kind", one_of({"a", "b"}), Need::lasting},
                              {"tags", map_of(text(0, 3), 2), Need::optional},
                              {"list", list_of(object({{"url", text(Format::uri)}}), 2), Need::optional},
                              {"on", truth(), Need::optional},
                              {"owner", id(), Need::fixed}});

TEST(Schema, TakesWhatFitsAndNullForWhatIsOptional) {
  EXPECT_EQ(faults_of(kThing, R"({"name":"grüße","count":9,"when":"2026-11-22T13:45:00+01:00","kind":"b",)"
                              R"("tags":{"a":"b"},"list":[{"url":"https://x.example/1"}],"on":true})"),
            "");
  EXPECT_EQ(faults_of(kThing, R"({"name":"x","count":null,"when":null,"tags":null,"list":null,"on":null})"),
            "");
}

TEST(Schema, NamesTheFieldThatDoesNotFit) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({})", "name is required; "},
      {R"({"name":null})", "name is required; "},
      {R"([])", " the body is an array, wanted an object; "},
      {R"({"name":""})", "name is empty; "},
      {R"({"name":"123456"})", "name is longer than 5 characters; "},
      {R"({"name":"a\u0000b"})", "name has a NUL character in it; "},
      {R"({"name":7})", "name is a number, wanted a string; "},
      {R"({"name":"a","name":"b"})", "name is given twice; "},
      {R"({"name":"a","nmae":"b"})", "nmae is not a field of this body; "},
      {R"({"name":"a","count":0})", "count is less than 1; "},
      {R"({"name":"a","count":10})", "count is more than 9; "},
      {R"({"name":"a","count":1.5})", "count is no whole number of at most 64 bits; "},
      {R"({"name":"a","count":99999999999999999999})", "count is no whole number of at most 64 bits; "},
      {R"({"name":"a","count":"1"})", "count is a string, wanted a number; "},
      {R"({"name":"a","when":"2026-02-30T00:00:00Z"})",
       "when is no RFC 3339 time, like 2026-11-22T13:45:00Z; "},
      {R"({"name":"a","kind":"c"})", "kind is none of a, b; "},
      {R"({"name":"a","kind":null})", "kind cannot be removed; "},
      {R"({"name":"a","tags":{"a":"1","a":"2"}})", "tags.a is given twice; "},
      {R"({"name":"a","tags":{"a":"1","b":"2","c":"3"}})", "tags has more than 2 members; "},
      {R"({"name":"a","list":[{"url":"https://x.example"},{"url":"javascript:x"}]})",
       "list[1].url is no http or https address; "},
      {R"({"name":"a","list":[{},{},{}]})", "list has 3 elements, at most 2 are allowed; "},
      {R"({"name":"a","list":[null]})", "list[0] is null; "},
      {R"({"name":"a","on":"yes"})", "on is a string, wanted a boolean; "},
      {R"({"name":"a","owner":3})", "owner cannot be changed; "},
  };
  for (const auto& [body, faults] : rows) EXPECT_EQ(faults_of(kThing, body), faults) << body;
}

TEST(Schema, NumbersTheElementsOfAList) {
  const Schema many = one_or_many(object({{"name", text(1)}}), 3);
  EXPECT_EQ(faults_of(many, R"([{"name":"a"},{"name":1}])", "posts"),
            "posts[1].name is a number, wanted a string; ");
  EXPECT_EQ(faults_of(many, R"([{},{},{},{}])", "posts"), "posts has 4 elements, at most 3 are allowed; ");
  EXPECT_EQ(faults_of(many, "[]", "posts"), "posts is empty; ");
  EXPECT_EQ(faults_of(many, R"({"name":"a"})"), "");
}

TEST(Schema, StopsAfterAHundredFaults) {
  std::string body = "[";
  for (int i = 0; i < 500; ++i) body += R"({"x":1},)";
  body.back() = ']';
  const auto document = json::parse(body);
  std::vector<FieldFault> faults;
  check(list_of(object({{"name", text()}})), document.root(), "posts", faults);
  EXPECT_EQ(faults.size(), 100u);
}

TEST(Schema, ChecksQueryParametersByTheSameRules) {
  struct Row {
    Schema schema;
    const char* value;
    bool good;
  };
  const Row rows[] = {{whole(1, 1000), "1000", true},
                      {whole(1, 1000), "1001", false},
                      {whole(1, 1000), "1x", false},
                      {whole(1, 1000), "", false},
                      {text(Format::id), "17", true},
                      {text(Format::id), "0", false},
                      {text(Format::id), "-1", false},
                      {text(Format::moment), "now-30d", true},
                      {text(Format::moment), "now+1d", false},
                      {text(Format::moment), "2026-02-29", false},
                      {text(Format::names), "a,b_c", true},
                      {text(Format::names), "a,", false},
                      {text(Format::label), "campaign:spring", true},
                      {text(Format::label), "campaign", false}};
  for (const auto& row : rows) {
    std::vector<FieldFault> faults;
    check_text(row.schema, row.value, "x", faults);
    EXPECT_EQ(faults.empty(), row.good) << row.value;
  }
}

TEST(Schema, IsPrintedAsJsonSchema) {
  std::string out;
  std::vector<Schema> components;
  print(object({{"name", text(1, 5)},
                {"one", object({}).named("One"), Need::optional},
                {"kept", id(), Need::fixed}}),
        out, components);
  EXPECT_EQ(out, R"({"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":5},)"
                 R"("one":{"anyOf":[{"$ref":"#/components/schemas/One"},{"type":"null"}]}},)"
                 R"("required":["name"],"additionalProperties":false})");
  ASSERT_EQ(components.size(), 1u);
}

}  // namespace
}  // namespace tidemark
