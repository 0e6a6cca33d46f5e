#include "admin/http_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>

#include "admin/problem.h"
#include "support/fake_log.h"
#include "support/http_test_client.h"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::FakeLog;
using testing::http_request;
using testing::HttpTestClient;

/// Answers with what it was asked; /wait waits until it is released, /healthz has a lane of its own.
class Echo final : public HttpApplication {
 public:
  Reply answer(const ReceivedRequest& request) override {
    if (request.path == "/wait") {
      std::unique_lock lock(mutex_);
      ++waiting_;
      changed_.notify_all();
      changed_.wait(lock, [&] { return released_; });
      --waiting_;
    }
    if (request.path == "/throw") throw std::runtime_error("no luck");
    if (request.path == "/big") return {.body = std::string(32u << 20, 'x')};
    return {.body = request.method + " " + request.path + " " + std::to_string(request.body.size())};
  }
  Lane lane(const ReceivedRequest& request) const override {
    return request.path == "/healthz" ? Lane::alive : Lane::ordinary;
  }
  std::optional<Reply> refuse(const ReceivedRequest& head) override {
    if (head.path == "/forbidden") return problem(401, "a token is needed");
    return std::nullopt;
  }

  void await_waiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }
  void release() {
    std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool released_ = false;
};

struct HttpServerTest : ::testing::Test {
  void start(HttpServerOptions options = {}) {
    auto started = HttpServer::start(options, app, log);
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(started).value();
  }
  HttpTestClient client() const { return HttpTestClient(server->port()); }
  void TearDown() override {
    app.release();
    server.reset();
  }

  Echo app;
  FakeLog log;
  std::unique_ptr<HttpServer> server;
};

TEST_F(HttpServerTest, AnswersOneRequestAfterAnotherOnOneConnection) {
  start();
  auto http = client();
  for (int i = 0; i < 100; ++i) {
    const auto answer = http.ask(http_request("GET", "/" + std::to_string(i)));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "GET /" + std::to_string(i) + " 0");
  }
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  auto http = client();
  std::string all;
  for (int i = 0; i < 50; ++i) all += http_request("GET", "/" + std::to_string(i));
  http.send(all);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(http.receive().body, "GET /" + std::to_string(i) + " 0");
}

TEST_F(HttpServerTest, KnowsWhenAConnectionEnds) {
  start();
  auto closing = client();
  EXPECT_EQ(closing.ask("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").headers["connection"], "close");
  EXPECT_TRUE(closing.is_closed());
  auto old = client();
  EXPECT_EQ(old.ask("GET / HTTP/1.0\r\n\r\n").status, 200);
  EXPECT_TRUE(old.is_closed());
  auto half = client();
  half.send("GET / HTTP/1.1\r\n\r\n");
  half.finish_sending();
  EXPECT_EQ(half.receive().status, 200);
}

TEST_F(HttpServerTest, AnswersHeadWithoutABody) {
  start();
  auto http = client();
  http.send("HEAD /x HTTP/1.1\r\n\r\nGET /y HTTP/1.1\r\n\r\n");
  EXPECT_EQ(http.receive(true).headers["content-length"], "9");
  EXPECT_EQ(http.receive().body, "GET /y 0");
}

TEST_F(HttpServerTest, TakesBodiesOfEverySizeAndForm) {
  start({.limits = {.body = 1u << 20}, .small_body = 1024});
  auto http = client();
  for (const std::size_t size : {1u, 1023u, 1025u, 1u << 20}) {
    const auto answer = http.ask(http_request("POST", "/", "", std::string(size, 'x')));
    EXPECT_EQ(answer.body, "POST / " + std::to_string(size));
  }
  const auto chunked = http.ask("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.body, "POST / 3");
}

TEST_F(HttpServerTest, AsksForABodyThatWaitsToBeAskedFor) {
  start();
  auto http = client();
  EXPECT_EQ(http.ask("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n").status, 100);
  EXPECT_EQ(http.ask("{}").body, "POST / 2");
  auto refused = client();
  EXPECT_EQ(
      refused.ask("POST /forbidden HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n").status,
      401);
}

TEST_F(HttpServerTest, RefusesABodyOverTheLimitBeforeItHasCome) {
  start({.limits = {.body = 1000}});
  auto http = client();
  const auto answer = http.ask("POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\nxxxx");
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
  // What the client goes on sending does not cost it the answer.
  auto sender = client();
  sender.send("POST / HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n");
  sender.send(std::string(5'000'000, 'x'));
  EXPECT_EQ(sender.receive().status, 413);
}

TEST_F(HttpServerTest, TellsAClientWhoseRequestCannotBeRead) {
  start();
  for (const auto& [bytes, status] :
       {std::pair{"nonsense\r\n\r\n", 400}, {"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400}}) {
    auto http = client();
    const auto answer = http.ask(bytes);
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.headers.at("connection"), "close");
  }
}

TEST_F(HttpServerTest, ClosesOnAClientThatDribblesItsHead) {
  start({.head_time = 100ms});
  auto http = client();
  http.send("GET / HT");
  EXPECT_EQ(http.receive().status, 408);
  EXPECT_TRUE(http.is_closed());
  // The time runs from the first byte: more bytes do not prolong it.
  auto dribbling = client();
  const auto start_of_it = std::chrono::steady_clock::now();
  while (dribbling.send("x") && std::chrono::steady_clock::now() - start_of_it < 150ms)
    std::this_thread::yield();
  EXPECT_GE(dribbling.receive().status, 408);
}

TEST_F(HttpServerTest, ClosesWhatIsIdleForTooLong) {
  start({.idle_time = 50ms});
  auto http = client();
  EXPECT_EQ(http.ask(http_request("GET", "/")).status, 200);
  EXPECT_TRUE(http.is_closed());
}

TEST_F(HttpServerTest, TheLongestIdleMakesRoomForANewClient) {
  start({.connections = 3});
  auto oldest = client();
  oldest.ask(http_request("GET", "/"));
  auto second = client();
  second.ask(http_request("GET", "/"));
  auto third = client();
  third.ask(http_request("GET", "/"));
  // A worker looks for the next request itself for a moment; until then nobody is idle.
  std::optional<HttpTestClient> fourth;
  do fourth.emplace(server->port());
  while (fourth->ask(http_request("GET", "/")).status == 503);
  EXPECT_TRUE(oldest.is_closed());
  EXPECT_EQ(third.ask(http_request("GET", "/")).status, 200);
}

TEST_F(HttpServerTest, AClientThatDoesNotReadHoldsNobodyUp) {
  start({.workers = 1, .send_time = 10s});
  auto deaf = client();
  deaf.send(http_request("GET", "/big"));
  auto http = client();
  EXPECT_EQ(http.ask(http_request("GET", "/")).status, 200);
  auto patient = client();
  EXPECT_EQ(patient.ask(http_request("GET", "/big")).body.size(), 32u << 20);
}

TEST_F(HttpServerTest, WhoeverFindsNoThreadIsToldToComeBack) {
  start({.workers = 2, .queue = 1, .queue_time = 100ms});
  auto first = client(), second = client(), queued = client(), turned_away = client();
  first.send(http_request("GET", "/wait"));
  app.await_waiting(1);
  second.send(http_request("GET", "/wait"));
  app.await_waiting(2);
  queued.send(http_request("GET", "/queued"));
  turned_away.send(http_request("GET", "/one-too-many"));
  for (auto* http : {&queued, &turned_away}) {
    const auto answer = http->receive();
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.headers.at("retry-after"), "1");
    EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
  }
  EXPECT_EQ(turned_away.ask(http_request("GET", "/healthz")).status, 200);
  app.release();
  EXPECT_EQ(queued.ask(http_request("GET", "/again")).body, "GET /again 0");
}

TEST_F(HttpServerTest, LargeBodiesUnderWayAreCounted) {
  start({.small_body = 10, .large_bodies = 1});
  auto slow = client();
  slow.send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
  // Until the first is noticed, others may be taken; soon they are not.
  int status = 0;
  while (status != 503) {
    auto other = client();
    other.send("POST / HTTP/1.1\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n");
    status = other.receive().status;
  }
  EXPECT_EQ(slow.ask(std::string(100, 'x')).body, "POST / 100");
}

TEST_F(HttpServerTest, AHandlerThatThrowsIsAnErrorOfThatRequestOnly) {
  start();
  auto http = client();
  const auto answer = http.ask(http_request("GET", "/throw"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("no luck"), std::string::npos);
  EXPECT_TRUE(log.contains("no luck"));
  EXPECT_EQ(http.ask(http_request("GET", "/")).status, 200);
}

TEST_F(HttpServerTest, LetsRunningHandlersEndWhenItStops) {
  start();
  auto http = client();
  http.send(http_request("GET", "/wait"));
  app.await_waiting(1);
  std::thread stopping([&] { server->stop(); });
  app.release();
  EXPECT_EQ(http.receive().body, "GET /wait 0");
  stopping.join();
  EXPECT_THROW(HttpTestClient{server->port()}, std::runtime_error);
}

TEST_F(HttpServerTest, AnAddressThatIsTakenIsAnErrorThatNamesIt) {
  start();
  const auto second = HttpServer::start({.port = server->port()}, app, log);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("127.0.0.1:" + std::to_string(server->port())), std::string::npos);
}

TEST_F(HttpServerTest, SurvivesWhateverBytesAClientSends) {
  start({.head_time = 50ms});
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string good =
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  for (int round = 0; round < 100; ++round) {
    std::string bytes = good + good;
    for (int change = 0; change < 3; ++change) bytes[random() % bytes.size()] = static_cast<char>(random());
    auto http = client();
    http.send(bytes);
    http.finish_sending();
  }
  auto http = client();
  EXPECT_EQ(http.ask(http_request("GET", "/")).status, 200);
}

}  // namespace
}  // namespace tidemark
