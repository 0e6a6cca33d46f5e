// The store as its users meet it: histories of S, M and L go in through POST /import of a real tidemarkd, and
// five questions come back over HTTP, with token, parser and durability as any client has them. Prints
// figures; judges nothing.

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "domain/instant.h"
#include "growth.h"
#include "load.h"
#include "measure.h"
#include "running_engine.h"
#include "support/temp_dir.h"

namespace tidemark {
namespace {

using bench::LoadFigures;
using testing::RunningEngine;

struct Size {
  const char* name;
  std::size_t posts, calls;
};
constexpr Size kSizes[] = {{"S", 1'000, 2'000}, {"M", 10'000, 2'000}, {"L", 100'000, 1'000}};
constexpr std::size_t kPostsOfABusiness = 50;
constexpr std::size_t kAtOnce = 10'000;  // posts in one call
constexpr std::size_t kBatchRows = 100, kMostInBatches = 1'000'000;
constexpr std::size_t kClients = 8;

std::string platform_post_id(std::size_t platform, std::size_t post) {
  const std::string number = std::to_string(1'000'000'000'000 + post);
  if (platform == 0) return "100000000000001_" + number;
  if (platform == 2) return "urn:li:share:" + number;
  return number;
}

/// A running engine with a catalog for a history, and what is known about it.
class House {
 public:
  House(const Size& size, std::filesystem::path data) : size_(size), data_(std::move(data)) {
    businesses_ = std::max<std::size_t>(1, size.posts / kPostsOfABusiness);
    posts_ = bench::grow_posts(size.posts, businesses_, 1);
    start();
    register_all();
  }

  RunningEngine& engine() { return *engine_; }
  const std::vector<bench::GrownPost>& posts() const { return posts_; }
  std::int64_t id_of(std::size_t post) const { return ids_[post]; }
  std::size_t businesses() const { return businesses_; }
  std::string token() const {
    std::ifstream file(data_ / "admin.token");
    std::string token;
    file >> token;
    return token;
  }
  double store_bytes() const { return static_cast<double>(bytes_on_disk(data_ / "store")); }
  double all_bytes() const { return static_cast<double>(bytes_on_disk(data_)); }

  void start() {
    engine_ = std::make_unique<RunningEngine>(data_, std::map<std::string, std::string>{});
    if (!engine_->ready()) throw std::runtime_error("the engine did not start");
  }
  void stop() {
    engine_->process().signal(SIGTERM);
    engine_->process().wait();
    engine_.reset();
  }

 private:
  std::int64_t create(const std::string& path, const std::string& body) {
    const auto reply = engine_->post(path, body);
    if (reply.status != 201) throw std::runtime_error(path + ": " + reply.body);
    return reply.json().root()["id"].integer().value_or(0);
  }

  void register_all() {
    std::vector<std::array<std::int64_t, 4>> accounts(businesses_);
    for (std::size_t business = 0; business < businesses_; ++business) {
      const auto id = create("/businesses", R"({"name":"Business )" + std::to_string(business + 1) + "\"}");
      business_ids_.push_back(id);
      for (std::size_t platform = 0; platform < bench::kPlatforms.size(); ++platform)
        accounts[business][platform] = create(
            "/accounts",
            R"({"business_id":)" + std::to_string(id) + R"(,"platform":")" +
                std::string(bench::kPlatforms[platform]) +
                R"(","platform_user_id":"1","page_id":"1","instagram_account_id":"1","access_token":"bench",)" +
                R"("tracked_since":"2025-01-01T00:00:00Z"})");
    }
    ids_.resize(posts_.size());
    for (std::size_t first = 0; first < posts_.size(); first += kAtOnce) {
      const std::size_t end = std::min(first + kAtOnce, posts_.size());
      std::string body = "[";
      for (std::size_t i = first; i < end; ++i)
        body += (i > first ? "," : "") +
                (R"({"business_id":)" + std::to_string(business_ids_[posts_[i].business])) +
                R"(,"account_id":)" + std::to_string(accounts[posts_[i].business][posts_[i].platform]) +
                R"(,"platform_post_id":")" + platform_post_id(posts_[i].platform, i) +
                R"(","published_at":")" + to_rfc3339({posts_[i].published_at}) + "\"}";
      const auto reply = engine_->post("/posts", body + "]");
      if (reply.status != 201) throw std::runtime_error("posts: " + reply.body.substr(0, 500));
      const auto answer = reply.json();
      std::size_t at = first;
      for (json::Value item : answer.root()["items"].items()) ids_[at++] = item["id"].integer().value_or(0);
    }
  }

  const Size& size_;
  const std::filesystem::path data_;
  std::size_t businesses_ = 0;
  std::vector<bench::GrownPost> posts_;
  std::unique_ptr<RunningEngine> engine_;
  std::vector<std::int64_t> ids_, business_ids_;
};

struct Written {
  std::size_t snapshots = 0, points = 0;
};

/// The history as rows of an import.
Written write_csv(const House& house, const std::filesystem::path& file, bool by_time) {
  std::ofstream csv(file, std::ios::binary);
  std::string text = "post_id,fetched_at";
  for (const auto name : bench::kMetrics) text += "," + std::string(name);
  text += '\n';
  Written written;
  const auto take = [&](const bench::GrownSnapshot& snapshot) {
    ++written.snapshots;
    text += std::to_string(house.id_of(snapshot.post)) + ',' + std::to_string(snapshot.at);
    for (const std::int64_t value : snapshot.values) {
      text += ',';
      if (value < 0) continue;
      text += std::to_string(value);
      ++written.points;
    }
    text += '\n';
    if (text.size() < (1u << 20)) return;
    csv << text;
    text.clear();
  };
  if (by_time)
    bench::each_by_time(house.posts(), take);
  else
    bench::each_by_post(house.posts(), take);
  csv << text;
  return written;
}

std::string day(std::int64_t index) {
  return to_rfc3339({bench::kFirstDay + index * 86'400'000}).substr(0, 10);
}

struct Questions {
  std::vector<std::string> q1, q2, q3, q4, q5;
};

Questions ask_about(const House& house, std::size_t calls) {
  std::mt19937_64 random(7);
  const auto below = [&](std::size_t most) { return static_cast<std::int64_t>(random() % most); };
  const std::string token = house.token();
  Questions all;
  for (std::size_t i = 0; i < calls; ++i) {
    const auto post = std::to_string(house.id_of(static_cast<std::size_t>(below(house.posts().size()))));
    const auto business = std::to_string(1 + below(house.businesses()));
    const std::int64_t first = below(bench::kDays - 30);
    const std::string month = "from=" + day(first) + "&to=" + day(first + 29);
    const std::int64_t week = below(bench::kDays - 7);
    const std::string platform(bench::kPlatforms[static_cast<std::size_t>(below(4))]);
    all.q1.push_back(bench::get_request("/api/v1/analytics/posts/" + post, token));
    all.q2.push_back(bench::get_request("/api/v1/posts/" + post + "/series?step=raw", token));
    all.q3.push_back(bench::get_request(
        "/api/v1/analytics/series?business_id=" + business +
            "&metrics=likes_count,impressions&step=1d&group_by=platform&value=total&" + month,
        token));
    all.q4.push_back(bench::get_request("/api/v1/analytics/top-posts?business_id=" + business +
                                            "&metric=engagement_rate&limit=10&start_date=" + day(first) +
                                            "&end_date=" + day(first + 29),
                                        token));
    all.q5.push_back(bench::get_request("/api/v1/analytics/series?platform=" + platform +
                                            "&metrics=impressions&step=1h&value=total&from=" + day(week) +
                                            "&to=" + day(week + 6),
                                        token));
  }
  return all;
}

void print(const char* what, const LoadFigures& figures, const char* aim) {
  std::printf("%-58s %6.3f / %6.3f ms  %s\n", what, quantile(figures.ms, 0.5), quantile(figures.ms, 0.99),
              aim);
  std::fflush(stdout);
}

void ask(House& house, std::size_t calls) {
  const Questions questions = ask_about(house, calls);
  const auto port = house.engine().port();
  const struct {
    const char* what;
    const std::vector<std::string>& requests;
    const char* aim;
  } rows[] = {{"Q1 latest of a post, p50/p99", questions.q1, "0.10 / 0.3"},
              {"Q2 whole history of a post", questions.q2, "0.15 / 0.5"},
              {"Q3 a business, 30 days, per day and platform", questions.q3, "0.20 / 0.6"},
              {"Q4 ten best posts of a business in 30 days", questions.q4, "0.25 / 0.8"},
              {"Q5 a platform, 7 days, per hour", questions.q5, "0.5 / 1.5 (L: 1)"}};
  for (const auto& one : rows) print(one.what, bench::load(port, one.requests, 1, calls), one.aim);
  row("Q1 calls/s, 8 clients", bench::load(port, questions.q1, kClients, 50'000).per_second(), "1/s", "45k");
  row("Q2 calls/s, 8 clients", bench::load(port, questions.q2, kClients, 20'000).per_second(), "1/s", "15k");
}

/// Seconds from the start of the process to its first right answer.
double restart(House& house) {
  house.stop();
  const auto begin = Time::now();
  house.start();
  const auto reply = house.engine().get("/analytics/posts/" + std::to_string(house.id_of(0)));
  if (reply.status != 200) throw std::runtime_error("after the restart: " + reply.body);
  return seconds_since(begin);
}

void check_import(const std::string& answer, std::size_t snapshots) {
  const auto stored = json::parse(answer).root()["stored"].integer().value_or(-1);
  if (stored != static_cast<std::int64_t>(snapshots))
    throw std::runtime_error("not every row was stored: " + answer.substr(0, 500));
}

void bulk(const Size& size, const std::filesystem::path& folder, bool by_time) {
  House house(size, folder / (by_time ? "by-time" : "by-post"));
  const auto csv = folder / "history.csv";
  const Written written = write_csv(house, csv, by_time);
  const double snapshots = static_cast<double>(written.snapshots),
               points = static_cast<double>(written.points);
  std::printf("\n%s by %s: %zu posts, %zu snapshots, %zu points\n", size.name, by_time ? "time" : "post",
              size.posts, written.snapshots, written.points);
  const int process = house.engine().process().id();
  const double cpu = cpu_seconds(process);
  const auto start = Time::now();
  check_import(bench::post_file(house.engine().port(), "/api/v1/import", house.token(), csv),
               written.snapshots);
  row("bulk import, snapshots/s", snapshots / seconds_since(start), "1/s", "500k");
  row("  engine CPU a snapshot", (cpu_seconds(process) - cpu) / snapshots * 1e6, "us", "");
  row("  most resident during the import", peak_resident_mib(process), "MiB", "under 256");
  std::filesystem::remove(csv);
  if (!by_time) return;

  const auto pack_start = Time::now();
  bench::load(house.engine().port(), {bench::post_request("/api/v1/store/pack", house.token())}, 1, 1);
  row("packing all of it", seconds_since(pack_start), "s", "");
  std::printf("  %s\n", house.engine().get("/store/stats").body.c_str());
  house.stop();
  row("bytes per point, store", house.store_bytes() / points, "B", "0.7");
  row("bytes per point, with the catalog of posts", house.all_bytes() / points, "B", "");
  house.start();
  std::vector<double> starts;
  for (int round = 0; round < 5; ++round) starts.push_back(restart(house));
  row("start to the first right answer", median(starts), "s", "0.10");
  row("resident, idle", resident_mib(house.engine().process().id()), "MiB", "40");
  ask(house, size.calls);
  row("resident, after the questions", resident_mib(house.engine().process().id()), "MiB", "120");
}

void batches(const Size& size, const std::filesystem::path& folder) {
  House house(size, folder / "batches");
  const auto csv = folder / "history.csv";
  const std::size_t rows = std::min(write_csv(house, csv, true).snapshots, kMostInBatches);
  const LoadFigures figures = bench::post_batches(house.engine().port(), "/api/v1/import", house.token(), csv,
                                                  kBatchRows, kMostInBatches, kClients);
  row("100 a request, durable, 8 clients, snapshots/s", static_cast<double>(rows) / figures.wall_s, "1/s",
      "150k");
  std::filesystem::remove(csv);
}

int run(const std::string& sizes) {
  for (const Size& size : kSizes) {
    if (sizes.find(size.name) == std::string::npos) continue;
    const testing::TempDir folder;
    bulk(size, folder / ".", true);
    bulk(size, folder / ".", false);
    if (size.posts <= 10'000) batches(size, folder / ".");
  }
  return 0;
}

}  // namespace
}  // namespace tidemark

int main(int argc, char** argv) try {
  return tidemark::run(argc > 1 ? argv[1] : "SM");
} catch (const std::exception& problem) {
  std::cerr << "store_bench: " << problem.what() << '\n';
  return 1;
}
