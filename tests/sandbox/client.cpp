#include "client.h"

#include <Poco/Exception.h>
#include <Poco/InflatingStream.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/String.h>

#include <iterator>
#include <sstream>

namespace tidemark::sandbox::testing {
namespace json {
namespace {

Value tree(const Poco::Dynamic::Var& var) {
  Value value;
  value.kind = Kind::other;
  if (var.isEmpty()) {
    value.kind = Kind::null;
  } else if (var.isString()) {
    value.kind = Kind::string;
    value.text = var.extract<std::string>();
  } else if (var.isInteger() && !var.isBoolean()) {
    value.kind = Kind::integer;
    value.number = var.convert<std::int64_t>();
  } else if (var.type() == typeid(Poco::JSON::Array::Ptr)) {
    value.kind = Kind::array;
    for (const auto& element : *var.extract<Poco::JSON::Array::Ptr>())
      value.children.emplace_back("", tree(element));
  } else if (var.type() == typeid(Poco::JSON::Object::Ptr)) {
    value.kind = Kind::object;
    for (const auto& [name, member] : *var.extract<Poco::JSON::Object::Ptr>())
      value.children.emplace_back(name, tree(member));
  }
  return value;
}

}  // namespace

Value parse(const std::string& text) {
  try {
    return tree(Poco::JSON::Parser().parse(text));
  } catch (const Poco::Exception& e) {
    throw Error(e.displayText());
  }
}

}  // namespace json

Reply request(std::uint16_t port, const std::string& method, const std::string& target,
              const std::string& token, const std::string& body, bool gzip,
              const std::map<std::string, std::string>& headers) {
  Poco::Net::HTTPClientSession session("127.0.0.1", port);
  Poco::Net::HTTPRequest out(method, target, "HTTP/1.1");
  if (!token.empty()) out.set("Authorization", "Bearer " + token);
  if (gzip) out.set("Accept-Encoding", "gzip");
  for (const auto& [name, value] : headers) out.set(name, value);
  out.setContentLength64(static_cast<Poco::Int64>(body.size()));
  session.sendRequest(out) << body;
  Poco::Net::HTTPResponse head;
  std::istream& in = session.receiveResponse(head);
  Reply reply;
  reply.body.assign(std::istreambuf_iterator<char>(in), {});
  reply.status = head.getStatus();
  for (const auto& [name, value] : head) reply.headers.emplace(Poco::toLower(name), value);
  try {
    if (!gzip) reply.root = json::parse(reply.body);
  } catch (const json::Error&) {
    // stays absent: a test of broken JSON looks at the body
  }
  return reply;
}

std::string raw(std::uint16_t port, const std::string& target, const std::string& host) {
  Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", port));
  const std::string request = "GET " + target + " HTTP/1.1\r\nHost: " + host +
                              "\r\nConnection: close\r\nAuthorization: Bearer sandbox-user-1\r\n\r\n";
  socket.sendBytes(request.data(), static_cast<int>(request.size()));
  std::string all;
  char buffer[4096];
  try {
    for (int got = 0; (got = socket.receiveBytes(buffer, sizeof buffer)) > 0;)
      all.append(buffer, static_cast<std::size_t>(got));
  } catch (const Poco::Exception&) {
    // reset: what came is what there is
  }
  return all;
}

std::string unpack(const std::string& bytes) {
  std::istringstream in(bytes);
  Poco::InflatingInputStream unpacking(in, Poco::InflatingStreamBuf::STREAM_GZIP);
  return {std::istreambuf_iterator<char>(unpacking), {}};
}

}  // namespace tidemark::sandbox::testing
