#include "fake_host.h"

#include <gtest/gtest.h>

#include <cstring>

namespace tidemark::testing {
namespace {

std::string string(tidemark_text text) {
  return {text.data, static_cast<std::size_t>(text.size)};
}
tidemark_text text(std::string_view text) {
  return {text.data(), text.size()};
}

Failed failed(tidemark_code code, const tidemark_error& error) {
  if (code == TIDEMARK_OK || code == TIDEMARK_CANCELLED) return {.code = code, .message = {}};
  EXPECT_GT(error.message_size, 0u) << "a failure without a sentence, code " << code;
  EXPECT_LE(error.message_size, sizeof error.message);
  return {code, std::string(error.message, error.message_size), error.retry_after_ms, error.http_status};
}

}  // namespace

FakeHost::FakeHost(const tidemark_plugin& plugin, std::string_view config) : plugin_(&plugin) {
  host_.struct_size = sizeof host_;
  host_.abi_minor = TIDEMARK_ABI_MINOR;
  host_.impl = this;
  host_.log = [](const tidemark_host* host, std::int32_t, tidemark_text line) {
    self(host).outcome_.log.push_back(string(line));
  };
  host_.now_ms = [](const tidemark_host* host) { return self(host).now_ms; };
  host_.cancelled = [](const tidemark_host* host) -> std::int32_t {
    const auto sent = static_cast<int>(self(host).outcome_.requests.size());
    return self(host).cancel_at_request >= 0 && sent >= self(host).cancel_at_request;
  };
  host_.http = [](const tidemark_host* host, const tidemark_request* request, tidemark_response* out,
                  tidemark_error* error) { return self(host).http(*request, *out, *error); };
  host_.quota = [](const tidemark_host* host, const tidemark_quota* quota) {
    EXPECT_LT(quota->bucket, self(host).plugin_->bucket_count);
    self(host).outcome_.quotas.push_back(*quota);
  };
  host_.emit = [](const tidemark_host* host, const tidemark_sample* first, std::uint64_t count,
                  std::uint32_t stride, tidemark_error* error) -> tidemark_code {
    EXPECT_EQ(stride, sizeof(tidemark_sample));
    auto& me = self(host);
    if (me.emit_answers != TIDEMARK_OK) {
      error->message_size = 4;
      std::memcpy(error->message, "full", 4);
      return error->code = me.emit_answers;
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      EXPECT_LT(first[i].metric, me.plugin_->metric_count);
      const std::string metric = string(me.plugin_->metrics[first[i].metric].name);
      if (me.plugin_->metrics[first[i].metric].kind == 2) {
        EXPECT_LT(first[i].since_ms, first[i].until_ms) << metric;
        me.outcome_.windows.push_back(
            {first[i].item, metric, first[i].since_ms, first[i].until_ms, first[i].value});
        continue;
      }
      EXPECT_TRUE(me.outcome_.values.insert({{first[i].item, metric}, first[i].value}).second)
          << metric << " of item " << first[i].item << " was emitted twice";
    }
    me.outcome_.emits.push_back(count);
    return TIDEMARK_OK;
  };
  host_.item_read = [](const tidemark_host* host, std::uint32_t item) {
    self(host).outcome_.read.push_back(item);
  };
  host_.item_failed = [](const tidemark_host* host, std::uint32_t item, const tidemark_error* why) {
    EXPECT_FALSE(self(host).outcome_.failed.contains(item)) << "item " << item << " failed twice";
    self(host).outcome_.failed[item] = failed(why->code, *why);
  };
  host_.metric_unavailable = [](const tidemark_host* host, std::uint32_t metric, tidemark_text type,
                                std::int64_t until, tidemark_text why) {
    EXPECT_GT(why.size, 0u);
    self(host).outcome_.unavailable.push_back(
        {string(self(host).plugin_->metrics[metric].name), string(type), until, string(why)});
  };
  host_.found = [](const tidemark_host* host, const tidemark_found* post, tidemark_error*) -> tidemark_code {
    const bool dated = post->published_at_ms != TIDEMARK_UNKNOWN_TIME;
    self(host).outcome_.found.push_back({string(post->platform_id), string(post->url), string(post->text),
                                         string(post->type), string(post->media_json),
                                         dated ? std::optional(post->published_at_ms) : std::nullopt});
    return TIDEMARK_OK;
  };
  host_.extension = [](const tidemark_host*, tidemark_text) -> const void* { return nullptr; };
  tidemark_error error = {};
  error.struct_size = sizeof error;
  const tidemark_code code = plugin.create(&host_, text(config), &instance_, &error);
  created_ = failed(code, error);
}

FakeHost::~FakeHost() {
  if (instance_) plugin_->destroy(instance_);
}

void FakeHost::forget_answer() {
  std::memset(answer_.body.data(), 'x', answer_.body.size());
  answer_ = {};
  answer_headers_.clear();
}

tidemark_code FakeHost::http(const tidemark_request& request, tidemark_response& out, tidemark_error& error) {
  forget_answer();
  SentRequest sent{.target = string(request.target),
                   .bucket = request.bucket,
                   .method = string(request.method),
                   .body = string(request.body),
                   .origin = request.origin,
                   .as_app = request.flags == TIDEMARK_REQUEST_AS_APP,
                   .cost = request.cost};
  for (std::uint64_t i = 0; i < request.header_count; ++i)
    sent.headers.emplace_back(string(request.headers[i].name), string(request.headers[i].value));
  EXPECT_TRUE(sent.target.starts_with("/")) << sent.target;
  EXPECT_LT(sent.bucket, plugin_->bucket_count);
  if (cancel_at_request >= 0 && static_cast<int>(outcome_.requests.size()) >= cancel_at_request)
    return TIDEMARK_CANCELLED;
  outcome_.requests.push_back(sent);
  answer_ = play(sent);
  if (answer_.code != TIDEMARK_OK) {
    constexpr std::string_view kWhy = "the engine says why";
    error.code = answer_.code;
    error.retry_after_ms = answer_.retry_after_ms;
    error.message_size = kWhy.size();
    std::memcpy(error.message, kWhy.data(), kWhy.size());
  }
  for (const auto& [name, value] : answer_.headers) answer_headers_.push_back({text(name), text(value)});
  out.status = answer_.status;
  out.headers = answer_headers_.data();
  out.header_count = answer_headers_.size();
  out.body = text(answer_.body);
  return answer_.code;
}

std::vector<tidemark_pair> FakeHost::account_pairs() const {
  std::vector<tidemark_pair> pairs;
  for (const auto& [name, value] : account) pairs.push_back({text(name), text(value)});
  return pairs;
}

std::vector<tidemark_unavailable> FakeHost::unavailable() const {
  std::vector<tidemark_unavailable> all;
  for (std::uint32_t i = 0; i < plugin_->metric_count; ++i)
    for (const auto& [name, type] : remembered)
      if (string(plugin_->metrics[i].name) == name) all.push_back({text(type), i, 0});
  return all;
}

void FakeHost::end_call(tidemark_code code, const tidemark_error& error) {
  outcome_.result = failed(code, error);
  forget_answer();
}

Outcome FakeHost::sync(const std::vector<AskedItem>& items) {
  outcome_ = {};
  std::vector<tidemark_item> raw;
  const std::vector<AskedItem> lent = items;
  for (const AskedItem& item : lent)
    raw.push_back({sizeof(tidemark_item), item.platform_id.empty() ? 0u : 1u, text(item.platform_id),
                   text(item.type), item.published_at_ms.value_or(TIDEMARK_UNKNOWN_TIME)});
  const auto refused = unavailable();
  const auto pairs = account_pairs();
  const tidemark_sync sync = {
      sizeof(tidemark_sync), 0, pairs.data(), pairs.size(), raw.data(), raw.size(), refused.data(),
      refused.size()};
  tidemark_error error = {};
  error.struct_size = sizeof error;
  end_call(plugin_->sync(instance_, &sync, &error), error);
  for (std::uint32_t i = 0; outcome_.result.code == TIDEMARK_OK && i < items.size(); ++i)
    EXPECT_TRUE(outcome_.answered(i)) << "item " << i << " was neither emitted, read nor reported";
  for (const auto& [index, why] : outcome_.failed)
    for (const auto& [key, value] : outcome_.values) EXPECT_NE(key.first, index) << "emitted and failed";
  return std::move(outcome_);
}

Outcome FakeHost::discover(const std::string& cursor) {
  outcome_ = {};
  const auto pairs = account_pairs();
  const auto refused = unavailable();
  tidemark_discovery discovery = {};
  discovery.struct_size = sizeof discovery;
  discovery.account = pairs.data();
  discovery.account_count = pairs.size();
  discovery.cursor = text(cursor);
  discovery.keep_cursor = [](const tidemark_host* host, tidemark_text kept) {
    self(host).outcome_.cursor = string(kept);
  };
  discovery.listed = [](const tidemark_host* host, std::int64_t since) {
    EXPECT_FALSE(self(host).outcome_.listed_since) << "listed was called twice";
    self(host).outcome_.listed_since = since;
  };
  discovery.unavailable = refused.data();
  discovery.unavailable_count = refused.size();
  tidemark_error error = {};
  error.struct_size = sizeof error;
  end_call(plugin_->discover(instance_, &discovery, &error), error);
  for (const auto& [key, value] : outcome_.values)
    EXPECT_LT(key.first, outcome_.found.size()) << "a sample of a post that was not found";
  return std::move(outcome_);
}

Outcome FakeHost::check() {
  outcome_ = {};
  const auto pairs = account_pairs();
  tidemark_check check = {};
  check.struct_size = sizeof check;
  check.account = pairs.data();
  check.account_count = pairs.size();
  check.access = [](const tidemark_host* host, const tidemark_access* said) {
    EXPECT_FALSE(self(host).outcome_.access) << "access was called twice";
    self(host).outcome_.access =
        AccessSaid{string(said->scopes), string(said->missing), string(said->role), said->expires_at_ms};
  };
  tidemark_error error = {};
  error.struct_size = sizeof error;
  end_call(plugin_->check(instance_, &check, &error), error);
  return std::move(outcome_);
}

}  // namespace tidemark::testing
