// tidemark-sandbox: the platforms' stand-in, as a program.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <iostream>
#include <string>
#include <string_view>

#include "sandbox/faults.h"
#include "sandbox/sandbox.h"

namespace {

using tidemark::sandbox::Options;
using tidemark::sandbox::Refused;
using tidemark::sandbox::Sandbox;

struct Arguments {
  Options options;
  std::vector<std::string> limits, daily_limits, token_life;
  std::string clock = "real";
  std::string latency = "0ms";
  std::string refused = "post";
  std::int64_t credits = -1;
  bool no_gzip = false;
};

void declare(CLI::App& app, Arguments& a) {
  a.options.port = 8090;
  app.add_option("--port", a.options.port, "on 127.0.0.1; 0: any free one")->capture_default_str();
  app.add_option("--accounts", a.options.accounts,
                 "accounts on each platform (X: with the tokens sandbox-user-1, -2, ...)")
      ->capture_default_str();
  app.add_option("--posts", a.options.posts, "posts on each account's timeline")->capture_default_str();
  app.add_option("--deleted", a.options.deleted, "of these, deleted")->capture_default_str();
  app.add_option("--suspended", a.options.suspended, "of these, by a suspended user")->capture_default_str();
  app.add_option("--protected", a.options.protected_posts, "of these, for their author only")
      ->capture_default_str();
  app.add_option("--videos", a.options.videos, "of these, with a video (default: every tenth)");
  app.add_option("--seed", a.options.seed, "the same seed, the same world and the same faults")
      ->capture_default_str();
  app.add_option("--clock", a.clock,
                 "real, fast=3600 (an hour in a second) or stepped (moved by POST /sandbox/clock only)")
      ->capture_default_str();
  app.add_option("--token-life", a.token_life,
                 "PLATFORM=TIME after which its tokens run out, as linkedin=60d");
  app.add_option("--fault", a.options.faults,
                 "KIND[=VALUE][:PATH[:HOW_OFTEN]], as 429:/2/tweets:0.1, slow=2s:/2/users*, cut, 500:*:x3");
  app.add_option("--limit", a.limits,
                 "BUCKET=N requests in a window, as tweets=5 (X), users/:id/tweets=2, linkedin/posts=100");
  app.add_option("--daily-limit", a.daily_limits, "the same in 24 hours, beside the other (X)");
  app.add_option("--credits", a.credits, "posts and users of X that may be read before a 402");
  app.add_option("--refused", a.refused,
                 "private figures without the right: leave out the post or the member")
      ->check(CLI::IsMember({"post", "member"}))
      ->capture_default_str();
  app.add_option("--latency", a.latency, "before each answer, as 20ms")->capture_default_str();
  app.add_flag("--no-gzip", a.no_gzip, "never pack answers");
  app.add_option("--replay", a.options.replay, "serve the recordings of this directory instead of a world");
}

/// Empty if good, else what is wrong.
std::string read_limits(const std::string& option, const std::vector<std::string>& given,
                        std::map<std::string, std::int64_t>& limits) {
  for (const auto& limit : given) {
    const auto equals = limit.rfind('=');
    const std::string count = equals == std::string::npos ? "" : limit.substr(equals + 1);
    if (count.empty() || count.size() > 9 || count.find_first_not_of("0123456789") != std::string::npos)
      return option + " " + limit + ": the form is ENDPOINT=N";
    limits[limit.substr(0, equals)] = std::stoll(count);
  }
  return "";
}

/// Empty if good, else what is wrong.
std::string read_times(Arguments& a) {
  const auto kind = tidemark::sandbox::parse_clock(a.clock);
  if (!kind) return "--clock " + a.clock + ": real, stepped or fast=N, N above 0";
  a.options.clock = *kind;
  for (const auto& life : a.token_life) {
    const auto equals = std::min(life.find('='), life.size());
    const auto time =
        tidemark::sandbox::parse_duration(std::string_view(life).substr(std::min(equals + 1, life.size())));
    if (!time) return "--token-life " + life + ": the form is PLATFORM=TIME, as x=2h or linkedin=60d";
    a.options.token_life[life.substr(0, equals)] = *time;
  }
  return "";
}

std::string finish(Arguments& a) {
  for (const auto& wrong :
       {read_limits("--limit", a.limits, a.options.limits),
        read_limits("--daily-limit", a.daily_limits, a.options.daily_limits), read_times(a)})
    if (!wrong.empty()) return wrong;
  const auto latency = tidemark::sandbox::parse_duration(a.latency);
  if (!latency) return "--latency " + a.latency + ": the form is 150ms, 2s or 5m";
  a.options.latency = *latency;
  if (a.credits >= 0) a.options.credits = a.credits;
  a.options.refused = a.refused == "post" ? Refused::drop_post : Refused::drop_member;
  a.options.gzip = !a.no_gzip;
  return "";
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app(
      "A stand-in for the platforms' APIs on loopback, for trying out, testing and benchmarking Tidemark.",
      "tidemark-sandbox");
  declare(app, arguments);
  app.footer(
      "Platforms: X at the root and under /x, LinkedIn under /linkedin. Give the engine base_url with that "
      "prefix.\n"
      "At run time, without a token: GET /sandbox/world?platform=P, GET /sandbox/requests, POST\n"
      "/sandbox/reset-counters, POST /sandbox/faults [\"500:*\"], POST /sandbox/clock {\"advance\": \"1h\"}, "
      "POST\n"
      "/sandbox/events {\"platform\": \"x\", \"event\": \"publish\", \"account\": 1}. Events: publish, "
      "delete, restore,\n"
      "revoke, expire, renew, drop_scope, grant_scope; LinkedIn also drop_role, grant_role, edit, "
      "retire_metric,\n"
      "restore_metric, expire_version, release_version. All of it: tools/sandbox/README.md");
  CLI11_PARSE(app, argc, argv);
  if (const std::string wrong = finish(arguments); !wrong.empty()) {
    std::cerr << "tidemark-sandbox: " << wrong << "\n";
    return 2;
  }

  // Blocked before threads start, so that all of them leave the signals to sigwait.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto sandbox = Sandbox::start(arguments.options);
  if (!sandbox) {
    std::cerr << "tidemark-sandbox: " << sandbox.error().message << "\n";
    return sandbox.error().code == tidemark::Code::invalid ? 2 : 1;
  }
  std::cout << "tidemark-sandbox listens on " << (*sandbox)->url() << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}
