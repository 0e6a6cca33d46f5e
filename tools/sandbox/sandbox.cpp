#include "sandbox/sandbox.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/String.h>
#include <Poco/ThreadPool.h>

#include <algorithm>
#include <condition_variable>
#include <iostream>
#include <iterator>

#include "sandbox/control.h"
#include "sandbox/platforms.h"
#include "sandbox/recordings.h"
#include "sandbox/send.h"

namespace tidemark::sandbox {
namespace {

constexpr int kThreads = 128;  // connections served at once: one thread each

bool is_platform(std::string_view name) {
  for (const auto& kind : platform_kinds())
    if (kind.name == name) return true;
  return false;
}

/// "linkedin/posts", or a bucket of X as it is.
bool names_bucket(std::string_view name) {
  const auto slash = std::min(name.find('/'), name.size());
  for (const auto& kind : platform_kinds())
    if (kind.name == name.substr(0, slash))
      return slash < name.size() && kind.has_bucket(name.substr(slash + 1));
  return platform_kinds().front().has_bucket(name);
}

Result<Done> check(const Options& options) {
  const auto in = [](std::int64_t value, std::int64_t low, std::int64_t high) {
    return value >= low && value <= high;
  };
  if (!in(options.accounts, 1, 1000)) return Error{Code::invalid, "accounts: from 1 to 1000", "accounts"};
  if (!in(options.posts, 1, 1'000'000))
    return Error{Code::invalid, "posts: from 1 to 1000000 an account", "posts"};
  const std::int64_t gone = std::int64_t{options.deleted} + options.suspended + options.protected_posts;
  if (options.deleted < 0 || options.suspended < 0 || options.protected_posts < 0 || gone > options.posts)
    return Error{Code::invalid, "deleted, suspended and protected: 0 or more, together no more than posts",
                 "deleted"};
  if (!in(options.videos, -1, options.posts))
    return Error{Code::invalid, "videos: no more than posts", "videos"};
  for (const auto* limits : {&options.limits, &options.daily_limits})
    for (const auto& [name, limit] : *limits) {
      if (!names_bucket(name))
        return Error{Code::invalid,
                     "limit: no endpoint or bucket is named \"" + name +
                         "\"; try tweets, users/:id/tweets or, with the platform in front, linkedin/posts",
                     "limit"};
      if (limit < 0) return Error{Code::invalid, "limit: " + name + " must be 0 or more", "limit"};
    }
  for (const auto& [name, life] : options.token_life)
    if (!is_platform(name))
      return Error{Code::invalid, "token life: no platform is named \"" + name + "\"", "token_life"};
  return Done{};
}

Options with_defaults(Options options) {
  if (options.videos < 0) options.videos = options.posts / 10;
  if (!options.complain)
    options.complain = [](std::string_view line) {
      std::cerr << ("tidemark-sandbox: " + std::string(line) + "\n");
    };
  return options;
}

std::string bearer_of(const Poco::Net::HTTPServerRequest& request) {
  constexpr std::string_view prefix = "Bearer ";
  const std::string header = request.get("Authorization", "");
  return header.compare(0, prefix.size(), prefix) == 0 ? header.substr(prefix.size()) : "";
}

Request read(Poco::Net::HTTPServerRequest& in) {
  const std::string& uri = in.getURI();
  const auto question = std::min(uri.find('?'), uri.size());
  Request request{in.getMethod(), uri.substr(0, question), {}, bearer_of(in), {}};
  if (question < uri.size()) request.raw_query = uri.substr(question + 1);
  request.query = parse_query(request.raw_query);
  for (const auto& [name, value] : in) request.headers.emplace_back(Poco::toLower(name), value);
  if (in.hasContentLength() || in.getChunkedTransferEncoding())
    request.body.assign(std::istreambuf_iterator<char>(in.stream()), {});
  return request;
}

}  // namespace

struct Sandbox::Impl {
  explicit Impl(Options given)
      : options(with_defaults(std::move(given))),
        clock(options.clock, options.now_ms),
        platforms({options, clock}),
        faults(options.seed),
        control(options.replay.empty() ? &platforms : nullptr, clock, counters, faults) {}

  void handle(Poco::Net::HTTPServerRequest& in, Poco::Net::HTTPServerResponse& out) {
    Request request = read(in);
    const bool gzip = options.gzip && in.get("Accept-Encoding", "").find("gzip") != std::string::npos;
    if (request.path.rfind("/sandbox/", 0) == 0)
      return send(out, control.answer(request), gzip, clock.now_ms());

    const auto [platform, full_path, prefix] = platforms.find(in.get("Host", ""), request.path);
    request.path.erase(0, prefix.size());
    request.base = "http://" + in.get("Host", "127.0.0.1") + prefix;
    const Strike strike = faults.strike(request.path, full_path);
    const bool status_fault = strike.fault && strike.fault->kind == FaultKind::status;
    Answer answer = status_fault ? platform->fail(request, *strike.fault, strike.variant)
                    : recordings ? recordings->answer(request)
                                 : platform->answer(request);
    if (strike.fault && strike.fault->kind == FaultKind::garbage)
      answer = garbage_of(answer, strike.fault->second_form.value_or(strike.variant % 2 == 1));
    counters.count(platform->name(), counted_as(*platform, request), answer.status,
                   strike.fault || strike.delay.count() > 0, request.method + " " + in.getURI());
    if (!pause(options.latency + strike.delay)) return;
    if (!recordings) platform->add_server_headers(answer);
    if (strike.fault && strike.fault->kind == FaultKind::cut)
      return send_cut(in, answer, strike.fault->second_form.value_or(strike.variant % 2 == 1));
    send(out, answer, gzip, clock.now_ms());
  }

  /// X has its endpoints under their plain names, the others with the platform in front.
  static std::string counted_as(const Platform& platform, const Request& request) {
    const std::string endpoint = platform.endpoint_of(request);
    if (platform.name() == "x") return endpoint;
    return "/" + platform.name() + (endpoint[0] == '/' ? "" : "/") + endpoint;
  }

  /// False if the sandbox ends meanwhile.
  bool pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex);
    return !stopped.wait_for(lock, time, [&] { return ending; });
  }

  const Options options;
  VirtualClock clock;
  Platforms platforms;
  Faults faults;
  Counters counters;
  Control control;
  std::unique_ptr<Recordings> recordings;

  std::mutex mutex;
  std::condition_variable stopped;
  bool ending = false;  // guarded by mutex

  std::unique_ptr<Poco::ThreadPool> threads;
  std::unique_ptr<Poco::Net::HTTPServer> server;
  std::uint16_t port = 0;
};

namespace {

template <typename Impl>
class Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Handler(Impl& impl) : impl_(impl) {}
  void handleRequest(Poco::Net::HTTPServerRequest& in, Poco::Net::HTTPServerResponse& out) override {
    impl_.handle(in, out);
  }

 private:
  Impl& impl_;
};

template <typename Impl>
class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(Impl& impl) : impl_(impl) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
    return new Handler<Impl>(impl_);
  }

 private:
  Impl& impl_;
};

}  // namespace

Result<std::unique_ptr<Sandbox>> Sandbox::start(Options options) {
  if (auto good = check(options); !good) return good.error();
  auto impl = std::make_unique<Impl>(std::move(options));
  if (auto good = impl->control.set_faults(impl->options.faults); !good) return good.error();
  if (!impl->options.replay.empty()) {
    auto recordings = Recordings::load(impl->options.replay, impl->options.complain);
    if (!recordings) return recordings.error();
    impl->recordings = std::move(recordings).value();
  }
  try {
    Poco::Net::ServerSocket socket;
    // Reuse of the port, Poco's default beside reuse of the address, would let two sandboxes share one
    // unnoticed.
    socket.bind(Poco::Net::SocketAddress("127.0.0.1", impl->options.port), true, false);
    socket.listen(256);
    impl->port = socket.address().port();
    Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
    params->setMaxThreads(kThreads);
    params->setMaxQueued(1024);
    params->setKeepAliveTimeout(Poco::Timespan(60, 0));
    impl->threads = std::make_unique<Poco::ThreadPool>(2, kThreads);
    impl->server =
        std::make_unique<Poco::Net::HTTPServer>(new Factory<Impl>(*impl), *impl->threads, socket, params);
    impl->server->start();
  } catch (const Poco::Exception& e) {
    return Error{Code::network_error, "127.0.0.1:" + std::to_string(impl->options.port) +
                                          " cannot be listened on: " + e.displayText()};
  }
  return std::unique_ptr<Sandbox>(new Sandbox(std::move(impl)));
}

Sandbox::Sandbox(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Sandbox::~Sandbox() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->ending = true;
    impl_->stopped.notify_all();
  }
  impl_->server->stopAll(true);
  impl_->threads->joinAll();
}

std::uint16_t Sandbox::port() const {
  return impl_->port;
}
std::string Sandbox::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->port);
}

std::vector<WorldAccount> Sandbox::world(const std::string& platform) const {
  const Platform* const found = impl_->recordings ? nullptr : impl_->platforms.named(platform);
  return found ? found->describe() : std::vector<WorldAccount>();
}

Result<std::string> Sandbox::happen(const std::string& platform, const Event& event) {
  Platform* const found = impl_->recordings ? nullptr : impl_->platforms.named(platform);
  if (!found) return Error{Code::invalid, "platform: none is called \"" + platform + "\"", "platform"};
  return found->happen(event);
}

Result<Done> Sandbox::advance(std::chrono::milliseconds step) {
  return impl_->clock.advance(step);
}

std::int64_t Sandbox::sent_while_closed(const std::string& platform) const {
  const Platform* const found = impl_->platforms.named(platform);
  return found ? found->closures().sent_while_closed() : 0;
}

std::map<std::string, EndpointCount> Sandbox::requests() const {
  return impl_->counters.by_endpoint();
}

std::int64_t Sandbox::requests(const std::string& endpoint) const {
  const auto all = impl_->counters.by_endpoint();
  const auto found = all.find(endpoint);
  return found == all.end() ? 0 : found->second.requests;
}

std::int64_t Sandbox::requests_to(const std::string& platform) const {
  return impl_->counters.of_platform(platform);
}

std::vector<std::string> Sandbox::request_log() const {
  return impl_->counters.log();
}
void Sandbox::reset_counters() {
  impl_->control.reset_counters();
}
Result<Done> Sandbox::set_faults(const std::vector<std::string>& specs) {
  return impl_->control.set_faults(specs);
}

}  // namespace tidemark::sandbox
