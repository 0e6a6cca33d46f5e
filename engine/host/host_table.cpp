#include "host/host_table.h"

#include "host/plugin_error.h"
#include "host/plugin_text.h"

namespace tidemark {
namespace {

// What ABI 1.0 had; what a newer plugin appends is not read.
constexpr std::size_t kRequestSize = sizeof(tidemark_request);
constexpr std::size_t kFoundSize = sizeof(tidemark_found);
constexpr std::uint64_t kMostHeaders = 64;

Error defect(const std::string& what) {
  return {Code::plugin_error, what};
}

// Empty: the request can be read.
std::string request_problem(const tidemark_request* request, const tidemark_response* out) {
  if (!request || !out) return "http: no request or no place for the answer";
  if (request->struct_size < kRequestSize)
    return "http: a request of " + std::to_string(request->struct_size) + " bytes";
  if ((request->flags & ~TIDEMARK_REQUEST_AS_APP) != 0 || request->reserved != 0)
    return "http: flags that this engine does not know";
  if (request->header_count > kMostHeaders)
    return "http: " + std::to_string(request->header_count) + " headers, at most " +
           std::to_string(kMostHeaders) + " are accepted";
  if (request->header_count > 0 && !request->headers) return "http: headers are said to be and are not there";
  return {};
}

PlatformRequest read_request(const tidemark_request& request) {
  PlatformRequest out{.method = std::string(view(request.method)),
                      .target = std::string(view(request.target)),
                      .body = std::string(view(request.body)),
                      .origin = request.origin,
                      .bucket = request.bucket,
                      .cost = request.cost == 0 ? 1 : request.cost,
                      .as_app = (request.flags & TIDEMARK_REQUEST_AS_APP) != 0};
  for (std::uint64_t at = 0; at < request.header_count; ++at)
    out.headers.emplace_back(view(request.headers[at].name), view(request.headers[at].value));
  return out;
}

}  // namespace

// Every function that a plugin can call. None lets an exception out: what is thrown here is the engine's own
// trouble (memory), which the plugin sees as a failure and the engine survives.
struct HostTable::Functions {
  static HostTable& self(const tidemark_host* host) { return *static_cast<HostTable*>(host->impl); }

  // The call that this thread makes; null outside of one.
  static PluginCall* mine(HostTable& host) {
    std::lock_guard lock(host.mutex_);
    return host.thread_ == std::this_thread::get_id() ? host.call_ : nullptr;
  }

  static tidemark_code outside(const char* function, tidemark_error* error) {
    return write_error(
        defect(std::string(function) + " was called outside of a call, or from a thread of the plugin's own"),
        0, error);
  }
  static tidemark_code answer(const Result<>& result, tidemark_error* error) {
    return result ? TIDEMARK_OK : write_error(result.error(), 0, error);
  }

  template <typename T, typename Body>
  static T guarded(T on_failure, const Body& body) noexcept {
    try {
      return body();
    } catch (...) {
      return on_failure;
    }
  }
  template <typename Body>
  static void guarded(const Body& body) noexcept {
    try {
      body();
    } catch (...) {
    }
  }

  static void log(const tidemark_host* table, std::int32_t level, tidemark_text message) noexcept {
    guarded([&] {
      HostTable& host = self(table);
      std::lock_guard lock(host.mutex_);
      (host.call_ ? host.call_->log() : *host.idle_log_).write(level, view(message));
    });
  }

  static std::int64_t now_ms(const tidemark_host* table) noexcept {
    return self(table).around_.clock.now().ms;
  }

  static std::int32_t cancelled(const tidemark_host* table) noexcept {
    return guarded(std::int32_t{1}, [&] {
      HostTable& host = self(table);
      std::lock_guard lock(host.mutex_);
      return std::int32_t{!host.call_ || host.call_->cancelled()};
    });
  }

  static tidemark_code http(const tidemark_host* table, const tidemark_request* request,
                            tidemark_response* out, tidemark_error* error) noexcept {
    return guarded(tidemark_code{TIDEMARK_PLUGIN_ERROR}, [&] {
      HostTable& host = self(table);
      PluginCall* call = mine(host);
      if (!call) return outside("http", error);
      if (const std::string problem = request_problem(request, out); !problem.empty()) {
        call->log().warn(problem);
        return write_error(defect(problem), 0, error);
      }
      host.answer_ = call->http(read_request(*request));
      host.lend_answer(out);
      if (!host.answer_.error) return tidemark_code{TIDEMARK_OK};
      return write_error(*host.answer_.error, static_cast<std::uint32_t>(host.answer_.response.status),
                         error);
    });
  }

  static void quota(const tidemark_host* table, const tidemark_quota* said) noexcept {
    guarded([&] {
      HostTable& host = self(table);
      std::lock_guard lock(host.mutex_);
      if (host.call_ && said) host.call_->quota(*said);
    });
  }

  static tidemark_code emit(const tidemark_host* table, const tidemark_sample* first, std::uint64_t count,
                            std::uint32_t stride, tidemark_error* error) noexcept {
    return guarded(tidemark_code{TIDEMARK_PLATFORM_ERROR}, [&] {
      PluginCall* call = mine(self(table));
      return call ? answer(call->emit(first, count, stride), error) : outside("emit", error);
    });
  }

  static void item_read(const tidemark_host* table, std::uint32_t item) noexcept {
    guarded([&] {
      if (PluginCall* call = mine(self(table))) call->item_read(item);
    });
  }

  static void item_failed(const tidemark_host* table, std::uint32_t item,
                          const tidemark_error* why) noexcept {
    guarded([&] {
      PluginCall* call = mine(self(table));
      if (!call) return;
      const bool has_code = why && TIDEMARK_HAS(tidemark_error, why, code);
      call->item_failed(item, read_error(has_code ? why->code : tidemark_code{TIDEMARK_PLUGIN_ERROR}, why));
    });
  }

  static void metric_unavailable(const tidemark_host* table, std::uint32_t metric, tidemark_text type,
                                 std::int64_t until_ms, tidemark_text why) noexcept {
    guarded([&] {
      if (PluginCall* call = mine(self(table)))
        call->metric_unavailable(metric, view(type), until_ms, view(why));
    });
  }

  static tidemark_code found(const tidemark_host* table, const tidemark_found* post,
                             tidemark_error* error) noexcept {
    return guarded(tidemark_code{TIDEMARK_PLATFORM_ERROR}, [&] {
      PluginCall* call = mine(self(table));
      if (!call) return outside("found", error);
      if (!post || post->struct_size < kFoundSize || post->flags != 0)
        return write_error(defect("found: a post of a size or with flags that this engine does not know"), 0,
                           error);
      return answer(call->found({.platform_id = view(post->platform_id),
                                 .url = view(post->url),
                                 .text = view(post->text),
                                 .type = view(post->type),
                                 .media_json = view(post->media_json),
                                 .published_at_ms = post->published_at_ms}),
                    error);
    });
  }

  static void keep_cursor(const tidemark_host* table, tidemark_text cursor) noexcept {
    guarded([&] {
      if (PluginCall* call = mine(self(table))) call->keep_cursor(view(cursor));
    });
  }

  static void listed(const tidemark_host* table, std::int64_t since_ms) noexcept {
    guarded([&] {
      if (PluginCall* call = mine(self(table))) call->listed(since_ms);
    });
  }

  static void access(const tidemark_host* table, const tidemark_access* said) noexcept {
    guarded([&] {
      if (PluginCall* call = mine(self(table)); call && said) call->access(*said);
    });
  }

  static const void* extension(const tidemark_host*, tidemark_text) noexcept {
    return nullptr;
  }  // 1.0 has none
};

HostTable::HostTable(const PluginSurroundings& around)
    : around_(around),
      table_{.struct_size = sizeof(tidemark_host),
             .abi_minor = TIDEMARK_ABI_MINOR,
             .impl = this,
             .log = Functions::log,
             .now_ms = Functions::now_ms,
             .cancelled = Functions::cancelled,
             .http = Functions::http,
             .quota = Functions::quota,
             .emit = Functions::emit,
             .item_read = Functions::item_read,
             .item_failed = Functions::item_failed,
             .metric_unavailable = Functions::metric_unavailable,
             .found = Functions::found,
             .extension = Functions::extension},
      idle_log_(std::make_unique<PluginLog>(around.log, around.manifest.platform, "")) {}

void HostTable::keep_cursor(const tidemark_host* host, tidemark_text cursor) noexcept {
  Functions::keep_cursor(host, cursor);
}

void HostTable::listed(const tidemark_host* host, std::int64_t since_ms) noexcept {
  Functions::listed(host, since_ms);
}

void HostTable::access(const tidemark_host* host, const tidemark_access* said) noexcept {
  Functions::access(host, said);
}

void HostTable::lend_answer(tidemark_response* out) {
  const HttpResponse& response = answer_.response;
  answer_headers_.clear();
  for (const auto& [name, value] : response.headers) answer_headers_.push_back({lent(name), lent(value)});
  if (TIDEMARK_HAS(tidemark_response, out, status)) out->status = static_cast<std::uint32_t>(response.status);
  if (TIDEMARK_HAS(tidemark_response, out, header_count)) {
    out->headers = answer_headers_.data();
    out->header_count = answer_headers_.size();
  }
  if (TIDEMARK_HAS(tidemark_response, out, body)) out->body = lent(response.body);
}

HostTable::Serving::Serving(HostTable& host, PluginCall& call) : host_(host) {
  std::lock_guard lock(host_.mutex_);
  host_.call_ = &call;
  host_.thread_ = std::this_thread::get_id();
}

HostTable::Serving::~Serving() {
  host_.answer_ = {};
  host_.answer_headers_.clear();
  std::unique_ptr<PluginLog> old;
  std::lock_guard lock(host_.mutex_);
  host_.call_ = nullptr;
  host_.thread_ = {};
  host_.idle_log_.swap(old);
  host_.idle_log_ = std::make_unique<PluginLog>(host_.around_.log, host_.around_.manifest.platform, "");
}

}  // namespace tidemark
