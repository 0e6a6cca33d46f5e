#include "fake_admin.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>

#include <iterator>
#include <mutex>

namespace tidemark::cli::testing {
namespace {

using Answer = std::function<Told(Asked)>;

class Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Handler(const Answer& answer) : answer_(answer) {}
  void handleRequest(Poco::Net::HTTPServerRequest& in, Poco::Net::HTTPServerResponse& out) override {
    Asked asked{in.getMethod(), in.getURI(), in.get("Authorization", ""), "", in.get("Content-Type", "")};
    if (in.hasContentLength() || in.getChunkedTransferEncoding())
      asked.body.assign(std::istreambuf_iterator<char>(in.stream()), {});
    const Told told = answer_(std::move(asked));
    if (!told.raw.empty()) {
      auto& socket = static_cast<Poco::Net::HTTPServerRequestImpl&>(in).socket();
      socket.sendBytes(told.raw.data(), static_cast<int>(told.raw.size()));
      out.setKeepAlive(false);
      return socket.shutdown();
    }
    out.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(told.status));
    out.setContentType(told.status < 400 ? "application/json" : "application/problem+json");
    if (!told.location.empty()) out.set("Location", told.location);
    out.sendBuffer(told.body.data(), told.body.size());
  }

 private:
  const Answer& answer_;
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(Answer answer) : answer_(std::move(answer)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
    return new Handler(answer_);
  }

 private:
  const Answer answer_;
};

}  // namespace

struct FakeAdmin::Impl {
  std::mutex mutex;
  std::vector<Asked> asked;
  std::unique_ptr<Poco::Net::HTTPServer> server;
  std::uint16_t port = 0;
};

FakeAdmin::FakeAdmin(std::function<Told(const Asked&)> answer) : impl_(std::make_unique<Impl>()) {
  const auto keep_and_answer = [impl = impl_.get(), answer = std::move(answer)](Asked asked) {
    std::lock_guard lock(impl->mutex);
    impl->asked.push_back(std::move(asked));
    return answer(impl->asked.back());
  };
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  impl_->port = socket.address().port();
  impl_->server = std::make_unique<Poco::Net::HTTPServer>(new Factory(keep_and_answer), socket,
                                                          new Poco::Net::HTTPServerParams);
  impl_->server->start();
}

FakeAdmin::~FakeAdmin() {
  impl_->server->stopAll(true);
}

std::string FakeAdmin::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->port);
}

std::vector<Asked> FakeAdmin::asked() const {
  std::lock_guard lock(impl_->mutex);
  return impl_->asked;
}

}  // namespace tidemark::cli::testing
