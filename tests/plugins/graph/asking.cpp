#include "asking.h"

#include "tidemark/plugin.hpp"

namespace tidemark::testing {
namespace {

std::function<void(sdk::Sync&)> work;

struct Asking {
  static constexpr std::string_view kPlatform = "asking", kVersion = "1.0.0";
  static constexpr sdk::Metric kMetrics[] = {{"m0", sdk::Kind::gauge}};
  static constexpr sdk::Bucket kBuckets[] = {{"app", 0, std::chrono::hours(1)},
                                             {"page", 0, std::chrono::hours(24)}};
  explicit Asking(const sdk::Config&) {}
  void sync(sdk::Sync& sync) { work(sync); }
};
constexpr tidemark_plugin kAsking = sdk::detail::descriptor<Asking>();

}  // namespace

Asked ask_graph(Answer answer, std::function<void(const json::Value&)> read, std::string_view account_id) {
  FakeHost host(kAsking);
  host.now_ms = kNow;
  host.play = [&](const SentRequest&) { return answer; };
  Asked asked;
  work = [&](sdk::Sync& sync) {
    const graph::Quotas quotas = {
        .app = kAppBucket, .account = kPageBucket, .type = "pages", .account_id = account_id};
    const graph::Answer got = graph::ask(sync, {.target = "/x", .bucket = kPageBucket}, "GET /x", quotas);
    asked.ok = got.ok();
    if (!got.ok()) {
      asked.error = got.error();
      throw got.failure();
    }
    if (read) read(got.root());
    sync.item_read(0);
  };
  asked.outcome = host.sync({{}});
  return asked;
}

}  // namespace tidemark::testing
