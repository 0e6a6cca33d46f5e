#include "replay.h"

#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <memory>
#include <mutex>

#include "app/engine.h"
#include "recordings.h"
#include "support/fake_clock.h"
#include "support/fake_log.h"
#include "support/http_test_client.h"
#include "support/raw_server.h"
#include "support/temp_dir.h"
#include "tidemark/json.hpp"
#include "tidemark/time.hpp"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;

/// Without percent signs.
std::string plainly(std::string_view target) {
  std::string out;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const bool escaped = target[i] == '%' && i + 2 < target.size();
    out +=
        escaped ? static_cast<char>(std::stoi(std::string(target.substr(i + 1, 2)), nullptr, 16)) : target[i];
    if (escaped) i += 2;
  }
  return out;
}

/// Of how the answer came then; its body lies here as it was before that.
bool is_of_the_transfer(std::string_view header) {
  return header == "content-length" || header == "content-encoding" || header == "transfer-encoding";
}

/// The platform: answers each request as the row says.
class Player {
 public:
  Player(const Platform& platform, const Row& row) : recordings_(folder_of(platform), kNoPlugin), row_(row) {
    said_ = row.said;
    said_.insert(said_.end(), platform.nothing.begin(), platform.nothing.end());
  }

  std::string url() const { return server_.url(); }
  std::set<std::string> played() const {
    std::lock_guard lock(mutex_);
    return played_;
  }
  /// For the message of a test that fails.
  std::string requests() const {
    std::string all;
    for (const std::string& request : server_.requests())
      all += plainly(request.substr(0, request.find('\r'))) + "\n";
    return all;
  }

 private:
  std::string answer_to(const std::string& target) {
    for (const auto& [part, what, around] : said_) {
      if (target.find(part) == std::string::npos) continue;
      if (what.starts_with('{')) return http_answer(200, what);
      {
        std::lock_guard lock(mutex_);
        played_.insert(what);
      }
      const Answer recorded = recordings_.answer(what);
      std::string headers;
      for (const auto& [name, value] : recorded.headers)
        if (!is_of_the_transfer(name)) headers += name + ": " + value + "\r\n";
      std::string body = recorded.body;
      if (const auto at = around.find('@'); at != std::string::npos)
        body = around.substr(0, at) + body + around.substr(at + 1);
      return http_answer(static_cast<int>(recorded.status), body, headers);
    }
    ADD_FAILURE() << "nobody answers " << target;
    return http_answer(500, "");
  }

  static constexpr tidemark_plugin kNoPlugin{};  // the engine loads the one that is shipped
  const Recordings recordings_;
  const Row& row_;
  std::vector<Said> said_;
  mutable std::mutex mutex_;
  std::set<std::string> played_;  // guarded by mutex_
  RawServer server_{[this](Peer& peer) {
    for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      const auto begin = request.find(' ') + 1;
      if (!peer.send(answer_to(plainly(request.substr(begin, request.find(' ', begin) - begin))))) return;
    }
  }};
};

class Replay {
 public:
  Replay(const Platform& platform, const Row& row)
      : platform_(platform), row_(row), clock_(Instant{row.now_ms}), player_(platform, row) {
    clock_.sleepers_advance(false);
    Config config;
    config.data_dir = dir_ / "data";
    config.plugin_dirs = {TIDEMARK_PLUGINS};
    config.listen_port = 0;
    config.sync.scheduled = false;
    config.retry.max_retries = 0;  // what is recorded once would be said again
    engine_ = Engine::start(config, environment(), clock_, log_).value();
    std::ifstream(dir_ / "data/admin.token") >> token_;
  }

  void run() {
    register_all();
    for (const Do call : row_.calls) {
      if (call == Do::refresh) refresh();
      if (call == Do::discover) expect_told(ask("POST", "/accounts/1/discover"));
      if (call == Do::check) expect_told(ask("POST", "/accounts/1/check"));
      clock_.advance(1h);
    }
    expect_figures();
    expect_account();
    for (const Said& said : row_.said)
      EXPECT_TRUE(said.what.starts_with('{') || player_.played().contains(said.what))
          << said.what << " was never asked for";
    if (::testing::Test::HasFailure()) ADD_FAILURE() << "asked for:\n" << player_.requests();
  }

 private:
  Environment environment() const {
    std::string name;
    for (const char c : platform_.id) name += static_cast<char>(std::toupper(c));
    Environment environment = platform_.environment;
    environment["TIDEMARK_PLATFORMS_" + name + "_BASE_URL"] = player_.url();
    for (auto& [key, value] : environment)
      if (value == "@") value = player_.url();
    return environment;
  }

  json::Document ask(std::string_view method, const std::string& path, const std::string& body = {}) {
    HttpTestClient http(engine_->port());
    http.send(http_request(method, "/api/v1" + path, token_, body));
    const HttpAnswer answer = http.receive();
    EXPECT_TRUE(answer.status == 200 || answer.status == 201) << method << " " << path << ": " << answer.body;
    return json::parse(answer.body);
  }

  void register_all() {
    ask("POST", "/businesses", R"({"name":"Acme"})");
    ask("POST", "/accounts",
        R"({"business_id":1,"platform":")" + platform_.id + R"(",")" + platform_.id_field + R"(":")" +
            row_.account + R"(","access_token":")" + row_.token + R"("})");
    for (const std::string& post : row_.posts)
      ask("POST", "/posts", R"({"business_id":1,"account_id":1,"platform_post_id":")" + post + R"("})");
  }

  void refresh() {
    const auto report = ask("POST", "/analytics/refresh", R"({"business_id":1})");
    const auto ids = posts();
    std::set<std::string> errors;
    for (const json::Value error : report.root()["sync_details"]["errors"].items()) {
      const auto post = error["post_id"] ? error["post_id"].integer() : std::nullopt;
      errors.insert(std::string(error["code"].string().value_or("")) +
                    (post ? " of " + ids.at(*post) : std::string()));
      const auto wait = error["retry_after"] ? error["retry_after"].integer() : std::nullopt;
      EXPECT_EQ(wait.value_or(0) >= 60, error["code"].string() == "rate_limited");
      EXPECT_TRUE(!row_.retry_after || wait == row_.retry_after) << wait.value_or(0);
    }
    EXPECT_EQ(errors, row_.errors);
  }

  /// Their ids there, by their ids here.
  std::map<std::int64_t, std::string> posts() {
    std::map<std::int64_t, std::string> ids;
    const auto page = ask("GET", "/posts?business_id=1&limit=1000");
    for (const json::Value post : page.root()["items"].items()) {
      const std::string id(post["platform_post_id"].string().value());
      ids[post["id"].integer().value()] = id;
      const bool is_gone = row_.errors.contains("post_not_found of " + id);
      EXPECT_EQ(post["state"].string(), is_gone ? "gone" : "active") << id;
    }
    return ids;
  }

  void expect_told(const json::Document& answer) {
    std::map<std::string, std::string> told;
    for (const json::Value one : answer.root().items()) {
      std::string& text = told[std::string(one.key())];
      if (one.type() == json::Type::array)
        for (const json::Value word : one.items())
          (text += text.empty() ? "" : " ") += word.string().value_or("");
      else if (one.type() == json::Type::boolean)
        text = one.boolean().value() ? "yes" : "no";
      else
        text = one.type() == json::Type::number ? one.number().value() : one.string().value_or("");
    }
    told.erase("message");
    EXPECT_EQ(told, row_.told);
  }

  std::vector<std::string> metrics() {
    std::vector<std::string> names;
    const auto platforms = ask("GET", "/platforms");
    for (const json::Value one : platforms.root()["items"].items())
      if (one["id"].string() == platform_.id)
        for (const json::Value metric : one["metrics"].items())
          names.emplace_back(metric["name"].string().value());
    EXPECT_FALSE(names.empty());
    return names;
  }

  void expect_figures() {
    const auto names = metrics();
    std::map<std::string, Figures> figures;
    for (const auto& [id, post] : posts()) {
      const auto answer = ask("GET", "/analytics/posts/" + std::to_string(id));
      for (const std::string& name : names)
        if (const json::Value value = answer.root()[name]) figures[post][name] = value.integer().value();
    }
    EXPECT_EQ(figures, row_.figures);
  }

  void expect_account() {
    const auto account = ask("GET", "/accounts/1");
    EXPECT_EQ(account.root()["state"].string(), row_.state);
    const auto series = ask("GET", "/accounts/1/series");
    std::vector<std::string> rows;
    for (const json::Value at : series.root()["timestamps"].items()) rows.emplace_back(at.string().value());
    Figures figures;
    std::map<std::string, Figures> days;
    for (const json::Value column : series.root()["metrics"].items()) {
      auto row = rows.begin();
      for (const json::Value value : column.items()) {
        const std::string& at = *row++;
        if (!value) continue;
        // What was read now stands at its instant, days that are over at their start.
        const bool is_now = sdk::parse_time(at).value() >= row_.now_ms;
        (is_now ? figures : days[at])[std::string(column.key())] = value.integer().value();
      }
    }
    EXPECT_EQ(figures, row_.account_figures);
    EXPECT_EQ(days, row_.days);
  }

  const Platform& platform_;
  const Row& row_;
  TempDir dir_;
  FakeClock clock_;
  FakeLog log_;
  Player player_;
  std::unique_ptr<Engine> engine_;
  std::string token_;
};

}  // namespace

std::string folder_of(const Platform& platform) {
  return TIDEMARK_SOURCE_DIR "/plugins/" + platform.id;
}

void replay(const Platform& platform, const Row& row) {
  Replay(platform, row).run();
}

}  // namespace tidemark::testing
