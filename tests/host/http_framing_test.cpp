// Where an answer ends, and which texts are no answer: each row is played by a raw socket.

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

#include "http_test_support.h"

namespace tidemark {
namespace {

using namespace tidemark::testing;

RawServer::Script play_and_close(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    peer.read_request();
    peer.send(bytes);
  };
}

std::string gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string gzip_answer(std::string_view packed) {
  return http_answer(200, packed, "Content-Encoding: gzip\r\n");
}

struct WholeRow {
  const char* what;
  std::string bytes;
  std::string body;
};

TEST(HttpFraming, ReadsEveryWholeAnswerAlsoByteByByte) {
  const WholeRow rows[] = {
      {"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"},
      {"the same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
       "hello"},
      {"length zero", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""},
      {"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
       "hello"},
      {"chunk extensions, trailers, hex in both cases",
       "HTTP/1.1 200 OK\r\ntransfer-encoding: "
       "Chunked\r\n\r\n0A;a=b\r\n0123456789\r\na\r\nabcdefghij\r\n00\r\nX-T: 1\r\n\r\n",
       "0123456789abcdefghij"},
      {"until the connection closes", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello", "hello"},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nhello", "hello"},
      {"no phrase, bare line feeds", "HTTP/1.1 200\nContent-Length: 5\n\nhello", "hello"},
      {"interim answers first",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 "
       "OK\r\nContent-Length: 5\r\n\r\nhello",
       "hello"},
      {"gzip", gzip_answer(gzip("hello")), "hello"},
      {"gzip of two members", gzip_answer(gzip("hel") + gzip("lo")), "hello"},
      {"gzip announced for no body", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
       ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    RawServer at_once(play_and_close(row.bytes));
    RawServer byte_by_byte([&](Peer& peer) {
      peer.read_request();
      for (const char c : row.bytes) peer.send({&c, 1});
    });
    for (const RawServer* server : {&at_once, &byte_by_byte}) {
      const auto answer = get(server->url());
      ASSERT_TRUE(answer) << answer.error().message;
      EXPECT_EQ(answer->status, 200);
      EXPECT_EQ(answer->body, row.body);
    }
  }
}

struct BrokenRow {
  const char* what;
  std::string bytes;
  Code code;
};

TEST(HttpFraming, RefusesWhatIsNoWholeAnswer) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const BrokenRow rows[] = {
      {"nothing at all", "", Code::network_error},
      {"closed within the headers", ok + "Content-Le", Code::network_error},
      {"shorter than Content-Length", ok + "Content-Length: 6\r\n\r\nhello", Code::network_error},
      {"chunked without the last chunk", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
       Code::network_error},
      {"closed within a chunk", ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", Code::network_error},
      {"last chunk without its empty line", ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n",
       Code::network_error},
      {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n", Code::bad_response},
      {"a page without headers", "<html>not found</html>", Code::bad_response},
      {"a later major", "HTTP/2.0 200 OK\r\n\r\n", Code::bad_response},
      {"no status", "HTTP/1.1 OK\r\n\r\n", Code::bad_response},
      {"a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", Code::bad_response},
      {"a protocol switch", "HTTP/1.1 101 Switching\r\n\r\n", Code::bad_response},
      {"a header without a colon", ok + "nonsense\r\n\r\n", Code::bad_response},
      {"a space before the colon", ok + "Content-Length : 5\r\n\r\nhello", Code::bad_response},
      {"a control character in a header", ok + std::string("X: a\0b\r\n\r\n", 10), Code::bad_response},
      {"a length with letters", ok + "Content-Length: 5x\r\n\r\nhello", Code::bad_response},
      {"a negative length", ok + "Content-Length: -5\r\n\r\nhello", Code::bad_response},
      {"a length with a sign", ok + "Content-Length: +5\r\n\r\nhello", Code::bad_response},
      {"an empty length", ok + "Content-Length:\r\n\r\nhello", Code::bad_response},
      {"a length past 64 bits", ok + "Content-Length: 99999999999999999999\r\n\r\nhello", Code::bad_response},
      {"two lengths", ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", Code::bad_response},
      {"two lengths in one", ok + "Content-Length: 5, 6\r\n\r\nhello", Code::bad_response},
      {"length and chunks", ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       Code::bad_response},
      {"an unknown transfer coding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
       Code::bad_response},
      {"a chunk size that is none", ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", Code::bad_response},
      {"a chunk size past 64 bits", ok + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
       Code::bad_response},
      {"a chunk longer than it said", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
       Code::bad_response},
      {"headers over 64 KiB", ok + "X: " + std::string(70'000, 'a') + "\r\n\r\n", Code::bad_response},
      {"a packing that nobody asked for", http_answer(200, "x", "Content-Encoding: br\r\n"),
       Code::bad_response},
      {"gzip that is none", gzip_answer("hello"), Code::bad_response},
      {"gzip cut short", gzip_answer(gzip("hello").substr(0, 15)), Code::bad_response},
      {"gzip with something behind", gzip_answer(gzip("hello") + "rest"), Code::bad_response},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    RawServer server(play_and_close(row.bytes));
    const auto answer = get(server.url());
    ASSERT_FALSE(answer) << answer->body;
    EXPECT_EQ(answer.error().code, row.code) << answer.error().message;
    EXPECT_EQ(server.connections(), 1) << "sent again";
  }
}

TEST(HttpFraming, TakesNoAnswerForWholeWhereverItIsCut) {
  const std::string wholes[] = {
      http_answer(200, "hello world", "X-A: b\r\n"),
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
  };
  for (const auto& whole : wholes) {
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
      RawServer server(play_and_close(whole.substr(0, cut)));
      const auto answer = get(server.url());
      ASSERT_FALSE(answer) << "cut after " << cut << " bytes of\n" << whole;
      ASSERT_EQ(answer.error().code, Code::network_error) << answer.error().message;
    }
  }
}

TEST(HttpFraming, ExpectsNoBodyWhereThereIsNone) {
  for (const int status : {204, 304}) {
    RawServer server(
        play_answers({"HTTP/1.1 " + std::to_string(status) + " -\r\nContent-Length: 10\r\n\r\n"}));
    const auto answer = get(server.url());
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, status);
    EXPECT_EQ(answer->body, "");
  }
  RawServer server(play_answers({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"}));
  const SystemClock clock;
  HttpClient client({}, clock);
  for (int i = 0; i < 2; ++i) {
    const auto answer =
        client.send({.method = "HEAD", .base_url = server.url(), .target = "/"}, kNoDeadline, {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(*answer->header("content-length"), "10");
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpFraming, EndsABodyAtTheCapHoweverItIsSent) {
  const std::string big(2000, 'a');
  const std::string bomb = gzip(std::string(50 << 20, '\0'));
  ASSERT_LT(bomb.size(), 60'000u);
  struct Row {
    const char* what;
    std::string bytes;
    std::size_t cap;
  };
  const Row rows[] = {
      {"by its length", http_answer(200, big), 1999},
      {"in one chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + big + "\r\n0\r\n\r\n",
       1999},
      {"until close", "HTTP/1.1 200 OK\r\n\r\n" + big, 1999},
      {"small only while packed", gzip_answer(bomb), 60'000},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    RawServer server(play_and_close(row.bytes));
    const auto answer = get(server.url(), {.max_body = row.cap});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::bad_response);
    EXPECT_NE(answer.error().message.find("over the cap"), std::string::npos) << answer.error().message;
  }
  RawServer exact(play_answers({http_answer(200, big), gzip_answer(gzip(big))}));
  EXPECT_TRUE(get(exact.url(), {.max_body = 2000}));
  EXPECT_TRUE(get(exact.url(), {.max_body = 2000}));
}

TEST(HttpFraming, NeverAnswersAnotherTextThanTheOneThatWasPacked) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "{\"id\":\"" + std::to_string(i * 7919) + "\"},";
  const std::string packed = gzip(text);
  std::vector<std::string> answers;
  for (std::size_t at = 0; at < packed.size(); ++at) {
    std::string flipped = packed;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
    answers.push_back(gzip_answer(flipped));
  }
  RawServer server(play_answers(answers));
  const SystemClock clock;
  HttpClient client({}, clock);
  for (std::size_t at = 0; at < packed.size(); ++at) {
    const auto answer = client.send({.base_url = server.url(), .target = "/"}, kNoDeadline, {});
    if (answer) {
      EXPECT_EQ(answer->body, text) << "byte " << at;
    } else {
      EXPECT_EQ(answer.error().code, Code::bad_response) << "byte " << at;
    }
  }
}

TEST(HttpFraming, SurvivesAnyBytes) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string wholes[] = {
      http_answer(200, "hello", "X-A: b\r\nConnection: keep-alive\r\n"),
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      gzip_answer(gzip("hello hello hello")),
  };
  for (int round = 0; round < 300; ++round) {
    std::string bytes = wholes[random() % 3];
    for (unsigned flips = 1 + random() % 4; flips > 0; --flips)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    RawServer server(play_and_close(bytes));
    const auto answer = get(server.url(), {.max_body = 1000});
    if (!answer) {
      EXPECT_TRUE(answer.error().code == Code::bad_response || answer.error().code == Code::network_error);
    }
  }
}

}  // namespace
}  // namespace tidemark
