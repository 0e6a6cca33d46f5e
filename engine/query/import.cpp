// One thread reads the body and makes rows of it, while another has the portion before it stored.

#include "query/import.h"

#include <algorithm>
#include <future>
#include <memory>
#include <optional>

#include "query/import_form.h"
#include "query/import_posts.h"

namespace tidemark {
namespace {

/// A portion ends with whichever comes first. Large ones spare writes; two are in memory at a time.
constexpr std::size_t kPortionBytes = 8u << 20;
constexpr std::size_t kPortionRows = 128u << 10;

struct Portion {
  Portion(Instant now, const ImportMetrics& metrics) : rows(now, metrics) {}
  std::string text;  // rows have views into it
  ImportRows rows;
};

class Running {
 public:
  Running(Catalog& catalog, SnapshotStore& store, const Platforms& platforms, const Asker& asker,
          const ImportRequest& request)
      : store_(store),
        metrics_(store.metrics()),
        form_(request.format == ImportFormat::csv ? csv_form(metrics_) : ndjson_form(metrics_)),
        posts_(catalog, platforms, asker, request.create) {}

  Result<ImportAnswer> run(const ImportSource& source, const Clock& clock);

 private:
  Result<> store(Portion& portion);
  Result<> settle();  // what is being stored by the other thread
  void count(const std::vector<ImportRow>& rows, const ImportPosts::Found& found,
             const std::vector<std::uint32_t>& sent, const std::vector<Appended>& became,
             std::vector<RejectedRow>& rejected);

  SnapshotStore& store_;
  const ImportMetrics metrics_;
  const std::unique_ptr<ImportForm> form_;
  ImportPosts posts_;
  ImportAnswer answer_;
  std::future<Result<>> storing_;
};

std::string name_of(const ImportedPost& post) {
  return "post " + std::to_string(post.id.value);
}

/// Reads until there is a portion's worth. False: nothing more will come.
Result<bool> fill(const ImportSource& source, std::string& text) {
  while (text.size() < kPortionBytes) {
    auto more = source(text);
    if (!more || !*more) return more;
  }
  return true;
}

Result<ImportAnswer> Running::run(const ImportSource& source, const Clock& clock) {
  std::string rest;
  std::optional<Error> broken;
  for (bool ended = false;;) {
    auto portion = std::make_shared<Portion>(clock.now(), metrics_);
    portion->text = std::move(rest);
    if (!ended) {
      const auto more = fill(source, portion->text);
      if (!more) broken = more.error();
      ended = !more || !*more;
    }
    portion->text.reserve(portion->text.size() + ImportForm::kSpare);
    // What a broken connection left of a line is no line.
    const auto used = form_->read(portion->text, ended && !broken, kPortionRows, portion->rows);
    if (auto stored = settle(); !stored) return stored.error();
    if (!used) return broken.value_or(used.error());
    if (ended && portion->rows.rows.size() < kPortionRows) {
      if (auto stored = store(*portion); !stored) return stored.error();
      if (broken) return *broken;
      return std::move(answer_);
    }
    rest = portion->text.substr(*used);
    storing_ = std::async(std::launch::async, [this, portion] { return store(*portion); });
  }
}

Result<> Running::settle() {
  return storing_.valid() ? storing_.get() : Result<>(Done{});
}

/// Finds the posts, and has what is good written as one batch.
Result<> Running::store(Portion& portion) {
  ImportRows& read = portion.rows;
  auto found = posts_.find(read.rows);
  if (!found) return found.error();
  std::vector<std::uint32_t> sent;
  BulkSnapshots batch{.metrics = metrics_.names()};
  sent.reserve(read.rows.size());
  batch.snapshots.reserve(read.rows.size());
  for (std::uint32_t i = 0; i < read.rows.size(); ++i) {
    const ImportedPost& post = found->posts[found->of_row[i]];
    const ImportRow& row = read.rows[i];
    if (!post.found()) continue;
    sent.push_back(i);
    batch.snapshots.push_back({.subject = subject_of(post.id, post.owner.business),
                               .fetched_at = row.fetched_at,
                               .platform = post.owner.platform,
                               .from_zero = post.owner.from_zero,
                               .samples = row.count});
  }
  if (sent.size() == read.rows.size()) {
    batch.samples = std::move(read.samples);
  } else {
    for (const std::uint32_t i : sent) {
      const auto first = read.samples.begin() + read.rows[i].first;
      batch.samples.insert(batch.samples.end(), first, first + read.rows[i].count);
    }
  }
  std::vector<Appended> became;
  if (!sent.empty()) {
    auto appended = store_.append(batch, OnConflict::reject);
    if (!appended)
      return appended.error().at("the import stopped when " + std::to_string(answer_.stored) +
                                 " of its rows were stored");
    became = std::move(*appended);
  }
  std::vector<RejectedRow> rejected = read.rejected;
  answer_.rows += read.seen;
  answer_.rejected += read.seen - read.rows.size();
  count(read.rows, *found, sent, became, rejected);
  // What the reader rejected and what was rejected here are both by line.
  std::stable_sort(rejected.begin(), rejected.end(),
                   [](const RejectedRow& a, const RejectedRow& b) { return a.line < b.line; });
  for (RejectedRow& row : rejected)
    if (answer_.errors.size() < kMostErrors) answer_.errors.push_back(std::move(row));
  return Done{};
}

void Running::count(const std::vector<ImportRow>& rows, const ImportPosts::Found& found,
                    const std::vector<std::uint32_t>& sent, const std::vector<Appended>& became,
                    std::vector<RejectedRow>& rejected) {
  std::size_t told = 0;  // the first of them are enough, whatever the reader has told
  const auto reject = [&](const ImportRow& row, std::string reason) {
    ++answer_.rejected;
    if (told++ < kMostErrors) rejected.push_back({row.line, std::move(reason)});
  };
  std::size_t next = 0;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const ImportedPost& post = found.posts[found.of_row[i]];
    if (next == sent.size() || sent[next] != i) {
      reject(rows[i], post.reason);
      continue;
    }
    switch (became[next++].as) {
      case Appended::As::stored:
      case Appended::As::merged:
        ++answer_.stored;
        break;
      case Appended::As::unchanged:
        ++answer_.unchanged;
        break;
      case Appended::As::rejected:
        reject(rows[i],
               "conflict: " + name_of(post) + " has another value at " + to_rfc3339(rows[i].fetched_at));
        break;
      case Appended::As::dropped:
        reject(rows[i], name_of(post) + " was deleted meanwhile");
        break;
    }
  }
}

}  // namespace

Result<ImportAnswer> Import::run(const Asker& asker, const ImportRequest& request,
                                 const ImportSource& source) {
  return Running(catalog_, store_, platforms_, asker, request).run(source, clock_);
}

}  // namespace tidemark
