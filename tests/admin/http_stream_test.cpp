// Bodies and answers of any size, over raw sockets.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

#include "admin/http_server.h"
#include "admin/problem.h"
#include "support/fake_log.h"
#include "support/http_test_client.h"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::FakeLog;
using testing::http_request;
using testing::HttpTestClient;

constexpr std::size_t kPiece = 64u << 10;
constexpr std::size_t kHundredMegabytes = 100u << 20;

/// Paths under /in stream their bodies, and say what came of them; those under /out answer in pieces.
class Pipe final : public HttpApplication {
 public:
  Reply answer(const ReceivedRequest& request) override {
    if (request.path == "/out/short") return pieces(3, 10);
    if (request.path == "/out/long") return pieces(kHundredMegabytes / kPiece, kPiece);
    if (request.path == "/out/endless") return pieces(SIZE_MAX, kPiece);
    if (request.path == "/out/torn") return pieces(SIZE_MAX, kPiece, 40);
    if (!request.stream) return {.body = "whole " + std::to_string(request.body.size())};
    std::string piece;
    std::size_t count = 0;
    for (;;) {
      piece.clear();
      const auto read = request.stream->read(piece);
      count += piece.size();
      note([&] {
        ++reads_;
        largest_ = std::max(largest_.load(), piece.size());
      });
      if (!read) return {.body = std::to_string(count) + ", then: " + read.error().message};
      if (!*read) return {.body = std::to_string(count)};
      if (request.path == "/in/first") return {.body = "enough"};
    }
  }
  Lane lane(const ReceivedRequest&) const override { return Lane::ordinary; }
  std::optional<Reply> refuse(const ReceivedRequest& head) override {
    if (head.path == "/in/forbidden") return problem(401, "a token is needed");
    return std::nullopt;
  }
  bool streams(const ReceivedRequest& head) const override { return head.path.starts_with("/in"); }

  /// Until a handler has read that often, in all.
  void await_reads(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return reads_ >= count; });
  }
  /// Until nobody makes pieces of an answer any more; how many were made.
  std::size_t await_end_of_answers() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return answers_ == 0; });
    return made_;
  }
  void await_made(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return made_ >= count; });
  }
  std::size_t largest() const { return largest_; }

 private:
  void note(const std::function<void()>& change) {
    std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }

  Reply pieces(std::size_t count, std::size_t size, std::size_t until_it_fails = SIZE_MAX) {
    note([&] { ++answers_; });
    const std::shared_ptr<void> open(nullptr, [this](void*) { note([&] { --answers_; }); });
    std::size_t made = 0;
    return {.rest = [=, this](std::string& piece) mutable {
      if (made == count) return false;
      if (made == until_it_fails) throw std::runtime_error("no luck");
      ++made;
      piece.append(size, 'y');
      note([&] { ++made_; });
      return open == nullptr;
    }};
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t reads_ = 0, made_ = 0, answers_ = 0;
  std::atomic<std::size_t> largest_{0};
};

/// Of this process, in bytes: the most it held since this was made.
class PeakMemory {
 public:
  PeakMemory() { std::ofstream("/proc/self/clear_refs") << "5"; }
  static std::size_t now() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) * 1024;
    throw std::runtime_error("/proc/self/status does not say how much memory was held");
  }
  std::size_t grown() const { return now() - before_; }

 private:
  std::size_t before_ = now();
};

struct HttpStreamTest : ::testing::Test {
  void start(HttpServerOptions options = {}) {
    options.limits.body = 1000;  // for all other bodies
    auto started = HttpServer::start(options, app, log);
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(started).value();
  }
  HttpTestClient client() const { return HttpTestClient(server->port()); }
  static std::string announce(std::size_t size, std::string_view path = "/in") {
    return "POST " + std::string(path) + " HTTP/1.1\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n";
  }
  static std::string chunked(std::string_view path = "/in") {
    return "POST " + std::string(path) + " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  }

  Pipe app;
  FakeLog log;
  std::unique_ptr<HttpServer> server;
};

TEST_F(HttpStreamTest, TakesABodyOfAnySizeInFlatMemory) {
  start();
  auto http = client();
  const std::string some(1u << 20, 'x');
  const PeakMemory peak;
  http.send(announce(kHundredMegabytes));
  for (std::size_t sent = 0; sent < kHundredMegabytes; sent += some.size()) ASSERT_TRUE(http.send(some));
  EXPECT_EQ(http.receive().body, std::to_string(kHundredMegabytes));
  EXPECT_LT(peak.grown(), 64u << 20);
  EXPECT_LE(app.largest(), 1u << 20);
  EXPECT_EQ(http.ask(announce(3) + "abc").body, "whole 3");  // the connection goes on
}

TEST_F(HttpStreamTest, TakesChunksAsTheyCome) {
  start();
  auto http = client();
  http.send(chunked() + "3\r\nabc\r\n");
  app.await_reads(1);  // before the end has come
  EXPECT_EQ(http.ask("4\r\ndefg\r\n0\r\n\r\n").body, "7");
  EXPECT_EQ(http.ask(chunked() + "2\r\nhi\r\n0\r\n\r\n").body, "whole 2");
}

TEST_F(HttpStreamTest, AsksForABodyThatWaitsToBeAskedFor) {
  start();
  auto http = client();
  const std::string head = " HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n";
  EXPECT_EQ(http.ask("POST /in" + head).status, 100);
  EXPECT_EQ(http.ask("2\r\nhi\r\n0\r\n\r\n").body, "2");
  EXPECT_EQ(client().ask("POST /in/forbidden" + head).status, 401);
}

TEST_F(HttpStreamTest, SmallBodiesThatComeWholeNeedNoPlace) {
  start({.streams = 0});
  auto http = client();
  EXPECT_EQ(http.ask(announce(3) + "abc").body, "whole 3");
  http.send(announce(5000));  // over the limit of other bodies
  EXPECT_EQ(http.ask(std::string(5000, 'x')).body, "whole 5000");
  EXPECT_EQ(client().ask(announce(kHundredMegabytes)).status, 503);
}

TEST_F(HttpStreamTest, GivesOutWhatCameBeforeTheConnectionBroke) {
  start();
  auto http = client();
  http.send(chunked() + "3\r\nabc\r\n5\r\nde");
  http.finish_sending();
  EXPECT_EQ(http.receive().body, "5, then: the connection broke before the body's end");
  EXPECT_TRUE(http.is_closed());
}

TEST_F(HttpStreamTest, GivesOutWhatCameOfAShortBodyThatBroke) {
  start();
  auto http = client();
  http.send(announce(10) + "abc");
  http.finish_sending();
  EXPECT_EQ(http.receive().body, "3, then: the connection broke before the body's end");
}

TEST_F(HttpStreamTest, GivesUpOnASenderThatFallsSilentButNotOnASlowOne) {
  start({.body_time = 1s});
  auto http = client();
  http.send(chunked());
  for (std::size_t i = 1; i <= 5; ++i) {
    http.send("1\r\nx\r\n");
    app.await_reads(i);
  }
  EXPECT_EQ(http.receive().body, "5, then: the client sent nothing for 1000 ms");
}

TEST_F(HttpStreamTest, SaysWhatIsWrongWithABodyThatCannotBeRead) {
  start();
  auto http = client();
  http.send(chunked() + "2\r\nab\r\n");
  app.await_reads(1);
  EXPECT_EQ(http.ask("1\r\ncd\r\n").body, "3, then: the body cannot be read: a chunk is longer than it said");
  EXPECT_TRUE(http.is_closed());
}

TEST_F(HttpStreamTest, AnAnswerBeforeTheBodysEndReachesTheClient) {
  start();
  auto http = client();
  http.send(announce(5'000'000, "/in/first"));
  http.send(std::string(5'000'000, 'x'));
  const auto answer = http.receive();
  EXPECT_EQ(answer.body, "enough");
  EXPECT_EQ(answer.headers.at("connection"), "close");
}

TEST_F(HttpStreamTest, BodiesUnderWayAreCounted) {
  start({.streams = 1});
  auto slow = client();
  slow.send(chunked() + "1\r\nx\r\n");
  app.await_reads(1);
  const auto refused = client().ask(chunked());
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.headers.at("retry-after"), "1");
  EXPECT_EQ(slow.ask("0\r\n\r\n").body, "1");
  auto next = client();
  next.send(chunked() + "1\r\nx\r\n");
  app.await_reads(3);
  EXPECT_EQ(next.ask("0\r\n\r\n").body, "1");
}

TEST_F(HttpStreamTest, AStopEndsABodyThatIsWaitedFor) {
  start();
  auto http = client();
  http.send(chunked() + "1\r\nx\r\n");
  app.await_reads(1);
  server->stop();
  EXPECT_EQ(http.receive().body, "1, then: the engine is stopping");
}

TEST_F(HttpStreamTest, AnswersInChunksInFlatMemory) {
  start();
  auto http = client();
  const PeakMemory peak;
  http.send(http_request("GET", "/out/long"));
  std::string some = http.receive_some();
  EXPECT_NE(some.find("\r\nTransfer-Encoding: chunked\r\n"), std::string::npos) << some.substr(0, 300);
  std::size_t count = some.size();
  for (std::string end = some; !end.ends_with("\r\n0\r\n\r\n");) {
    some = http.receive_some();
    ASSERT_FALSE(some.empty());
    count += some.size();
    end = (end + some).substr(std::max<std::size_t>(end.size() + some.size(), 7) - 7);
  }
  EXPECT_GT(count, kHundredMegabytes);
  EXPECT_LT(peak.grown(), 64u << 20);
  const auto again = http.ask(http_request("GET", "/out/long"));
  EXPECT_EQ(again.body.size(), kHundredMegabytes);
  EXPECT_EQ(http.ask(announce(1) + "x").body, "whole 1");
}

TEST_F(HttpStreamTest, ToldALengthWhereTheAnswerIsShort) {
  start({.streams = 0});
  const auto answer = client().ask(http_request("GET", "/out/short"));
  EXPECT_EQ(answer.headers.at("content-length"), "30");
  EXPECT_EQ(answer.body.size(), 30u);
}

TEST_F(HttpStreamTest, AnswersHeadWithoutMakingAnything) {
  start();
  auto http = client();
  http.send(http_request("HEAD", "/out/endless"));
  EXPECT_EQ(http.receive(true).headers.at("transfer-encoding"), "chunked");
  EXPECT_EQ(app.await_end_of_answers(), 0u);
  EXPECT_EQ(http.ask(announce(1) + "x").body, "whole 1");
}

TEST_F(HttpStreamTest, AnOldClientSeesTheEndByTheConnectionsEnd) {
  start();
  auto http = client();
  http.send("GET /out/long HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  std::string all = http.receive_some();
  while (all.find("\r\n\r\n") == std::string::npos) all += http.receive_some();
  EXPECT_EQ(all.find("Transfer-Encoding"), std::string::npos);
  EXPECT_NE(all.find("Connection: close"), std::string::npos);
  std::size_t count = all.size() - all.find("\r\n\r\n") - 4;
  for (std::string some = http.receive_some(); !some.empty(); some = http.receive_some())
    count += some.size();
  EXPECT_EQ(count, kHundredMegabytes);
}

TEST_F(HttpStreamTest, MakesNoMoreThanAClientTakesAndGivesUpOnADeafOne) {
  start({.streams = 1, .send_time = 300ms});
  auto deaf = client();
  deaf.send(http_request("GET", "/out/endless"));
  app.await_made(10);
  EXPECT_EQ(client().ask(http_request("GET", "/out/endless")).status, 503);
  // What the system's buffers hold, and one piece.
  EXPECT_LT(app.await_end_of_answers() * kPiece, 32u << 20);
}

TEST_F(HttpStreamTest, AStopEndsAnAnswerThatIsUnderWay) {
  start();
  auto deaf = client();
  deaf.send(http_request("GET", "/out/endless"));
  app.await_made(10);
  server->stop();
  app.await_end_of_answers();
}

TEST_F(HttpStreamTest, AnAnswerThatFailsInTheMiddleIsCutOff) {
  start();
  auto http = client();
  http.send(http_request("GET", "/out/torn"));
  EXPECT_THROW(http.receive(), std::runtime_error);
  EXPECT_TRUE(log.contains("no luck"));
  EXPECT_EQ(client().ask(announce(1) + "x").body, "whole 1");
}

}  // namespace
}  // namespace tidemark
