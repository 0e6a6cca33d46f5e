#include "sync/account_verdict.h"

#include <algorithm>
#include <chrono>

#include "sync/outcome.h"

namespace tidemark {

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
    case Code::platform_error:  // used-up money, a retired version: calls as a whole fail with it
      if (why.http_status.value_or(0) >= 500) return;  // the platform is down, whatever the account
      [[fallthrough]];
    case Code::bad_config:
      if (about == About::call && !refused_) refused_ = why;
      return;
    case Code::post_not_found:  // so the platform let us look
      worked_ = true;
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
  if (other.limited_) {
    retry_at_ = limited_ ? std::max(retry_at_, other.retry_at_) : other.retry_at_;
    if (!limited_) limited_ = other.limited_;
  }
}

std::optional<AccountVerdict::State> AccountVerdict::state() const {
  if (dead_) return State{AccountState::auth_failed, dead_->message};
  if (refused_) return State{AccountState::error, refused_->message};
  if (limited_) return State{AccountState::rate_limited, limited_->message, retry_at_};
  if (worked_) return State{};
  return {};
}

}  // namespace tidemark
