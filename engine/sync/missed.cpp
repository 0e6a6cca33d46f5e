#include "sync/missed.h"

#include <algorithm>

namespace tidemark {
namespace {

/// The one to be told of several that kept the same account from being measured: what needs a person goes
/// before what passes by itself.
int weight_of(GapReason reason) {
  constexpr GapReason rising[] = {GapReason::plugin_error,  GapReason::bad_response,
                                  GapReason::timeout,       GapReason::network_error,
                                  GapReason::storage,       GapReason::platform_error,
                                  GapReason::rate_limited,  GapReason::permission_denied,
                                  GapReason::invalid_token, GapReason::auth_failed};
  return static_cast<int>(std::find(std::begin(rising), std::end(rising), reason) - std::begin(rising));
}

/// What one post's answer says of all: quota, access and connection are the account's.
bool concerns_all(Code code) {
  switch (code) {
    case Code::rate_limited:
    case Code::auth_failed:
    case Code::invalid_token:
    case Code::network_error:
    case Code::timeout:
    case Code::cancelled:
    case Code::storage:
      return true;
    default:
      return false;
  }
}

GapNote note_of(Subject subject, Instant at, const Error& why) {
  return {.subject = subject, .at = at, .reason = gap_reason(why.code), .message = why.message};
}

}  // namespace

Missed::Failure Missed::keep(const Error& why, Instant now) {
  if (!last_ || last_->code != why.code || last_->message != why.message)
    last_ = std::make_shared<const Error>(why);
  return {now, last_};
}

void Missed::take_worse(std::optional<Failure>& worst, const Failure& failure) {
  if (!worst) {
    worst = failure;
    return;
  }
  worst->at = std::min(worst->at, failure.at);
  if (weight_of(gap_reason(failure.why->code)) > weight_of(gap_reason(worst->why->code)))
    worst->why = failure.why;
}

void Missed::post(PostId id, const Error& why, bool alone, Instant now) {
  const Failure failure = keep(why, now);
  posts_.push_back({id, alone && !concerns_all(why.code), failure});
  if (!posts_.back().alone) take_worse(account_, failure);
}

void Missed::itself(const Error& why, Instant now) {
  take_worse(itself_, keep(why, now));
}

void Missed::account(const Error& why, Instant now) {
  take_worse(account_, keep(why, now));
}

void Missed::merge(const Missed& other) {
  measured_ |= other.measured_;
  if (other.listed_) listed_ = other.listed_;
  posts_.insert(posts_.end(), other.posts_.begin(), other.posts_.end());
  if (other.itself_) take_worse(itself_, *other.itself_);
  if (other.account_) take_worse(account_, *other.account_);
}

std::vector<GapNote> Missed::notes(BusinessId business, AccountId account) const {
  std::vector<GapNote> notes;
  const Subject subject = subject_of(account, business);
  if (!measured_ && account_) notes.push_back(note_of(subject, account_->at, *account_->why));
  // An account without a post to measure: that it could be listed is all there is to know.
  if (!measured_ && !account_ && listed_) notes.push_back({.subject = subject, .at = *listed_});
  if (itself_) {
    notes.push_back(note_of(subject, itself_->at, *itself_->why));
    notes.back().itself = true;
  }
  for (const OfPost& post : posts_)
    if (post.alone || measured_)
      notes.push_back(note_of(subject_of(post.id, business), post.failure.at, *post.failure.why));
  return notes;
}

}  // namespace tidemark
