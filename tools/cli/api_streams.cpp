// Bodies of any length, in both directions.

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/NumberParser.h>

#include <iterator>
#include <ostream>

#include "cli/api.h"

namespace tidemark::cli {
namespace {

const Poco::Timespan kConnect(5, 0), kPatience(300, 0);
constexpr std::size_t kPiece = 64u << 10;
constexpr std::size_t kLongestLine = 4u << 10;

/// Poco's streams end alike whether a body was whole or its connection broke. This one reads it itself.
class Session final : public Poco::Net::HTTPClientSession {
 public:
  using HTTPClientSession::HTTPClientSession;

  /// False: it broke off.
  bool receive_body(const Poco::Net::HTTPResponse& head, std::ostream& out) {
    if (head.getChunkedTransferEncoding()) return receive_chunks(out);
    if (head.hasContentLength())
      return receive_exactly(static_cast<std::uint64_t>(head.getContentLength64()), out);
    return false;
  }

 private:
  bool receive_exactly(std::uint64_t bytes, std::ostream& out) {
    std::string piece(kPiece, '\0');
    while (bytes > 0) {
      const auto most = static_cast<std::streamsize>(std::min<std::uint64_t>(bytes, piece.size()));
      const int count = read(piece.data(), most);
      if (count <= 0) return false;
      out.write(piece.data(), count);
      bytes -= static_cast<std::uint64_t>(count);
    }
    return true;
  }
  bool receive_line(std::string& line) {
    line.clear();
    for (int c = get(); c != '\n'; c = get()) {
      if (c == eof || line.size() > kLongestLine) return false;
      if (c != '\r') line += static_cast<char>(c);
    }
    return true;
  }
  bool receive_chunks(std::ostream& out) {
    std::string line;
    while (receive_line(line)) {
      Poco::UInt64 size = 0;
      if (!Poco::NumberParser::tryParseHex64(line.substr(0, line.find(';')), size)) return false;
      if (size > 0 && !(receive_exactly(size, out) && receive_line(line))) return false;
      if (size > 0) continue;
      while (receive_line(line))
        if (line.empty()) return true;
      return false;
    }
    return false;
  }
  static constexpr int eof = std::char_traits<char>::eof();
};

}  // namespace

Result<> Api::download(const std::string& path, std::ostream& out) const {
  bool begun = false;
  try {
    Session session(host_, port_);
    session.setTimeout(kConnect, kPatience, kPatience);
    Poco::Net::HTTPRequest request("GET", path, Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Authorization", "Bearer " + token_);
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::istream& in = session.receiveResponse(response);
    if (response.getStatus() >= 400) {
      ApiAnswer answer{.status = response.getStatus()};
      answer.body.assign(std::istreambuf_iterator<char>(in), {});
      return judged(std::move(answer)).error();
    }
    begun = true;
    if (session.receive_body(response, out)) return Done{};
  } catch (const Poco::Exception&) {
    if (!begun) return unreachable();
  }
  return Error{Code::network_error,
               "the engine's answer broke off: what was received is not the whole (its log says why)"};
}

Result<ApiAnswer> Api::upload(const std::string& path, const std::string& content_type,
                              const Pieces& pieces) const {
  try {
    Poco::Net::HTTPClientSession session(host_, port_);
    session.setTimeout(kConnect, kPatience, kPatience);
    Poco::Net::HTTPRequest request("POST", path, Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Authorization", "Bearer " + token_);
    request.setContentType(content_type);
    request.setChunkedTransferEncoding(true);
    std::ostream& body = session.sendRequest(request);
    std::string piece;
    for (bool more = true; more && body.good();) {
      piece.clear();
      const auto next = pieces(piece);
      if (!next) {
        session.abort();  // an end would say that this was all
        return next.error();
      }
      more = *next;
      body.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    }
    body.flush();
    // An engine that will not have the rest says why.
    Poco::Net::HTTPResponse response;
    std::istream& in = session.receiveResponse(response);
    ApiAnswer answer{.status = response.getStatus()};
    answer.body.assign(std::istreambuf_iterator<char>(in), {});
    return judged(std::move(answer));
  } catch (const Poco::TimeoutException&) {
    return Error{Code::timeout, "the engine at " + url_ + " took too long; what it stored until then stays"};
  } catch (const Poco::Net::NoMessageException&) {
    return Error{Code::network_error, "the engine at " + url_ +
                                          " closed the connection before its answer; what it stored until "
                                          "then stays, and the import can be repeated"};
  } catch (const Poco::Exception&) {
    return unreachable();
  }
}

}  // namespace tidemark::cli
