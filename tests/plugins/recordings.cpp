#include "recordings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tidemark/json.hpp"

namespace tidemark::testing {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Of a Retry-After in seconds; -1: there is none.
std::int64_t retry_after_ms(const Answer& answer) {
  for (const auto& [name, value] : answer.headers) {
    std::int64_t seconds = 0;
    if (name == "retry-after" &&
        std::from_chars(value.data(), value.data() + value.size(), seconds).ec == std::errc())
      return seconds * 1000;
  }
  return -1;
}

}  // namespace

std::string Recordings::file(const std::string& name) const {
  std::ifstream in(folder_ + "/fixtures/" + name);
  EXPECT_TRUE(in.good()) << name << " is missing";
  return {std::istreambuf_iterator<char>(in), {}};
}

Answer Recordings::answer(const std::string& name) const {
  Answer answer = {.body = file(name + ".json")};
  const json::Document meta = json::parse(file(name + ".meta.json"));
  answer.status = static_cast<std::uint32_t>(meta.root()["status"].integer().value());
  for (const json::Value header : meta.root()["headers"].items())
    answer.headers.emplace_back(lower(header.key()), header.string().value());
  answer.retry_after_ms = retry_after_ms(answer);
  if (answer.status == 429 || (answer.status >= 400 && answer.retry_after_ms >= 0))
    answer.code = TIDEMARK_RATE_LIMITED;
  return answer;
}

std::string Recordings::request(const std::string& name) const {
  return std::string(json::parse(file(name + ".meta.json")).root()["request"].string().value());
}

std::vector<std::string> Recordings::names() const {
  constexpr std::string_view kMeta = ".meta.json";
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/fixtures")) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(kMeta)) names.push_back(name.substr(0, name.size() - kMeta.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

template <class Play>
Outcome Recordings::play(const std::string& name, const std::map<std::string, std::string>& account,
                         std::int64_t now_ms, Play call) const {
  FakeHost host(*plugin_, config_);
  host.now_ms = now_ms;
  host.account = account;
  host.play = [recorded = answer(name)](const SentRequest&) { return recorded; };
  return call(host);
}

Outcome Recordings::sync(const std::string& name, const std::vector<AskedItem>& items,
                         const std::map<std::string, std::string>& account, std::int64_t now_ms) const {
  return play(name, account, now_ms, [&](FakeHost& host) { return host.sync(items); });
}

Outcome Recordings::discover(const std::string& name, const std::string& cursor,
                             const std::map<std::string, std::string>& account, std::int64_t now_ms) const {
  return play(name, account, now_ms, [&](FakeHost& host) { return host.discover(cursor); });
}

Outcome Recordings::check(const std::string& name, const std::map<std::string, std::string>& account,
                          std::int64_t now_ms) const {
  return play(name, account, now_ms, [](FakeHost& host) { return host.check(); });
}

std::function<Answer(const SentRequest&)> playing(Script script) {
  return [script = std::move(script)](const SentRequest& request) {
    const Answer* best = nullptr;
    for (const auto& [beginning, answer] : script)  // in order: a longer one that fits comes later
      if (request.target.starts_with(beginning)) best = &answer;
    return best ? *best : Answer{.status = 404};
  };
}

}  // namespace tidemark::testing
