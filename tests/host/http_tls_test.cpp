// https: whom the client trusts. Certificates are made by each test.

#include <gtest/gtest.h>

#include "http_test_support.h"
#include "support/temp_dir.h"
#include "support/tls_server.h"

namespace tidemark {
namespace {

using namespace tidemark::testing;
using namespace std::chrono_literals;

class HttpTls : public ::testing::Test {
 protected:
  std::string trusted(const TlsIdentity& identity) {
    identity.write_certificate(folder_ / "ca.pem");
    return folder_ / "ca.pem";
  }
  TempDir folder_;
};

TEST_F(HttpTls, AnswersOverOneKeptConnection) {
  const TlsIdentity identity("IP:127.0.0.1");
  const std::string body(200'000, 'a');
  RawServer server(play_answers({http_answer(200, body)}), tls_with(identity));
  const SystemClock clock;
  HttpClient client({.ca_file = trusted(identity)}, clock);
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.send({.base_url = server.url("https"), .target = "/"}, kNoDeadline, {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, body);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpTls, TrustsNobodyElse) {
  const TlsIdentity good("IP:127.0.0.1,DNS:localhost");
  const TlsIdentity stranger("IP:127.0.0.1,DNS:localhost");
  const TlsIdentity expired("IP:127.0.0.1,DNS:localhost", -60);
  const TlsIdentity other_name("DNS:elsewhere.test");
  const TlsIdentity address_only("IP:127.0.0.1");
  struct Row {
    const char* what;
    const TlsIdentity& shown;
    const TlsIdentity& trusted;
    std::string host;
  };
  const Row rows[] = {
      {"unknown issuer", stranger, good, "127.0.0.1"},
      {"expired", expired, expired, "127.0.0.1"},
      {"another name", other_name, other_name, "127.0.0.1"},
      {"another name for a local host", other_name, other_name, "localhost"},
      {"the address is not the name", address_only, address_only, "localhost"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    RawServer server(play_answers({http_answer(200, "trusted")}), tls_with(row.shown));
    const auto answer = get(server.url("https", row.host), {.ca_file = trusted(row.trusted)});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::network_error);
    EXPECT_TRUE(server.requests().empty()) << "the request had left";
  }
  RawServer server(play_answers({http_answer(200, "trusted")}), tls_with(good));
  EXPECT_TRUE(get(server.url("https", "localhost"), {.ca_file = trusted(good)}));
  EXPECT_FALSE(get(server.url("https"), {})) << "the system's store alone does not know it";
}

TEST_F(HttpTls, TakesAConnectionCutWithoutGoodbyeForACutBody) {
  const TlsIdentity identity("IP:127.0.0.1");
  RawServer cut(
      [](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhel");
        peer.cut();
      },
      tls_with(identity));
  const auto part = get(cut.url("https"), {.ca_file = trusted(identity)});
  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().code, Code::network_error);

  RawServer ended(
      [](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
      },
      tls_with(identity));
  const auto whole = get(ended.url("https"), {.ca_file = trusted(identity)});
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->body, "hello");
}

TEST_F(HttpTls, ReadsTheCertificateStoreAtTheFirstHttpsRequestOnly) {
  const TlsIdentity identity("IP:127.0.0.1");
  RawServer plain(play_answers({http_answer(200, "")}));
  RawServer secure(play_answers({http_answer(200, "")}), tls_with(identity));
  const std::string file = folder_ / "later.pem";
  const SystemClock clock;
  HttpClient client({.ca_file = file}, clock);
  ASSERT_TRUE(client.send({.base_url = plain.url(), .target = "/"}, kNoDeadline, {}));
  const auto missing = client.send({.base_url = secure.url("https"), .target = "/"}, kNoDeadline, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::bad_config);
  EXPECT_NE(missing.error().message.find(file), std::string::npos) << missing.error().message;
  identity.write_certificate(file);
  EXPECT_TRUE(client.send({.base_url = secure.url("https"), .target = "/"}, kNoDeadline, {}));
}

TEST_F(HttpTls, EndsAHandshakeThatDoesNotEnd) {
  RawServer silent([](Peer& peer) { peer.await_close(); });
  CountingClock* advanced = nullptr;
  CountingClock clock(25, [&] { advanced->fake().advance(30s); });
  advanced = &clock;
  HttpClient client({}, clock);
  const auto late = client.send({.base_url = silent.url("https"), .target = "/"}, kNoDeadline, {});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::timeout);

  RawServer plain([](Peer& peer) { peer.send("HTTP/1.1 400 Speak plainly\r\n\r\n"); });
  const auto confused = get(plain.url("https"));
  ASSERT_FALSE(confused);
  EXPECT_EQ(confused.error().code, Code::network_error);
}

TEST_F(HttpTls, EndsAtTheDeadlineThoughBytesKeepDribbling) {
  const TlsIdentity identity("IP:127.0.0.1");
  FakeClock clock;
  RawServer server(
      [&](Peer& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        while (peer.send("x")) clock.advance(1s);
      },
      tls_with(identity));
  HttpClient client({.timeout = 30s, .ca_file = trusted(identity)}, clock);
  const auto answer = client.send({.base_url = server.url("https"), .target = "/"}, kNoDeadline, {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::timeout) << answer.error().message;
}

TEST_F(HttpTls, SendsOnceMoreWhenAKeptConnectionIsDead) {
  const TlsIdentity identity("IP:127.0.0.1");
  RawServer server(
      [](Peer& peer) {
        peer.read_request();
        peer.send(http_answer(200, "a"));
        if (peer.number() > 0) return;
        peer.read_request();
        peer.cut();
      },
      tls_with(identity));
  const SystemClock clock;
  HttpClient client({.ca_file = trusted(identity)}, clock);
  for (int i = 0; i < 2; ++i) {
    const auto answer = client.send({.base_url = server.url("https"), .target = "/"}, kNoDeadline, {});
    ASSERT_TRUE(answer) << answer.error().message;
  }
  EXPECT_EQ(server.connections(), 2);
}

}  // namespace
}  // namespace tidemark
