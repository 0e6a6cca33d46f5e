#pragma once
// The engine's services as a plugin uses them. Everything here throws Failure where the engine says no; a
// plugin lets it fly, and the trampolines of plugin.hpp hand it back to the engine as it was.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tidemark/abi.h"
#include "tidemark/failure.hpp"
#include "tidemark/http.hpp"

namespace tidemark::sdk {

namespace detail {

/// The value of `name` among those that are known of the account; empty if it is not.
inline std::string_view find(const tidemark_pair* pairs, std::uint64_t count, std::string_view name) {
  for (std::uint64_t i = 0; i < count; ++i)
    if (view(pairs[i].name) == name) return view(pairs[i].value);
  return {};
}

}  // namespace detail

class Host {
 public:
  explicit Host(const tidemark_host& host) : host_(&host) {}

  /// Sends one request. Throws Failure when no answer came (network, timeout, cancelled, the bucket did not
  /// consent). Every answer that did come is returned, whatever its status; see Response::ok.
  Response http(const Request& request) const {
    std::vector<tidemark_pair> headers;
    headers.reserve(request.headers.size());
    for (const Header& header : request.headers) headers.push_back({text(header.name), text(header.value)});
    tidemark_request raw = {};
    raw.struct_size = sizeof raw;
    raw.bucket = request.bucket;
    raw.cost = request.cost;
    raw.origin = request.origin;
    raw.flags = request.as_app ? TIDEMARK_REQUEST_AS_APP : 0;
    raw.method = text(request.method);
    raw.target = text(request.target);
    raw.headers = headers.data();
    raw.header_count = headers.size();
    raw.body = text(request.body);
    tidemark_response answer = {};
    answer.struct_size = sizeof answer;
    tidemark_error error = empty_error();
    const tidemark_code code = host_->http(host_, &raw, &answer, &error);
    if (code == TIDEMARK_OK) return {answer, std::nullopt};
    if (code == TIDEMARK_RATE_LIMITED && answer.status != 0) return {answer, Failure(error, code)};
    throw Failure(error, code);
  }

  /// What the platform said of a bucket's quota; give what was said and leave out what was not.
  void quota(std::uint32_t bucket, std::optional<std::int64_t> limit, std::optional<std::int64_t> remaining,
             std::optional<std::int64_t> reset_at_ms) const {
    if (!limit && !remaining && !reset_at_ms) return;
    const tidemark_quota raw = {limit.value_or(-1), remaining.value_or(-1),
                                reset_at_ms.value_or(TIDEMARK_UNKNOWN_TIME), bucket, 0};
    host_->quota(host_, &raw);
  }

  std::int64_t now_ms() const { return host_->now_ms(host_); }
  bool cancelled() const { return host_->cancelled(host_) != 0; }
  /// For long work without requests; http stops by itself.
  void stop_if_cancelled() const {
    if (cancelled()) throw Failure(TIDEMARK_CANCELLED, "");
  }

  void debug(std::string_view line) const { host_->log(host_, 0, text(line)); }
  void info(std::string_view line) const { host_->log(host_, 1, text(line)); }
  void warn(std::string_view line) const { host_->log(host_, 2, text(line)); }
  void error(std::string_view line) const { host_->log(host_, 3, text(line)); }

 protected:
  static tidemark_error empty_error() {
    tidemark_error error = {};
    error.struct_size = sizeof error;
    error.retry_after_ms = -1;
    return error;
  }
  const tidemark_host* host_;
};

/// A call that may bring samples: a sync, or a discovery.
class Reading : public Host {
 public:
  /// "platform_user_id", "page_id", ...; empty if it is not known. "token_kind": which of the manifest's
  /// kinds the account's token is of.
  std::string_view account(std::string_view field) const {
    return detail::find(account_, account_count_, field);
  }
  /// Whether metric_unavailable was said of it, for this type or for all, and still holds: do not ask for it.
  bool unavailable(std::uint32_t metric, std::string_view type = {}) const {
    for (std::uint64_t i = 0; i < unavailable_count_; ++i) {
      const auto& known = unavailable_[i];
      if (known.metric == metric && (known.type.size == 0 || view(known.type) == type)) return true;
    }
    return false;
  }

  /// Durable when it returns. All samples of one answer belong in one call: see Batch.
  void emit(const std::vector<tidemark_sample>& samples) const {
    if (samples.empty()) return;
    tidemark_error error = empty_error();
    const tidemark_code code =
        host_->emit(host_, samples.data(), samples.size(), sizeof(tidemark_sample), &error);
    if (code != TIDEMARK_OK) throw Failure(error, code);
  }
  /// The item was read and has none of our metrics. In a discovery this need not be said.
  void item_read(std::uint32_t item) const { host_->item_read(host_, item); }
  /// In a discovery: of this post the listing told no figures; it is synced in the ordinary way.
  void item_failed(std::uint32_t item, const Failure& why) const {
    const tidemark_error error = detail::to_c(why);
    host_->item_failed(host_, item, &error);
  }
  /// The platform refuses this metric for this account; it comes back in `unavailable` until `until_ms` or a
  /// new token.
  void metric_unavailable(std::uint32_t metric, std::string_view why, std::int64_t until_ms = TIDEMARK_NEVER,
                          std::string_view type = {}) const {
    host_->metric_unavailable(host_, metric, text(type), until_ms, text(why));
  }

 protected:
  template <class Call>
  Reading(const tidemark_host& host, const Call& call)
      : Host(host),
        account_(call.account),
        account_count_(call.account_count),
        unavailable_(call.unavailable),
        unavailable_count_(call.unavailable_count) {}

 private:
  const tidemark_pair* account_;
  std::uint64_t account_count_;
  const tidemark_unavailable* unavailable_;
  std::uint64_t unavailable_count_;
};

/// One post, or the account itself, of the running sync.
struct Item {
  std::uint32_t index;
  bool is_account;
  std::string_view platform_id;  // empty for the account itself
  std::string_view type;         // as discover named it; empty: unknown
  std::optional<std::int64_t> published_at_ms;
};

/// One call of sync: what to fetch, and where to put it. Each item wants one of: samples, item_read,
/// item_failed.
class Sync : public Reading {
 public:
  Sync(const tidemark_host& host, const tidemark_sync& sync) : Reading(host, sync) {
    const auto* at = reinterpret_cast<const char*>(sync.items);
    items_.reserve(sync.item_count);
    for (std::uint32_t i = 0; i < sync.item_count; ++i) {
      const auto& item = *reinterpret_cast<const tidemark_item*>(at);
      const bool dated = item.published_at_ms != TIDEMARK_UNKNOWN_TIME;
      items_.push_back({i, item.kind == 0, view(item.platform_id), view(item.type),
                        dated ? std::optional(item.published_at_ms) : std::nullopt});
      at += item.struct_size;  // a newer engine's items may be longer than ours
    }
  }

  const std::vector<Item>& items() const { return items_; }

 private:
  std::vector<Item> items_;
};

/// Gathers what one answer says, item by item, and hands it over in one piece.
///
///   Batch batch(sync);
///   for (...) batch.item(index, [&] { batch.add(kLikes, post["likes"].count()); });
///   batch.commit();
class Batch {
 public:
  explicit Batch(const Reading& reading) : reading_(&reading) {}

  /// Runs `read`, which adds what the answer says of this item. Bad data (json::Error) and a Failure thrown
  /// by `read` are this item's own: it fails with nothing stored, the others go on. To let one item's bad
  /// data end the whole sync, call begin and add without this.
  template <class Read>
  void item(std::uint32_t index, Read read) {
    begin(index);
    const std::size_t before = samples_.size();
    try {
      read();
      return;
    } catch (const json::Error& problem) {
      failed_.push_back({index, Failure(TIDEMARK_BAD_RESPONSE, problem.what())});
    } catch (const Failure& problem) {
      failed_.push_back({index, problem});
    }
    samples_.resize(before);
    read_.pop_back();
  }

  void begin(std::uint32_t index) { read_.push_back({index, samples_.size()}); }
  /// Of the item begun last. An absent value is not sent: absent is not zero.
  void add(std::uint32_t metric, std::optional<std::int64_t> value) {
    if (value) samples_.push_back({*value, 0, 0, read_.back().index, metric});
  }
  /// A total of the stretch [since, until).
  void add(std::uint32_t metric, std::optional<std::int64_t> value, std::int64_t since_ms,
           std::int64_t until_ms) {
    if (value) samples_.push_back({*value, since_ms, until_ms, read_.back().index, metric});
  }
  void fail(std::uint32_t index, Failure why) { failed_.push_back({index, std::move(why)}); }

  /// Samples first, in one durable step; then the items that were read and had none, and those that failed.
  void commit() {
    reading_->emit(samples_);
    for (std::size_t i = 0; i < read_.size(); ++i) {
      const std::size_t end = i + 1 < read_.size() ? read_[i + 1].first_sample : samples_.size();
      if (read_[i].first_sample == end) reading_->item_read(read_[i].index);
    }
    for (const auto& [index, why] : failed_) reading_->item_failed(index, why);
    samples_.clear();
    read_.clear();
    failed_.clear();
  }

 private:
  struct Begun {
    std::uint32_t index;
    std::size_t first_sample;
  };
  struct Failed {
    std::uint32_t index;
    Failure why;
  };
  const Reading* reading_;
  std::vector<tidemark_sample> samples_;
  std::vector<Begun> read_;
  std::vector<Failed> failed_;
};

/// A post that the platform lists for the account.
struct Found {
  std::string_view platform_id;
  std::string_view url = {};
  std::string_view text = {};
  std::string_view type = {};        // a word of your own; Item::type gives it back
  std::string_view media_json = {};  // array of {"url","type","alt_text"}
  std::optional<std::int64_t> published_at_ms = {};
};

/// One call of discover: report the account's posts, keep a cursor for the next time.
class Discovery : public Reading {
 public:
  Discovery(const tidemark_host& host, const tidemark_discovery& discovery)
      : Reading(host, discovery), discovery_(&discovery) {}

  /// As keep_cursor got it last time; empty: list everything.
  std::string_view cursor() const { return view(discovery_->cursor); }
  /// Its item for emit and Batch: what the listing says of the post's figures is a snapshot too.
  std::uint32_t found(const Found& post) {
    tidemark_found raw = {};
    raw.struct_size = sizeof raw;
    raw.platform_id = sdk::text(post.platform_id);
    raw.url = sdk::text(post.url);
    raw.text = sdk::text(post.text);
    raw.type = sdk::text(post.type);
    raw.media_json = sdk::text(post.media_json);
    raw.published_at_ms = post.published_at_ms.value_or(TIDEMARK_UNKNOWN_TIME);
    tidemark_error error = empty_error();
    const tidemark_code code = host_->found(host_, &raw, &error);
    if (code != TIDEMARK_OK) throw Failure(error, code);
    return found_++;
  }
  /// At most once, last.
  void keep_cursor(std::string_view cursor) const { discovery_->keep_cursor(host_, sdk::text(cursor)); }
  /// At most once, last: every post published at or after `since_ms` (nothing: every post there is) that the
  /// platform still has was found in this call. Known posts beyond that become gone.
  void listed(std::optional<std::int64_t> since_ms = {}) const {
    discovery_->listed(host_, since_ms.value_or(TIDEMARK_UNKNOWN_TIME));
  }

 private:
  const tidemark_discovery* discovery_;
  std::uint32_t found_ = 0;
};

/// What check found out; texts are lists separated by spaces.
struct Access {
  std::string scopes = {};   // what the token may
  std::string missing = {};  // what syncs need and was not granted: scopes, roles
  std::string role = {};
  std::optional<std::int64_t> expires_at_ms = {};  // TIDEMARK_NEVER: not at all
};

/// One call of check. Return if the access is good, throw a Failure if not; say what is known in both cases.
class Check : public Host {
 public:
  Check(const tidemark_host& host, const tidemark_check& check) : Host(host), check_(&check) {}

  std::string_view account(std::string_view field) const {
    return detail::find(check_->account, check_->account_count, field);
  }
  /// At most once.
  void access(const Access& found) const {
    tidemark_access raw = {};
    raw.struct_size = sizeof raw;
    raw.scopes = text(found.scopes);
    raw.missing = text(found.missing);
    raw.role = text(found.role);
    raw.expires_at_ms = found.expires_at_ms.value_or(TIDEMARK_UNKNOWN_TIME);
    check_->access(host_, &raw);
  }

 private:
  const tidemark_check* check_;
};

}  // namespace tidemark::sdk
