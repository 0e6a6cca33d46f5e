#include "admin/client_body.h"

#include <algorithm>

namespace tidemark {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kPiece = 256u << 10;
constexpr auto kLook = 100ms;  // how often a stop of the server is looked for

}  // namespace

Result<bool> ClientBody::read(std::string& into) {
  if (problem_) return *problem_;
  if (ended_) return false;
  const std::size_t before = into.size();
  for (;;) {
    const auto step = connection_.reader.take_piece(into);
    ended_ = step == RequestReader::Step::complete;
    if (step == RequestReader::Step::broken)
      problem_ = Error{Code::invalid, "the body cannot be read: " + connection_.reader.why()};
    if (ended_ || into.size() > before) return into.size() > before;
    if (problem_) return *problem_;
    if (auto more = await_more(); !more) {
      problem_ = more.error();
      return *problem_;
    }
  }
}

Result<> ClientBody::await_more() {
  const auto give_up = std::chrono::steady_clock::now() + silence_;
  for (;;) {
    if (closed_) return Error{Code::network_error, "the connection broke before the body's end"};
    if (stopping_) return Error{Code::cancelled, "the engine is stopping"};
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(give_up - std::chrono::steady_clock::now());
    if (left <= 0ms)
      return Error{Code::timeout, "the client sent nothing for " + std::to_string(silence_.count()) + " ms"};
    if (!connection_.await_input(std::min<std::chrono::milliseconds>(left, kLook))) continue;
    closed_ = connection_.receive(kPiece) == ClientConnection::Io::closed;
    return Done{};
  }
}

bool ClientBody::ended() {
  std::string unread;
  if (!ended_ && !problem_) ended_ = connection_.reader.take_piece(unread) == RequestReader::Step::complete;
  return ended_;
}

}  // namespace tidemark
