#include "host/platform_http.h"

#include <algorithm>

#include "host/credentials.h"
#include "host/http_text.h"
#include "host/origin.h"
#include "host/request_rules.h"
#include "host/scrub.h"

namespace tidemark {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kUserAgent = "tidemark/" TIDEMARK_VERSION;

bool names(const Headers& headers, std::string_view wanted) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& header) { return lower_case(header.first) == wanted; });
}

std::string seconds_of(milliseconds pause) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(pause).count()) + " s";
}

}  // namespace

struct PlatformHttp::Impl {
  const Manifest manifest;
  const RetryOptions retry;
  HttpClient& client;
  QuotaBook& quota;
  const Clock& clock;
  Log& log;
  Telemetry& telemetry;
  std::vector<std::string> base_urls;  ///< by origin
  const Credentials credentials;

  PlatformAnswer send(const AccountAccess& account, const PlatformRequest& request,
                      const CallLimits& limits) const;
  Result<HttpRequest> dress(const AccountAccess& account, const PlatformRequest& request) const;
  Result<HttpResponse> exchange(const HttpRequest& request, const CallLimits& limits) const;
  std::optional<milliseconds> retry_after(const HttpResponse& response) const;
  std::optional<milliseconds> demanded_pause(const HttpResponse& response) const;
  PlatformAnswer refused(const BucketKey& key, const std::string& where, milliseconds pause,
                         HttpResponse response) const;
  void scrub_answer(const AccountAccess& account, HttpResponse& response) const;
  BucketKey key_of(std::uint32_t bucket, const AccountAccess& account) const;
  std::vector<QuotaNeed> needs_of(std::uint32_t bucket, const AccountAccess& account) const;
};

/// The request as it leaves: with its origin, the engine's name and the account's credentials.
Result<HttpRequest> PlatformHttp::Impl::dress(const AccountAccess& account,
                                              const PlatformRequest& request) const {
  if (auto good = check_request(manifest, request); !good) return good.error();
  HttpRequest dressed{request.method, base_urls[request.origin], request.target, request.headers,
                      request.body};
  if (!names(dressed.headers, "user-agent")) dressed.headers.emplace_back("User-Agent", kUserAgent);
  if (auto added = credentials.add(account, request.as_app, request.origin, dressed); !added)
    return added.error();
  return dressed;
}

Result<HttpResponse> PlatformHttp::Impl::exchange(const HttpRequest& request,
                                                  const CallLimits& limits) const {
  const auto start = clock.steady();
  auto answer = client.send(request, limits.deadline, limits.stop);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock.steady() - start);
  const std::string status =
      answer ? std::to_string(answer->status) : std::string(to_string(answer.error().code));
  telemetry.platform_request(manifest.platform, status, took);
  return answer;
}

/// Nothing for "0" too: a platform that refuses and says "at once" has not said when.
std::optional<milliseconds> PlatformHttp::Impl::retry_after(const HttpResponse& response) const {
  const std::string* value = response.header("retry-after");
  const auto pause = value ? parse_retry_after(*value, clock.now()) : std::nullopt;
  return pause && pause->count() > 0 ? pause : std::nullopt;
}

/// For how long the bucket must be closed, if it must.
std::optional<milliseconds> PlatformHttp::Impl::demanded_pause(const HttpResponse& response) const {
  const auto said = response.status >= 400 ? retry_after(response) : std::nullopt;
  if (response.status != 429) return said && *said > kShortPause ? said : std::nullopt;
  if (said) return said;
  return pause_until_reset(response, manifest.reset_headers, clock.now()).value_or(QuotaBook::kUnknownPause);
}

PlatformAnswer PlatformHttp::Impl::refused(const BucketKey& key, const std::string& where, milliseconds pause,
                                           HttpResponse response) const {
  quota.close(key, clock.now() + pause);
  Error error{Code::rate_limited, where + ": status " + std::to_string(response.status) +
                                      ", to be asked again in " + seconds_of(pause)};
  error.retry_after = pause;
  return {std::move(error), std::move(response)};
}

void PlatformHttp::Impl::scrub_answer(const AccountAccess& account, HttpResponse& response) const {
  const auto secrets = credentials.secrets_of(account);
  const std::vector<std::string_view> shown = [&] {
    std::vector<std::string_view> all;
    for (const Secret& secret : secrets) all.push_back(secret.reveal());
    return all;
  }();
  for (auto& [name, value] : response.headers) scrub(value, shown, credentials.secret_parameters());
  scrub(response.body, shown, credentials.secret_parameters());
}

PlatformAnswer PlatformHttp::Impl::send(const AccountAccess& account, const PlatformRequest& request,
                                        const CallLimits& limits) const {
  const auto dressed = dress(account, request);
  if (!dressed) return {dressed.error(), {}};
  const auto url = parse_base_url(dressed->base_url);
  if (!url) return {url.error(), {}};
  const std::string where = url->origin.name();
  const BucketKey key = key_of(request.bucket, account);
  const auto needs = needs_of(request.bucket, account);

  for (int retries = 0;; ++retries) {
    if (limits.stop.stop_requested()) return {Error{Code::cancelled, where + ": cancelled"}, {}};
    if (clock.steady() >= limits.deadline) return {Error{Code::timeout, where + ": no time left to ask"}, {}};
    const auto consent = quota.take(needs, request.cost);
    if (!consent) return {consent.error(), {}};

    auto answer = exchange(*dressed, limits);
    if (answer) {
      scrub_answer(account, *answer);
      if (const auto pause = demanded_pause(*answer)) return refused(key, where, *pause, std::move(*answer));
    }
    const auto give_up = [&]() -> PlatformAnswer {
      if (!answer) return {answer.error(), {}};
      return {std::nullopt, std::move(*answer)};
    };
    const bool transient =
        answer ? is_retryable_status(answer->status) : answer.error().code == Code::network_error;
    if (!transient || !is_retryable_method(request.method) || retries >= retry.max_retries) return give_up();

    const auto said = answer ? retry_after(*answer) : std::nullopt;
    const milliseconds pause = said ? *said : jittered_pause(retry, retries);
    if (clock.steady() + pause >= limits.deadline) return give_up();
    log.debug(manifest.platform,
              limits.run + ": " + where + ": " +
                  (answer ? "status " + std::to_string(answer->status) : answer.error().message) +
                  ", again in " + std::to_string(pause.count()) + " ms");
    if (!clock.sleep(pause, limits.stop)) return {Error{Code::cancelled, where + ": cancelled"}, {}};
  }
}

BucketKey PlatformHttp::Impl::key_of(std::uint32_t bucket, const AccountAccess& account) const {
  const auto& wanted = manifest.buckets.at(bucket);
  const bool apps = wanted.per == Manifest::Bucket::Per::app;
  return {manifest.platform, wanted.name, apps ? "app" : "account " + std::to_string(account.id.value)};
}

std::vector<QuotaNeed> PlatformHttp::Impl::needs_of(std::uint32_t bucket,
                                                    const AccountAccess& account) const {
  std::vector<std::uint32_t> places{bucket};
  const auto& also = manifest.buckets.at(bucket).also;
  places.insert(places.end(), also.begin(), also.end());
  std::vector<QuotaNeed> needs;
  for (const std::uint32_t place : places) {
    const auto& declared = manifest.buckets.at(place);
    needs.push_back({.key = key_of(place, account),
                     .limit = declared.limit,
                     .window = declared.window,
                     .starts_utc = declared.starts == Manifest::Bucket::Starts::utc});
  }
  return needs;
}

PlatformHttp::PlatformHttp(const Manifest& manifest, const PlatformSettings& settings, RetryOptions retry,
                           HttpClient& client, QuotaBook& quota, const Clock& clock, Log& log,
                           Telemetry& telemetry) {
  std::vector<std::string> base_urls;
  for (std::size_t i = 0; i < manifest.origins.size(); ++i) {
    const auto set = settings.find(base_url_key(manifest, i));
    const bool given = set != settings.end() && !set->second.empty();
    base_urls.push_back(given ? set->second : manifest.origins[i].base_url);
  }
  impl_ = std::make_shared<const Impl>(Impl{manifest, retry, client, quota, clock, log, telemetry,
                                            std::move(base_urls), Credentials(manifest, settings)});
}

PlatformAnswer PlatformHttp::send(const AccountAccess& account, const PlatformRequest& request,
                                  const CallLimits& limits) {
  return impl_->send(account, request, limits);
}

BucketKey PlatformHttp::key_of(std::uint32_t bucket, const AccountAccess& account) const {
  return impl_->key_of(bucket, account);
}

}  // namespace tidemark
