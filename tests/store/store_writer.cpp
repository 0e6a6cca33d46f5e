// Appends batch after batch to a store and says on stdout which one it begins ("b") and which is acknowledged
// ("a"), until it is killed. Usage: store_writer FOLDER FIRST_BATCH

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "store/snapshot_store.h"
#include "written_batch.h"

namespace {

void say(char what, std::int64_t number) {
  const std::string line = what + std::to_string(number) + "\n";
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(3);
}

}  // namespace

int main(int count, char** arguments) {
  using namespace tidemark;
  if (count != 3) return 2;
  // Little memory, so that flushes and compactions are under way too when the end comes.
  auto store = SnapshotStore::open({.folder = arguments[1], .memory = 256u << 10});
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  const std::vector<Metric> metrics{{"likes_count", "1", MetricKind::running_total},
                                    {"impressions", "1", MetricKind::running_total}};
  if (!(*store)->declare(metrics)) return 1;
  for (std::int64_t number = std::atoll(arguments[2]);; ++number) {
    say('b', number);
    if (!(*store)->append(testing::written_batch(number), OnConflict::reject)) return 1;
    say('a', number);
    if (number % 7 == 0 && !(*store)->pack({.at_least = 2, .fold_before = Instant{0}})) return 1;
  }
}
