#include "sync/account_verdict.h"

#include <algorithm>
#include <chrono>

#include "sync/outcome.h"

namespace tidemark {
namespace {

/// What a whole call's platform_error says about its account.
enum class Weight {
  none,   ///< the platform is down, has moved, or does not know one thing: whatever the account
  some,   ///< a request it does not like: ours, or all that this account can send
  whole,  ///< money is used up, access is not sold, the version is not served
};

Weight weight_of(const Error& why) {
  if (!why.http_status) return Weight::whole;  // the plugin speaks for itself, not for an answer
  switch (*why.http_status) {
    case 402:
    case 403:
    case 426:
    case 429:
      return Weight::whole;
    case 404:
      return Weight::none;
    default:
      return *why.http_status >= 400 && *why.http_status < 500 ? Weight::some
             : *why.http_status == 200 ? Weight::whole  // an error inside a good answer
                                       : Weight::none;
  }
}

}  // namespace

std::string with_advice(const Error& why) {
  switch (why.code) {
    case Code::invalid_token:
      return why.message + " (give the account a fresh access_token)";
    case Code::auth_failed:
      return why.message + " (somebody must sign in again; then give the account the new access_token)";
    case Code::permission_denied:
      return why.message + " (grant what is missing; then give the account the new access_token)";
    default:
      return why.message;
  }
}

void AccountVerdict::stored(Instant at) {
  worked_ = true;
  synced_at_ = synced_at_ ? std::max(*synced_at_, at) : at;
}

void AccountVerdict::failed(About about, const Error& why, Instant now) {
  switch (why.code) {
    case Code::auth_failed:
    case Code::invalid_token:
      if (!dead_) dead_ = why;
      return;
    case Code::rate_limited: {
      const Instant until = now + std::chrono::seconds(retry_after_seconds(why));
      if (!limited_ || until > retry_at_) retry_at_ = until;
      if (!limited_) limited_ = why;
      return;
    }
    case Code::permission_denied:  // one post may be private; that is no news about the account
      if (about != About::post && !refused_) refused_ = why;
      return;
    case Code::platform_error: {  // used-up money, a retired version: calls as a whole fail with it
      const Weight weight = about == About::call ? weight_of(why) : Weight::none;
      if (weight == Weight::whole && !refused_) refused_ = why;
      if (weight == Weight::some && !doubtful_) doubtful_ = why;
      return;
    }
    case Code::bad_config:
      if (about == About::call && !refused_) refused_ = why;
      return;
    case Code::post_not_found:  // so the platform let us look
      if (about == About::post) worked_ = true;
      return;
    default:
      return;
  }
}

void AccountVerdict::used(const Secret& token) {
  if (dead_) dead_token_ = token;
}

void AccountVerdict::merge(const AccountVerdict& other) {
  worked_ |= other.worked_;
  if (other.synced_at_) stored(*other.synced_at_);
  if (!dead_ && other.dead_) {
    dead_ = other.dead_;
    dead_token_ = other.dead_token_;
  }
  if (!refused_) refused_ = other.refused_;
  if (!doubtful_) doubtful_ = other.doubtful_;
  if (other.limited_) {
    retry_at_ = limited_ ? std::max(retry_at_, other.retry_at_) : other.retry_at_;
    if (!limited_) limited_ = other.limited_;
  }
  missed_.merge(other.missed_);
}

std::optional<AccountVerdict::State> AccountVerdict::state() const {
  if (dead_) return State{AccountState::auth_failed, with_advice(*dead_)};
  if (refused_) return State{AccountState::error, with_advice(*refused_)};
  if (limited_) return State{AccountState::rate_limited, limited_->message, retry_at_};
  if (worked_) return State{};
  if (doubtful_) return State{AccountState::error, doubtful_->message};
  return {};
}

}  // namespace tidemark
