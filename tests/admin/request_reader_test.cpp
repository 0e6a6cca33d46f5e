#include "admin/request_reader.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using Step = RequestReader::Step;

const RequestLimits kLimits{.head = 1024, .fields = 10, .body = 100};

int status_of(std::string_view bytes) {
  RequestReader reader(kLimits);
  reader.add(bytes);
  return reader.advance() == Step::broken ? reader.status() : 0;
}

TEST(RequestReader, GivesTheSameRequestHoweverTheBytesArrive) {
  const std::string bytes =
      "POST /a/b?c=d HTTP/1.1\r\nHost: x\r\nauthorization: Bearer t\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n4;x=y\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\nTrailer: z\r\n\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    RequestReader reader(kLimits);
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.add(std::string_view(bytes).substr(at, piece));
      EXPECT_EQ(reader.advance(), at + piece < bytes.size() ? Step::more : Step::complete);
    }
    const ReceivedRequest request = reader.take();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/a/b");
    EXPECT_EQ(request.query, "c=d");
    EXPECT_EQ(request.authorization, "Bearer t");
    EXPECT_EQ(request.body, "{\"a\":1}");
    EXPECT_TRUE(reader.empty());
  }
}

// What they cost together must grow with their number, not with its square: a client chooses it.
TEST(RequestReader, TakesManyTinyChunksThatCameTogether) {
  constexpr std::size_t chunks = 100'000;
  std::string bytes = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t i = 0; i < chunks; ++i) bytes += "1\r\nx\r\n";
  bytes += "0\r\n\r\nGET /next HTTP/1.1\r\n\r\n";
  RequestReader reader({.head = 1024, .fields = 10, .body = chunks});
  reader.add(bytes);
  ASSERT_EQ(reader.advance(), Step::complete);
  EXPECT_EQ(reader.take().body, std::string(chunks, 'x'));
  ASSERT_EQ(reader.advance(), Step::complete);
  EXPECT_EQ(reader.take().path, "/next");
}

TEST(RequestReader, TakesRequestsThatCameTogetherApart) {
  RequestReader reader(kLimits);
  reader.add(
      "POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.0\r\n\r\nGET");
  ASSERT_EQ(reader.advance(), Step::complete);
  EXPECT_EQ(reader.take().body, "{}");
  ASSERT_EQ(reader.advance(), Step::complete);
  const ReceivedRequest second = reader.take();
  EXPECT_EQ(second.path, "/2");
  EXPECT_TRUE(second.keep_alive);
  ASSERT_EQ(reader.advance(), Step::complete);
  EXPECT_FALSE(reader.take().keep_alive);
  EXPECT_EQ(reader.advance(), Step::more);
  EXPECT_FALSE(reader.empty());
}

TEST(RequestReader, SaysWhatIsWrongWithARequestThatCannotBeRead) {
  const std::string head = "GET / HTTP/1.1\r\n";
  const std::string post = "POST / HTTP/1.1\r\n";
  std::string many_fields;
  for (int i = 0; i < 100; ++i) many_fields += "a: 1\r\n";
  const std::pair<std::string, int> rows[] = {
      {"GET / HTTP/1.1\r\n\r\n", 0},
      {"GET / HTTP/2.0\r\n\r\n", 505},
      {"GET http://x/ HTTP/1.1\r\n\r\n", 400},
      {"G{T / HTTP/1.1\r\n\r\n", 400},
      {"\x16\x03\x01\r\n\r\n", 400},  // a TLS hello
      {"GET  / HTTP/1.1\r\n\r\n", 400},
      {"GET / x HTTP/1.1\r\n\r\n", 400},
      {"GET / FTP/1.1\r\n\r\n", 400},
      {"GET /\r\n\r\n", 400},
      {"GET / HTTP/1.1\nHost: x\n\n", 0},
      {head + "Host: x\r\n folded\r\n\r\n", 400},
      {head + "no colon\r\n\r\n", 400},
      {head + ": no name\r\n\r\n", 400},
      {head + "A: \x01\r\n\r\n", 400},
      {head + "A: one\rB: two\r\n\r\n", 400},
      {head + "content-LENGTH:0\r\n\r\n", 0},
      {post + "Content-Length: \r\n\r\n", 400},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
      {head + "Bad Name: x\r\n\r\n", 400},
      {head + "Content-Length : 3\r\n\r\n", 400},
      {post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\n", 400},
      {post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {post + "Content-Length: -1\r\n\r\n", 400},
      {post + "Content-Length: 1x\r\n\r\n", 400},
      {post + "Content-Length: 101\r\n\r\n", 413},
      {post + "Content-Length: 99999999999999999999999\r\n\r\n", 413},
      {post + "Transfer-Encoding: gzip\r\n\r\n", 501},
      {post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\n\r\n65\r\n", 413},
      {post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n", 413},
      {post + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400},
      {"PUT / HTTP/1.1\r\n\r\n", 411},
      {post + "Expect: wonders\r\n\r\n", 417},
      {head + "A: " + std::string(2000, 'x'), 431},
      {"GET /" + std::string(2000, 'x'), 414},
      {head + "a: 1\r\nb: 1\r\nc: 1\r\nd: 1\r\ne: 1\r\nf: 1\r\ng: 1\r\nh: 1\r\ni: 1\r\nj: 1\r\nk: 1\r\n\r\n",
       431},
      {head + many_fields + "\r\n", 431},
  };
  for (const auto& [bytes, status] : rows) EXPECT_EQ(status_of(bytes), status) << bytes.substr(0, 100);
}

TEST(RequestReader, GivesABodyThatStreamsInPiecesOfAnySize) {
  const RequestReader::Streams streams = [](const ReceivedRequest& head) { return head.path == "/any"; };
  const std::string large(1000, 'x');  // the limit is 100
  for (const std::string& bytes :
       {"POST /any HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + large,
        "POST /any HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxx\r\n3E6\r\n" + large.substr(2) +
            "\r\n0\r\n\r\n"}) {
    for (const std::size_t piece : {1u, 7u, 500u}) {
      RequestReader reader(kLimits, &streams);
      std::size_t at = 0;
      while (!reader.in_body()) {
        reader.add(std::string_view(bytes).substr(at, piece));
        at += piece;
        ASSERT_EQ(reader.advance(), Step::more);
      }
      ASSERT_TRUE(reader.streamed());
      EXPECT_EQ(reader.take_head().path, "/any");
      std::string body;
      auto step = reader.take_piece(body);
      for (; step == Step::more && at < bytes.size(); at += piece) {
        reader.add(std::string_view(bytes).substr(at, piece));
        step = reader.take_piece(body);
      }
      EXPECT_EQ(step, Step::complete);
      EXPECT_EQ(body, large);
      reader.add("GET /next HTTP/1.1\r\n\r\n");
      ASSERT_EQ(reader.advance(), Step::complete);
      EXPECT_EQ(reader.take().path, "/next");
    }
  }
}

TEST(RequestReader, GivesABodyThatStreamsWholeIfItHasCome) {
  const RequestReader::Streams streams = [](const ReceivedRequest&) { return true; };
  RequestReader reader(kLimits, &streams);
  reader.add("POST / HTTP/1.1\r\nContent-Length: 200\r\n\r\n" + std::string(200, 'x'));
  ASSERT_EQ(reader.advance(), Step::complete);
  EXPECT_EQ(reader.take().body.size(), 200u);
}

TEST(RequestReader, KnowsWhoAsksBeforeTheBodyIsThere) {
  RequestReader reader(kLimits);
  reader.add("POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(reader.advance(), Step::more);
  ASSERT_TRUE(reader.in_body());
  EXPECT_EQ(reader.head().path, "/x");
  EXPECT_EQ(reader.body_announced(), 3u);
  EXPECT_TRUE(reader.wants_continue());
  EXPECT_FALSE(reader.wants_continue());
}

}  // namespace
}  // namespace tidemark
