#include "admin/prometheus_telemetry.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <tuple>

namespace tidemark {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

const Histogram::BucketBoundaries kLatencies{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                             0.25,   0.5,   1,      2.5,   5,    10,    30};

double seconds(std::chrono::microseconds took) {
  return std::chrono::duration<double>(took).count();
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t size = 0, resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

/// The counters of one kind, found by their labels without building a map of labels each time.
template <typename Key, typename Metrics>
class Known {
 public:
  template <typename Look, typename Make>
  Metrics get(const Look& look, Make&& make) {
    {
      std::shared_lock lock(mutex_);
      if (auto found = known_.find(look); found != known_.end()) return found->second;
    }
    std::lock_guard lock(mutex_);
    if (auto found = known_.find(look); found != known_.end()) return found->second;
    return known_.emplace(Key(look), make()).first->second;
  }

 private:
  std::shared_mutex mutex_;
  std::map<Key, Metrics, std::less<>> known_;  // guarded by mutex_
};

using TwoNames = std::tuple<std::string, std::string>;
using TwoViews = std::tuple<std::string_view, std::string_view>;
using Request = std::tuple<std::string, std::string, int>;
using RequestView = std::tuple<std::string_view, std::string_view, int>;

struct Counted {
  Counter* count;
  Histogram* took;
};

}  // namespace

struct PrometheusTelemetry::Impl {
  Family<Counter>& counters(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }
  Family<Histogram>& histograms(const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
  }

  prometheus::Registry registry;
  Family<Counter>& runs = counters("tidemark_sync_runs_total", "Sync runs that ended");
  Family<Counter>& requests =
      counters("tidemark_platform_requests_total", "Requests to platforms, by status or error");
  Family<Histogram>& request_times =
      histograms("tidemark_platform_request_seconds", "How long platforms took");
  Family<Counter>& snapshots = counters("tidemark_snapshots_stored_total", "Snapshots that became durable");
  Family<Counter>& answers = counters("tidemark_http_requests_total", "Requests to the admin API");
  Family<Histogram>& answer_times =
      histograms("tidemark_http_request_seconds", "How long the admin API took");

  Known<TwoNames, Counted> known_requests;
  Known<Request, Counted> known_answers;
};

PrometheusTelemetry::PrometheusTelemetry() : impl_(std::make_unique<Impl>()) {}
PrometheusTelemetry::~PrometheusTelemetry() = default;

void PrometheusTelemetry::platform_request(std::string_view platform, std::string_view status,
                                           std::chrono::microseconds took) {
  const Counted counted = impl_->known_requests.get(TwoViews{platform, status}, [&] {
    return Counted{
        &impl_->requests.Add({{"platform", std::string(platform)}, {"status", std::string(status)}}),
        &impl_->request_times.Add({{"platform", std::string(platform)}}, kLatencies)};
  });
  counted.count->Increment();
  counted.took->Observe(seconds(took));
}

void PrometheusTelemetry::run_finished(std::string_view trigger, std::string_view status) {
  impl_->runs.Add({{"trigger", std::string(trigger)}, {"status", std::string(status)}}).Increment();
}

void PrometheusTelemetry::snapshots_stored(std::string_view platform, std::size_t count) {
  impl_->snapshots.Add({{"platform", std::string(platform)}}).Increment(static_cast<double>(count));
}

void PrometheusTelemetry::admin_request(std::string_view method, std::string_view route, int status,
                                        std::chrono::microseconds took) {
  const Counted counted = impl_->known_answers.get(RequestView{method, route, status}, [&] {
    const std::map<std::string, std::string> where{{"method", std::string(method)},
                                                   {"route", std::string(route)}};
    auto with_status = where;
    with_status.emplace("status", std::to_string(status));
    return Counted{&impl_->answers.Add(with_status), &impl_->answer_times.Add(where, kLatencies)};
  });
  counted.count->Increment();
  counted.took->Observe(seconds(took));
}

std::string PrometheusTelemetry::text(const Platforms& platforms, const SnapshotStore& store) {
  // What stands now is collected into a registry of its own: a bucket or platform that is gone leaves nothing
  // behind.
  prometheus::Registry now;
  const auto gauge = [&](const char* name, const char* help) -> Family<Gauge>& {
    return prometheus::BuildGauge().Name(name).Help(help).Register(now);
  };
  auto& left = gauge("tidemark_quota_remaining", "Units left of a platform's quota");
  auto& limit = gauge("tidemark_quota_limit", "Units of a platform's quota");
  auto& loaded = gauge("tidemark_platform_loaded", "1 for a loaded plugin, 0 for a refused file");
  for (const auto& platform : platforms.status()) {
    loaded.Add({{"platform", platform.id}}).Set(platform.loaded ? 1 : 0);
    for (const auto& bucket : platform.buckets) {
      const std::map<std::string, std::string> where{
          {"platform", platform.id}, {"bucket", bucket.name}, {"scope", bucket.scope}};
      limit.Add(where).Set(static_cast<double>(bucket.limit));
      if (bucket.remaining) left.Add(where).Set(static_cast<double>(*bucket.remaining));
    }
  }
  const StoreStats stats = store.stats();
  gauge("tidemark_store_bytes", "Size of the store on disk")
      .Add({})
      .Set(static_cast<double>(stats.bytes_on_disk));
  gauge("tidemark_store_snapshots", "Snapshots in the store, about")
      .Add({})
      .Set(static_cast<double>(stats.snapshots));
  gauge("tidemark_store_subjects", "Posts and accounts in the store, about")
      .Add({})
      .Set(static_cast<double>(stats.subjects));
  gauge("process_resident_memory_bytes", "Resident memory").Add({}).Set(resident_bytes());
  prometheus::BuildCounter()
      .Name("process_cpu_seconds_total")
      .Help("User and system time")
      .Register(now)
      .Add({})
      .Increment(cpu_seconds());
  auto all = impl_->registry.Collect();
  for (auto& family : now.Collect()) all.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(all);
}

}  // namespace tidemark
