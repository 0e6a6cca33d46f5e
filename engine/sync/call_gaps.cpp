#include "sync/call_gaps.h"

#include <algorithm>

namespace tidemark {
namespace {

void tell(Measurements& measurements, Log& log, AccountId account, std::span<const GapNote> notes) {
  if (notes.empty()) return;
  if (auto noted = measurements.note_gaps(notes); !noted)
    log.warning("sync", "account " + std::to_string(account.value) +
                            ": why it was not measured could not be kept: " + noted.error().message);
}

}  // namespace

void CallGaps::sampled(std::string_view metric, std::string_view type) {
  sampled_.emplace(metric, type);
}

void CallGaps::measured(Subject subject, Instant at) {
  subject.business = business_;
  notes_.push_back({.subject = subject, .at = at, .itself = subject.kind == Subject::Kind::account});
}

void CallGaps::flush() {
  const auto post = std::find_if(notes_.begin(), notes_.end(), [](const GapNote& note) {
    return note.subject.kind == Subject::Kind::post;
  });
  if (post != notes_.end()) {
    const Instant at = post->at;
    notes_.push_back({.subject = subject_of(account_, business_), .at = at});
  }
  tell(measurements_, log_, account_, notes_);
  notes_.clear();
}

void CallGaps::refused(const UnavailableMetric& metric, Instant now) {
  refused_.emplace(metric.metric, metric.type);
  const GapNote note{.subject = subject_of(account_, business_),
                     .at = now,
                     .reason = GapReason::metric_unavailable,
                     .metric = metric.metric,
                     .type = metric.type,
                     .message = metric.why};
  tell(measurements_, log_, account_, {&note, 1});
}

void CallGaps::finish(Instant now) {
  std::vector<GapNote> answered;
  const auto ends = [&](std::string_view metric, std::string_view type) {
    std::pair<std::string, std::string> of(metric, type);
    if (refused_.contains(of)) return;
    answered.push_back({.subject = subject_of(account_, business_),
                        .at = now,
                        .metric = std::move(of.first),
                        .type = std::move(of.second)});
  };
  std::string_view last;
  for (const auto& [metric, type] : sampled_) {
    if (metric != last) ends(metric, {});
    if (!type.empty()) ends(metric, type);
    last = metric;
  }
  tell(measurements_, log_, account_, answered);
}

void keep_missed(Measurements& measurements, Log& log, BusinessId business, AccountId account,
                 const AccountVerdict& verdict) {
  tell(measurements, log, account, verdict.missed().notes(business, account));
}

}  // namespace tidemark
