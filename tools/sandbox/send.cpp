#include "sandbox/send.h"

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/StreamSocket.h>
#include <zlib.h>

#include <cstdio>

namespace tidemark::sandbox {
namespace {

/// Small bodies are not worth the work, nor the risk of growing.
constexpr std::size_t kWorthPacking = 256;

/// Empty if zlib fails: the body then goes as it is.
std::string pack(const std::string& body) {
  z_stream stream{};
  constexpr int gzip_form = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_form, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(body.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(whole ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

void send_all(Poco::Net::StreamSocket& socket, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const int count = socket.sendBytes(bytes.data() + sent, static_cast<int>(bytes.size() - sent));
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

std::string hex(std::size_t number) {
  char text[20];
  return {text, static_cast<std::size_t>(std::snprintf(text, sizeof text, "%zx", number))};
}

}  // namespace

void send(Poco::Net::HTTPServerResponse& response, const Answer& answer, bool gzip, std::int64_t now_ms) {
  response.setDate(Poco::Timestamp(now_ms * 1000));
  response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  const std::string packed = gzip && answer.body.size() >= kWorthPacking ? pack(answer.body) : "";
  if (!packed.empty()) response.set("content-encoding", "gzip");
  const std::string& body = packed.empty() ? answer.body : packed;
  response.sendBuffer(body.data(), body.size());
}

void send_cut(Poco::Net::HTTPServerRequest& request, const Answer& answer, bool chunked) {
  const std::string body = answer.body.empty() ? "{\"data\":[]}" : answer.body;
  const std::string half = body.substr(0, body.size() / 2);
  std::string bytes = "HTTP/1.1 " + std::to_string(answer.status) + " OK\r\n";
  for (const auto& [name, value] : answer.headers) bytes += name + ": " + value + "\r\n";
  if (chunked) {
    // A whole first chunk and then nothing: only the missing last chunk tells.
    bytes += "transfer-encoding: chunked\r\n\r\n" + hex(half.size()) + "\r\n" + half + "\r\n";
  } else {
    bytes += "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + half;
  }
  Poco::Net::StreamSocket socket = static_cast<Poco::Net::HTTPServerRequestImpl&>(request).detachSocket();
  send_all(socket, bytes);
  socket.shutdownSend();
  socket.close();
}

Answer garbage_of(const Answer& answer, bool broken_json) {
  if (broken_json)
    return {200,
            answer.headers,
            answer.body.empty() ? "{\"data\":[" : answer.body.substr(0, answer.body.size() * 2 / 3),
            {}};
  return {200,
          {{"content-type", "text/html; charset=utf-8"}},
          "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your "
          "browser</body></html>\n",
          {}};
}

}  // namespace tidemark::sandbox
