#include "sandbox/faults.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <thread>

#include "client.h"

namespace tidemark::sandbox::testing {
namespace {

TEST(FaultSpec, IsReadOrRefusedWithTheReason) {
  const struct {
    std::string spec, wrong;
  } rows[] = {
      {"429", ""},
      {"500:/2/tweets", ""},
      {"429:/2/tweets:0.1", ""},
      {"slow=2s:/2/users", ""},
      {"slow", ""},
      {"cut=chunked:*:x3", ""},
      {"garbage=html", ""},
      {"429=60s", ""},
      {"cut::0.5", ""},
      {"", "form"},
      {"200", "kind"},
      {"flood", "kind"},
      {"slow=2", "time"},
      {"slow=x", "time"},
      {"500=often", "does not go"},
      {"cut=half", "length or chunked"},
      {"429:2/tweets", "path"},
      {"429:/a:1.5", "share"},
      {"429:/a:x0", "first few"},
      {"429:/a:0.1:4", "form"},
      {"garbage=xml", "html or json"},
  };
  for (const auto& row : rows) {
    const auto fault = parse_fault(row.spec);
    EXPECT_EQ(static_cast<bool>(fault), row.wrong.empty()) << row.spec;
    if (fault) continue;
    EXPECT_NE(fault.error().message.find(row.wrong), std::string::npos) << fault.error().message;
  }
}

TEST(Fault, StrikesThePathItNamesAsOftenAsItSays) {
  Fixture x({.faults = {"500:/2/tweets:x2", "503:/2/users*"}});
  const struct {
    std::string target;
    int status;
  } rows[] = {{"/2/tweets?ids=1", 500}, {"/2/tweets/1", 200}, {"/2/tweets?ids=1", 500},
              {"/2/tweets?ids=1", 200}, {"/2/users/me", 503}, {"/2/users/1/tweets", 503}};
  for (const auto& row : rows) EXPECT_EQ(x.get(row.target).status, row.status) << row.target;
  EXPECT_EQ(x.sandbox->requests()["/2/tweets"].faults, 2);
}

TEST(Fault, StrikesAShareOfRequestsThatTheSeedDecides) {
  const auto pattern = [](std::uint64_t seed) {
    Faults faults(seed);
    faults.set({parse_fault("500:*:0.3").value()});
    std::string hits;
    for (int i = 0; i < 1000; ++i) hits += faults.strike("/2/tweets", "/x/2/tweets").fault ? 'x' : '.';
    return hits;
  };
  EXPECT_EQ(pattern(1), pattern(1));
  EXPECT_NE(pattern(1), pattern(2));
  const std::string hits = pattern(1);
  const auto count = std::count(hits.begin(), hits.end(), 'x');
  EXPECT_GT(count, 240);
  EXPECT_LT(count, 360);
}

TEST(Fault, OfAStatusHasThatStatussForm) {
  Fixture x;
  const std::string target = "/2/tweets?ids=1";
  const struct {
    std::string fault;
    int status;
    std::string title, remaining;
  } rows[] = {
      {"401", 401, "Unauthorized", "(absent)"}, {"402", 402, "CreditsDepleted", "4999"},
      {"403", 403, "Client Forbidden", "4999"}, {"404", 404, "(absent)", "(absent)"},
      {"429", 429, "Too Many Requests", "0"},
  };
  for (const auto& row : rows) {
    ASSERT_TRUE(x.sandbox->set_faults({row.fault}));
    const auto reply = x.get(target);
    EXPECT_EQ(reply.status, row.status);
    EXPECT_EQ(text(reply["title"]), row.title);
    EXPECT_EQ(reply.header("x-rate-limit-remaining"), row.remaining) << row.fault;
  }
  ASSERT_TRUE(x.sandbox->set_faults({"429=legacy:*:x1", "429=cap"}));
  EXPECT_EQ(x.get(target).body, R"({"errors":[{"code":88,"message":"Rate limit exceeded"}]})");
  EXPECT_EQ(text(x.get(target)["title"]), "UsageCapExceeded");
  ASSERT_TRUE(x.sandbox->set_faults({"429=90s"}));
  EXPECT_EQ(x.get(target).header("x-rate-limit-reset"), std::to_string(x.now_ms / 1000 + 90));
}

TEST(Fault, CutsABodyInBothForms) {
  Fixture x({.faults = {"cut"}});
  const std::string target = "/2/tweets?ids=" + join(x.sandbox->world()[0].posts, 0, 10);
  const std::string by_length = raw(x.sandbox->port(), target);
  const auto head_end = by_length.find("\r\n\r\n");
  ASSERT_NE(head_end, std::string::npos);
  const auto at = by_length.find("content-length: ");
  ASSERT_LT(at, head_end);
  const auto promised = std::stoul(by_length.substr(at + 16));
  EXPECT_LT(by_length.size() - head_end - 4, promised);
  EXPECT_GT(by_length.size() - head_end - 4, promised / 3);

  const std::string chunked = raw(x.sandbox->port(), target);
  EXPECT_NE(chunked.find("transfer-encoding: chunked"), std::string::npos);
  EXPECT_EQ(chunked.find("\r\n0\r\n"), std::string::npos) << "no last chunk";
}

TEST(Fault, AnswersGarbageWith200) {
  Fixture x({.faults = {"garbage"}});
  const std::string target = "/2/tweets?ids=" + join(x.sandbox->world()[0].posts, 0, 10);
  const auto html = x.get(target);
  EXPECT_EQ(html.status, 200);
  EXPECT_EQ(html.body.rfind("<!DOCTYPE html>", 0), 0u);
  const auto broken = x.get(target);
  EXPECT_EQ(broken.status, 200);
  EXPECT_THROW(json::parse(broken.body), json::Error);
  EXPECT_EQ(broken.body[0], '{');
}

TEST(Fault, DelaysAnAnswer) {
  Fixture x({.faults = {"slow=30ms:/2/tweets"}});
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(x.get("/2/tweets?ids=1").status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(30));
}

TEST(Fault, DoesNotHoldUpTheEnd) {
  auto x = std::make_unique<Fixture>(Options{.faults = {"slow=10m"}});
  const std::uint16_t port = x->sandbox->port();
  auto waiting = std::async(std::launch::async, [port] { return raw(port, "/2/tweets?ids=1"); });
  while (x->sandbox->requests("/2/tweets") == 0) std::this_thread::yield();
  x.reset();
  waiting.get();
}

TEST(Fault, ChangesAtRunTime) {
  Fixture x;
  EXPECT_EQ(x.send("POST", "/sandbox/faults", "", R"(["500:/2/tweets"])").status, 204);
  EXPECT_EQ(x.get("/2/tweets?ids=1").status, 500);
  EXPECT_EQ(x.send("POST", "/sandbox/faults", "", R"(["nonsense"])").status, 400);
  EXPECT_EQ(x.send("POST", "/sandbox/faults", "", "{").status, 400);
  EXPECT_EQ(x.get("/2/tweets?ids=1").status, 500) << "a bad change changes nothing";
  EXPECT_EQ(x.send("POST", "/sandbox/faults", "", "[]").status, 204);
  EXPECT_EQ(x.get("/2/tweets?ids=1").status, 200);
}

}  // namespace
}  // namespace tidemark::sandbox::testing
