// What a sync costs: the real engine as a child, the sandbox in this process on the same cores, over
// loopback. Prints figures; judges nothing.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "measure.h"
#include "running_engine.h"
#include "sandbox/sandbox.h"
#include "support/temp_dir.h"

namespace tidemark {
namespace {

using testing::RunningEngine;

std::vector<std::string> ids_of(const sandbox::WorldAccount& account, std::size_t first, std::size_t count) {
  std::vector<std::string> ids;
  for (std::size_t i = first; i < first + count; ++i) ids.push_back(account.posts[i].id);
  return ids;
}

struct Bench {
  testing::TempDir dir;
  std::unique_ptr<sandbox::Sandbox> sandbox;
  std::unique_ptr<RunningEngine> engine;

  /// Seconds from the start of the process to the first 200 of /readyz.
  double start_engine() {
    engine.reset();
    const auto start = Time::now();
    engine = std::make_unique<RunningEngine>(
        dir / "data",
        std::map<std::string, std::string>{{"TIDEMARK_PLATFORMS_TWITTER_BASE_URL", sandbox->url()},
                                           {"TIDEMARK_ADMIN_REFRESH_WAIT", "10m"}});
    if (!engine->ready()) throw std::runtime_error("the engine did not start");
    return seconds_since(start);
  }

  void stop_engine() {
    engine->process().signal(SIGTERM);
    engine->process().wait();
  }
};

/// A refresh of `posts` posts on fresh data, `rounds` times.
void measure_sync(Bench& bench, std::int64_t business, std::size_t posts, int rounds) {
  std::vector<double> wall, cpu;
  for (int round = 0; round < rounds; ++round) {
    const double cpu_before = cpu_seconds(bench.engine->process().id());
    const auto start = Time::now();
    const auto reply = testing::refresh(*bench.engine, business);
    wall.push_back(seconds_since(start));
    cpu.push_back(cpu_seconds(bench.engine->process().id()) - cpu_before);
    const auto synced = reply.json().root()["sync_details"]["synced"].integer().value_or(-1);
    if (synced != static_cast<std::int64_t>(posts))
      throw std::runtime_error("not every post was synced: " + reply.body.substr(0, 500));
  }
  const double count = static_cast<double>(posts);
  row("refresh, wall time", median(wall), "s", "aim: under 4 at 20,000 posts");
  row("posts synced per second", count / median(wall), "1/s", "");
  row("engine CPU per post", median(cpu) / count * 1'000, "ms", "aim: at most 0.1");
}

int run(std::size_t posts) {
  Bench bench;
  const std::size_t idle_posts = 10'000;
  auto sandbox = sandbox::Sandbox::start({.accounts = 2,
                                          .posts = static_cast<int>(std::max(posts, idle_posts)),
                                          .videos = 0,
                                          .limits = {{"tweets", 1'000'000}}});
  if (!sandbox) throw std::runtime_error(sandbox.error().message);
  bench.sandbox = std::move(*sandbox);
  const auto world = bench.sandbox->world();

  bench.start_engine();
  const auto account = [&](std::size_t index, std::size_t count) {
    testing::Registered registered;
    for (std::size_t first = 0; first < count; first += 10'000) {  // as many as one call takes
      const auto ids = ids_of(world[index], first, std::min<std::size_t>(10'000, count - first));
      if (first == 0)
        registered = testing::register_posts(*bench.engine, world[index].user_id, world[index].token, ids);
      else
        testing::add_posts(*bench.engine, registered, ids);
    }
    return registered.business;
  };
  account(0, idle_posts);
  bench.stop_engine();

  std::vector<double> starts;
  for (int round = 0; round < 5; ++round) {
    starts.push_back(bench.start_engine());
    if (round < 4) bench.stop_engine();
  }
  row("start to /readyz, 10,000 posts registered", median(starts) * 1'000, "ms", "aim: under 200");
  row("resident, idle, 10,000 posts registered", resident_mib(bench.engine->process().id()), "MiB",
      "aim: at most 60");

  const std::int64_t business = account(1, posts);
  std::printf("%zu posts of one account, sandbox in the same two cores:\n", posts);
  measure_sync(bench, business, posts, 5);
  row("resident after the refreshes", resident_mib(bench.engine->process().id()), "MiB", "");
  bench.stop_engine();
  return 0;
}

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) try {
  const std::size_t posts = argc > 1 ? std::stoul(argv[1]) : 20'000;
  return tidemark::run(posts);
} catch (const std::exception& problem) {
  std::cerr << "sync_bench: " << problem.what() << '\n';
  return 1;
}
