#include "host/http_client.h"

#include <algorithm>

#include "host/byte_input.h"
#include "host/connection_pool.h"
#include "host/gunzip.h"
#include "host/http_body.h"
#include "host/http_head.h"
#include "host/http_text.h"
#include "host/resolver.h"
#include "host/tls_context.h"

namespace tidemark {
namespace {

/// Repeating one of these has the effect of sending it once, so that it may follow a request whose fate is
/// unknown.
bool is_idempotent(std::string_view method) {
  constexpr std::string_view kMethods[] = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
  return std::find(std::begin(kMethods), std::end(kMethods), method) != std::end(kMethods);
}

/// What says where a request ends, and what this client has to know of: a second one would contradict it.
bool is_clients_own(std::string_view lower_case_name) {
  constexpr std::string_view kNames[] = {"host",    "content-length", "transfer-encoding", "connection",
                                         "upgrade", "expect",         "accept-encoding",   "te"};
  return std::find(std::begin(kNames), std::end(kNames), lower_case_name) != std::end(kNames);
}

Result<> check(const HttpRequest& request) {
  if (!is_token(request.method)) return Error{Code::invalid, "the method is not a word"};
  if (!is_target(request.target))
    return Error{Code::invalid, "the target is not a path of printable characters"};
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return Error{Code::invalid, "a header's name is not a word"};
    if (is_clients_own(lower_case(name)))
      return Error{Code::invalid, "header " + name + " is the client's own"};
    if (!is_field_value(value)) return Error{Code::invalid, "control characters in header " + name};
  }
  return Done{};
}

std::string text_of(const HttpRequest& request, const BaseUrl& url) {
  std::string text;
  text.reserve(512 + request.target.size() + request.body.size());
  text.append(request.method).append(" ").append(url.prefix).append(request.target).append(" HTTP/1.1\r\n");
  text.append("Host: ").append(url.origin.authority()).append("\r\n");
  for (const auto& [name, value] : request.headers)
    text.append(name).append(": ").append(value).append("\r\n");
  text.append("Accept-Encoding: gzip\r\n");
  const bool has_body = !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
                        request.method == "PATCH";
  if (has_body) text.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  return text.append("\r\n").append(request.body);
}

/// Unpacks the body, and drops the headers that were about its packed form.
Result<> unpack(HttpResponse& response, std::size_t max_size) {
  const std::string* found = response.header("content-encoding");
  const std::string coding = found ? lower_case(*found) : "identity";
  if (coding == "identity" || coding.empty() || response.body.empty()) return Done{};
  if (coding != "gzip" && coding != "x-gzip")
    return Error{Code::bad_response, "body packed in a way that nobody asked for"};
  auto text = gunzip(response.body, max_size);
  if (!text) return text.error();
  response.body = std::move(*text);
  std::erase_if(response.headers, [](const auto& header) {
    return header.first == "content-encoding" || header.first == "content-length";
  });
  return Done{};
}

/// One attempt on one connection.
struct Exchange {
  Result<HttpResponse> answer = Error{};
  bool started = false;   ///< at least a byte of an answer came
  bool reusable = false;  ///< the connection stands right before the next answer
};

Exchange exchange(Connection& connection, const HttpRequest& request, const std::string& text,
                  const HttpOptions& options, const ExchangeLimits& limits) {
  Exchange result;
  if (auto sent = connection.send(text, limits); !sent) {
    result.answer = sent.error();
    return result;
  }
  ByteInput input([&](std::span<char> into) { return connection.receive(into, limits); });
  const auto read = [&]() -> Result<HttpResponse> {
    auto head = read_head(input);
    if (!head) return head.error();
    const auto plan = plan_body(request.method, *head);
    if (!plan) return plan.error();
    auto body = read_body(input, *plan, options.max_body);
    if (!body) return body.error();
    result.reusable = head->keeps_alive && plan->end != BodyPlan::End::close && input.view().empty();
    HttpResponse response{head->status, std::move(head->headers), std::move(*body)};
    if (auto unpacked = unpack(response, options.max_body); !unpacked) return unpacked.error();
    return response;
  };
  result.answer = read();
  result.started = input.started();
  return result;
}

}  // namespace

struct HttpClient::Impl {
  Impl(HttpOptions given, const Clock& time)
      : options(std::move(given)), clock(time), pool(options.idle_connections, time), tls(options.ca_file) {}

  Result<std::unique_ptr<Connection>> connect(const Origin& origin, const ExchangeLimits& limits) {
    const auto addresses = resolver.resolve(origin.host, limits);
    if (!addresses) return addresses.error();
    Error last;
    for (std::size_t i = 0; i < addresses->size(); ++i) {
      // An address that swallows packets must leave time for those behind it.
      const auto share = limits.shortened(static_cast<int>(addresses->size() - i));
      auto connection = Connection::open(
          origin, (*addresses)[i], [this] { return tls.get(); }, share);
      if (connection) return connection;
      last = connection.error();
      if (last.code == Code::cancelled || last.code == Code::bad_config) break;
    }
    return last;
  }

  Result<HttpResponse> send(const HttpRequest& request, const BaseUrl& url, const ExchangeLimits& limits) {
    const std::string text = text_of(request, url);
    if (auto still = limits.check(); !still) return still.error();
    if (auto kept = pool.take(url.origin)) {
      auto first = attempt(std::move(kept), request, url.origin, text, limits);
      const bool was_dead =
          !first.answer && first.answer.error().code == Code::network_error && !first.started;
      if (!was_dead || !is_idempotent(request.method)) return std::move(first.answer);
    }
    auto fresh = connect(url.origin, limits);
    if (!fresh) return fresh.error();
    return attempt(std::move(*fresh), request, url.origin, text, limits).answer;
  }

  Exchange attempt(std::unique_ptr<Connection> connection, const HttpRequest& request, const Origin& origin,
                   const std::string& text, const ExchangeLimits& limits) {
    auto result = exchange(*connection, request, text, options, limits);
    if (result.reusable) pool.give_back(origin, std::move(connection));
    return result;
  }

  const HttpOptions options;
  const Clock& clock;
  ConnectionPool pool;
  LazyTlsContext tls;
  Resolver resolver;
};

HttpClient::HttpClient(HttpOptions options, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request, Clock::Steady deadline,
                                      std::stop_token stop) {
  const auto url = parse_base_url(request.base_url);
  if (!url) return url.error();
  const std::string name = url->origin.name();
  if (auto good = check(request); !good) return good.error().at(name);
  const auto own = impl_->clock.steady() + impl_->options.timeout;
  const ExchangeLimits limits(impl_->clock, std::min(deadline, own), std::move(stop));
  auto answer = impl_->send(request, *url, limits);
  if (!answer) return answer.error().at(name);
  return answer;
}

}  // namespace tidemark
