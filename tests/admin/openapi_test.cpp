// A walk over /openapi.json: every call it names is made as it says, wrongly, and by those who may not.

#include <set>

#include "admin/admin_house.h"

namespace tidemark::testing {
namespace {

/// What the schema alone cannot know.
const std::map<std::string_view, std::string> kHints = {{"platform", R"("reef")"},
                                                        {"platforms", R"(["reef"])"},
                                                        {"time_zone", R"("UTC")"},
                                                        {"group_by", R"("platform")"},
                                                        {"business_ids", "[1]"}};

/// Bodies that are no JSON, by their media type.
const std::map<std::string_view, std::string> kTexts = {
    {"text/csv", "post_id,fetched_at,likes_count\n1,2026-11-22T13:45:00Z,1\n"},
    {"application/x-ndjson", R"({"post_id":1,"fetched_at":1,"metrics":{"likes_count":1}})"}};

/// A value that the schema allows, with every member that it knows.
std::string sample(json::Value root, json::Value schema) {
  if (const auto reference = schema["$ref"].string())
    return sample(root, root["components"]["schemas"][reference->substr(reference->rfind('/') + 1)]);
  for (const char* choice : {"oneOf", "anyOf"})
    for (json::Value first : schema[choice].items()) return sample(root, first);
  for (json::Value first : schema["enum"].items()) return '"' + std::string(*first.string()) + '"';
  std::string type(schema["type"].type() == json::Type::string ? *schema["type"].string() : "");
  for (json::Value first : schema["type"].items()) {
    type = *first.string();
    break;
  }
  if (type == "object") {
    std::string members;
    for (json::Value member : schema["properties"].items()) {
      const auto hint = kHints.find(member.key());
      members += (members.empty() ? "\"" : ",\"") + std::string(member.key()) +
                 "\":" + (hint != kHints.end() ? hint->second : sample(root, member));
    }
    return "{" + members + "}";
  }
  if (type == "array") return "[" + sample(root, schema["items"]) + "]";
  if (type == "integer") return "1";
  if (type == "boolean") return "true";
  const std::string form(schema["format"].string().value_or(schema["pattern"].string().value_or("")));
  if (form == "date-time") return R"("2026-11-22T13:45:00Z")";
  if (form == "uri") return R"("https://reef.example/1")";
  if (form.find("ms|s|m") != std::string::npos) return R"("1h")";
  if (form.find("now") != std::string::npos) return R"("now-1d")";
  if (form.find("[^:]") != std::string::npos) return R"("a:b")";
  if (form.find("[1-9]") != std::string::npos) return R"("1")";
  if (form.find("a-z") != std::string::npos) return R"("likes_count")";
  return R"("x")";
}

struct Operation {
  std::string method, target, query, body, type, role;  // role: empty for what is open to all
  std::set<int> answers;
  bool names_one = false;
};

struct OpenApi : AdminHouse {
  void SetUp() override {
    register_reef(1);
    ask("POST", "/api/v1/businesses", R"({"name":"Other"})");
    ask("POST", "/api/v1/analytics/refresh", R"({"business_id":1})");
    document.emplace(json::parse(ask("GET", "/openapi.json", {}, "").body));
    for (json::Value path : document->root()["paths"].items())
      for (json::Value operation : path.items()) operations.push_back(read(path, operation));
    // Deletions last, what hangs on another before it, the token that asks at the end.
    const auto rank = [](const Operation& one) {
      if (one.method != "DELETE") return 0;
      constexpr std::string_view order[] = {"/posts/", "/accounts/", "/businesses/", "/tokens/"};
      const auto at = std::find_if(std::begin(order), std::end(order), [&](std::string_view part) {
        return one.target.find(part) != std::string::npos;
      });
      return 1 + static_cast<int>(at - std::begin(order));
    };
    std::stable_sort(operations.begin(), operations.end(),
                     [&](const Operation& a, const Operation& b) { return rank(a) < rank(b); });
  }

  Operation read(json::Value path, json::Value operation) {
    const json::Value root = document->root();
    Operation one{.target = std::string(path.key())};
    for (char c : operation.key()) one.method += static_cast<char>(std::toupper(c));
    if (const auto at = one.target.find("{id}"); at != std::string::npos) {
      one.target.replace(at, 4, "1");
      one.names_one = true;
    }
    for (json::Value parameter : operation["parameters"].items()) {
      if (parameter["in"].string() != "query") continue;
      const auto hint = kHints.find(*parameter["name"].string());
      std::string value = hint != kHints.end() ? hint->second : sample(root, parameter["schema"]);
      if (value.front() == '"') value = value.substr(1, value.size() - 2);
      one.query += (one.query.empty() ? "?" : "&") + std::string(*parameter["name"].string()) + "=" + value;
    }
    for (json::Value content : operation["requestBody"]["content"].items()) {
      const auto known = kTexts.find(content.key());
      one.type = known == kTexts.end() ? "application/json" : content.key();
      one.body = known == kTexts.end() ? sample(root, content["schema"]) : known->second;
    }
    one.role = operation["x-role"].string().value_or("");
    for (json::Value answer : operation["responses"].items())
      if (answer.key() != "default") one.answers.insert(std::stoi(std::string(answer.key())));
    return one;
  }

  std::optional<json::Document> document;
  std::vector<Operation> operations;
};

TEST_F(OpenApi, SaysWhatEveryCallTakesAndAnswers) {
  EXPECT_GT(operations.size(), 30u);
  token_for("admin");  // the last of its kind could not be removed
  for (const auto& one : operations) {
    SCOPED_TRACE(one.method + " " + one.target + one.query + " " + one.body);
    const auto answer = ask(one.method, one.target + one.query, one.body, "-", one.type);
    const bool cannot_discover = one.target.ends_with("/discover") && answer.status == 409;
    EXPECT_TRUE(one.answers.contains(answer.status) || cannot_discover)
        << answer.status << " " << answer.body;
  }
}

TEST_F(OpenApi, EveryCallRefusesWhatItDoesNotKnow) {
  for (const auto& one : operations) {
    SCOPED_TRACE(one.method + " " + one.target);
    EXPECT_EQ(ask(one.method, one.target + "?no_such=1", one.body, "-", one.type).status, 400);
    if (kTexts.contains(one.type)) continue;  // import_api_test has what is wrong with those
    const std::string body = one.body.empty() ? "{}"
                                              : one.body.substr(0, one.body.size() - 1) +
                                                    (one.body == "{}" ? "\"no_such\":1}" : ",\"no_such\":1}");
    EXPECT_EQ(ask(one.method, one.target, body).status, 400) << body;
    EXPECT_EQ(ask("OPTIONS", one.target).status, 405);
  }
}

TEST_F(OpenApi, NobodyGetsPastATokenThatIsMissingOrTooWeak) {
  const std::string viewer = token_for("viewer"), editor = token_for("editor");
  for (const auto& one : operations) {
    SCOPED_TRACE(one.method + " " + one.target);
    if (one.role.empty()) continue;
    EXPECT_EQ(ask(one.method, one.target, one.body, "").status, 401);
    if (one.role != "viewer") {
      EXPECT_EQ(ask(one.method, one.target, one.body, viewer).status, 403);
    }
    if (one.role == "admin") {
      EXPECT_EQ(ask(one.method, one.target, one.body, editor).status, 403);
    }
  }
}

TEST_F(OpenApi, AForeignTokenFindsNothing) {
  const std::string foreign = token_for("admin", "[2]");
  for (const auto& one : operations) {
    if (!one.names_one) continue;
    EXPECT_EQ(ask(one.method, one.target, one.body, foreign).status, 404) << one.method << " " << one.target;
  }
}

TEST_F(OpenApi, AForeignTokenAsksNothingAboutABusiness) {
  const std::string foreign = token_for("admin", "[2]");
  std::size_t asked = 0;
  for (const auto& one : operations) {
    if (one.method != "GET" || one.query.find("business_id=1") == std::string::npos) continue;
    ++asked;
    const auto answer = ask(one.method, one.target + "?business_id=1", {}, foreign);
    EXPECT_EQ(answer.status, 404) << one.target;
    EXPECT_NE(answer.body.find(R"("field":"business_id")"), std::string::npos) << one.target << answer.body;
  }
  EXPECT_GT(asked, 3u);
}

TEST_F(OpenApi, IsWellFormed) {
  const json::Value root = document->root();
  EXPECT_EQ(root["openapi"].string(), "3.1.0");
  std::set<std::string> names;
  for (json::Value path : root["paths"].items())
    for (json::Value operation : path.items()) {
      EXPECT_TRUE(names.emplace(operation["operationId"].string().value_or("")).second) << path.key();
      EXPECT_FALSE(operation["responses"].items().empty());
    }
  EXPECT_FALSE(root["components"]["schemas"]["Problem"].absent());
  const std::string text = ask("GET", "/openapi.json", {}, "").body;
  const std::string mark = "#/components/schemas/";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const std::string name = text.substr(at + mark.size(), text.find('"', at) - at - mark.size());
    EXPECT_FALSE(root["components"]["schemas"][name].absent()) << name;
  }
}

}  // namespace
}  // namespace tidemark::testing
