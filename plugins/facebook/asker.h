#pragma once
// Asks about posts, in whichever form (a list, several ids, one), for all figures that this token may have.
// What stands in the way of the others is left out: a metric by name, a permission with what needs it.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client.h"

namespace tidemark::facebook {

/// Parts of a request that can be left out, each with a permission or a fate of its own.
enum Group : unsigned {
  kShares = 1,      // pages_read_engagement
  kTotals = 2,      // pages_read_user_content: without it the whole request fails, with the wrong reason
  kReactKinds = 4,  // as kTotals; reactions of each kind
  kInsights = 8,    // read_insights
  kMedia = 16,      // what a post looks like, for discovery
  kEngagement = kShares | kTotals | kReactKinds,
};

/// What is asked about: a post of a page, or a video that is none.
struct Subject {
  std::string_view type;  // under which refused metrics are remembered
  std::string_view edge;  // of its insights
  std::span<const sdk::WantedMetric> metrics;
  std::string_view base;
  std::string_view media;
  std::string_view totals;
  bool is_video;
};
extern const Subject kPost, kReel, kVideo;

/// The form of a request: where its posts stand in the answer, and how it asks for `fields`.
struct Form {
  enum class Shape { list, by_id, single };
  Shape shape;
  std::string what;  // names the request in sentences
  std::function<sdk::Target(std::string_view fields)> target;
};

/// Figures of one post: metric and value, each metric once; the first that says something wins.
class Figures {
 public:
  void add(std::uint32_t metric, std::optional<std::int64_t> value) {
    if (value) values_.emplace(metric, *value);
  }
  void add(const Figures& others) { values_.insert(others.values_.begin(), others.values_.end()); }
  void give(sdk::Batch& batch) const {
    for (const auto& [metric, value] : values_) batch.add(metric, value);
  }

 private:
  std::map<std::uint32_t, std::int64_t> values_;
};

/// One post of an answer.
struct Post {
  std::string_view id;
  json::Value node;
  const Subject* subject;
  unsigned groups;                                                       // that were answered
  std::vector<std::pair<json::Value, sdk::AskedMetrics>> insights = {};  // nodes with the edge

  /// Throws json::Error.
  Figures figures() const;
};

/// All that was answered to one question; the posts live as long as it does.
class Answered {
 public:
  Answered(const Subject& subject, Form::Shape shape, unsigned groups)
      : subject_(&subject), shape_(shape), groups_(groups) {}

  json::Value root() const { return parts_.front().answer.root(); }
  bool empty() const { return parts_.empty(); }
  void add(graph::Answer answer, sdk::AskedMetrics asked) {
    parts_.push_back({std::move(answer), {asked.begin(), asked.end()}});
  }
  /// Of a list of posts, their insights told in answers of their own.
  void add(Answered more) {
    for (Part& part : more.parts_) extra_.push_back(std::move(part));
  }
  /// Throws json::Error if the answer is in no form that holds posts. One that is in no form of a post is
  /// left out, and `unreadable` says so.
  std::vector<Post> posts() const;
  /// Of a post that `posts` left out, the first: its place and what is wrong.
  mutable std::string unreadable;
  /// The figures of insights were left out for a reason that may be one post's.
  bool insights_left_out = false;

 private:
  struct Part {
    graph::Answer answer;
    std::vector<sdk::AskedMetric> asked;
  };
  const Subject* subject_;
  Form::Shape shape_;
  unsigned groups_;
  std::vector<Part> parts_, extra_;
};

class Asker {
 public:
  Asker(const Client& client, const sdk::Reading& reading);

  /// Throws Refused when nothing could be had, and what http throws.
  Answered ask(const Subject& subject, unsigned wanted, const Form& form);
  /// The insights of these posts alone, many at once, or fewer where one stands in the way of the others;
  /// within a bound. Adds them to `to`.
  void ask_insights(const Subject& subject, std::span<const std::string_view> ids, Answered& to);
  /// GET /?ids=...
  Form by_ids(std::span<const std::string_view> ids) const;

 private:
  Answered attempt(const Subject& subject, unsigned groups, const Form& form);
  Answered with_less(const Subject& subject, unsigned groups, const Form& form, const Refused& first);
  void remember(const Subject& subject, unsigned dropped, const Refused& why, Answered& answered);
  unsigned& allowed(const Subject& subject);

  const Client& client_;
  const sdk::Reading& reading_;
  sdk::MetricSets sets_;
  std::map<std::string_view, unsigned> allowed_;  // by the subject's type
  bool nothing_helps_ = false;                    // against a permission that is missing
  int insights_budget_ = 60;                      // requests of ask_insights
};

}  // namespace tidemark::facebook
