#include "sync/scheduler.h"

#include <algorithm>
#include <utility>

#include "domain/duration.h"

namespace tidemark {

using std::chrono::milliseconds;

Scheduler::Scheduler(Parts parts, milliseconds every, std::function<bool(BusinessId)> run)
    : parts_(parts),
      every_(std::max(every, milliseconds(1))),
      run_(std::move(run)),
      random_(std::random_device{}()) {}

void Scheduler::start() {
  std::lock_guard lock(mutex_);
  if (running_) return;
  running_ = true;
  thread_ = std::thread([this] { loop(); });
}

void Scheduler::stop() {
  std::thread thread;
  {
    std::lock_guard lock(mutex_);
    running_ = false;
    wake();
    thread.swap(thread_);
  }
  if (thread.joinable()) thread.join();
}

void Scheduler::pause() {
  std::lock_guard lock(mutex_);
  paused_ = true;
  wake();
}

void Scheduler::resume() {
  std::lock_guard lock(mutex_);
  paused_ = false;
  wake();
}

bool Scheduler::is_paused() const {
  std::lock_guard lock(mutex_);
  return paused_;
}

void Scheduler::reschedule(BusinessId) {
  std::lock_guard lock(mutex_);
  look_ = true;
  wake();
}

void Scheduler::wake() {
  wake_.request_stop();
}

std::optional<Instant> Scheduler::instant_of(Clock::Steady due) const {
  if (!running_ || paused_) return {};
  const auto away = std::chrono::ceil<milliseconds>(due - parts_.clock.steady());
  return parts_.clock.now() + std::max(away, milliseconds(0));
}

std::optional<Instant> Scheduler::next(BusinessId business) const {
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(business);
  return found == entries_.end() ? std::nullopt : instant_of(found->second.due);
}

std::optional<Instant> Scheduler::next() const {
  std::lock_guard lock(mutex_);
  std::optional<Clock::Steady> soonest;
  for (const auto& [id, entry] : entries_) soonest = soonest ? std::min(*soonest, entry.due) : entry.due;
  return soonest ? instant_of(*soonest) : std::nullopt;
}

void Scheduler::loop() {
  for (;;) {
    look_around();
    for (BusinessId business : take_due())
      if (!run_(business)) try_again_soon(business);
    const auto [pause, woken] = until_next();
    {
      std::lock_guard lock(mutex_);
      if (!running_) return;
    }
    if (pause.count() > 0) parts_.clock.sleep(pause, woken);
  }
}

void Scheduler::look_around() {
  {
    std::lock_guard lock(mutex_);
    if (!running_) return;
    milliseconds often = std::min(kLookAround, every_);
    for (const auto& [id, entry] : entries_) often = std::min(often, entry.every);
    if (!std::exchange(look_, false) && parts_.clock.steady() - looked_at_ < often) return;
    looked_at_ = parts_.clock.steady();
  }
  const auto businesses = parts_.directory.businesses();
  if (!businesses) {
    parts_.log.error("sync", "the schedule could not be read: " + businesses.error().message);
    return;
  }
  std::set<BusinessId> alive;
  for (const Business& business : *businesses) {
    alive.insert(business.id);
    enter(business, parts_.clock.steady());
  }
  std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const auto& entry) { return !alive.contains(entry.first); });
}

void Scheduler::enter(const Business& business, Clock::Steady now) {
  {
    std::lock_guard lock(mutex_);
    const auto known = entries_.find(business.id);
    if (known != entries_.end()) {
      Entry& entry = known->second;
      if (entry.own_interval == business.every) return;
      entry.own_interval = business.every;
      entry.every = interval_of(business);
      if (entry.last) entry.due = std::max(now, *entry.last + entry.every);
      return;
    }
  }
  Entry entry{.own_interval = business.every, .every = interval_of(business)};
  const auto last = parts_.directory.last_run_started(business.id);
  if (!last) {
    parts_.log.error("sync", "the last run of business " + std::to_string(business.id.value) +
                                 " could not be read: " + last.error().message);
  } else if (*last) {
    // A time that lies ahead is a clock that was set back; it must not put the next run off for longer than
    // usual.
    entry.last = now - std::max(parts_.clock.now() - **last, milliseconds(0));
  }
  std::lock_guard lock(mutex_);
  const milliseconds soon = std::min(kSoon, entry.every / 10);
  const milliseconds jitter(std::uniform_int_distribution<milliseconds::rep>(0, soon.count())(random_));
  entry.due = now + jitter;
  if (entry.last) entry.due = std::max(entry.due, *entry.last + entry.every);
  entries_.emplace(business.id, std::move(entry));
}

milliseconds Scheduler::interval_of(const Business& business) const {
  if (business.every.empty()) return every_;
  const auto own = parse_duration(business.every);
  if (own && own->count() > 0) return *own;
  parts_.log.warning("sync", "business " + std::to_string(business.id.value) + ": its interval \"" +
                                 business.every + "\" cannot be read; it is synced every " +
                                 to_duration_text(every_));
  return every_;
}

std::vector<BusinessId> Scheduler::take_due() {
  std::lock_guard lock(mutex_);
  std::vector<BusinessId> due;
  if (!running_ || paused_) return due;
  const Clock::Steady now = parts_.clock.steady();
  for (auto& [id, entry] : entries_) {
    if (entry.due > now) continue;
    due.push_back(id);
    entry.last = now;
    entry.due += entry.every;
    if (entry.due <= now) entry.due = now + entry.every;
  }
  return due;
}

void Scheduler::try_again_soon(BusinessId business) {
  std::lock_guard lock(mutex_);
  const auto entry = entries_.find(business);
  if (entry != entries_.end())
    entry->second.due = std::min(entry->second.due, parts_.clock.steady() + kLookAround);
}

std::pair<milliseconds, std::stop_token> Scheduler::until_next() {
  std::lock_guard lock(mutex_);
  wake_ = std::stop_source();
  const Clock::Steady now = parts_.clock.steady();
  milliseconds pause = std::min(kLookAround, every_);
  for (const auto& [id, entry] : entries_) {
    pause = std::min(pause, entry.every);
    if (!paused_) pause = std::min(pause, std::chrono::ceil<milliseconds>(entry.due - now));
  }
  if (look_) pause = milliseconds(0);  // asked for since we looked
  return {std::max(pause, milliseconds(0)), wake_.get_token()};
}

}  // namespace tidemark
