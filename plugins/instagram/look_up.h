#pragma once
// Media by their ids: fields, and insights by kind, 50 a request. One media that is gone, older than the
// account's conversion, or seen by too few refuses all 50, mostly without being named: the group is halved
// until it stands alone, and the others lose nothing. A metric is taken to be refused for its whole kind only
// if the newest of the group is refused it alone.

#include <optional>
#include <string>
#include <string_view>
#include <tidemark/metric_sets.hpp>
#include <vector>

#include "api.h"
#include "kinds.h"
#include "media.h"
#include "memory.h"

namespace tidemark::instagram {

/// Optional fields of a media, without those that the host turned out not to have.
std::string field_list(const AccountMemory& memory, std::string_view names);
/// Whether `error` is about a field of ours that can be left out; it is from then on.
bool forget_field(AccountMemory& memory, const graph::Error& error);

class LookUp {
 public:
  using Group = std::vector<Media*>;
  using Metrics = std::vector<sdk::WantedMetric>;

  /// All of these outlive it.
  LookUp(const sdk::Reading& reading, const Api& api, const MetricTable& table, Memory& memory,
         AccountMemory& account);

  /// Reads what each still lacks: fields, and all insights of its kind. Whose answer did not come has a
  /// failure afterwards; throws what stands in the way of all.
  void read(const Group& media);
  /// Reads `wanted` for media of one kind whose fields are known.
  void read_insights(Kind kind, const Group& media, const Metrics& wanted);
  /// Insights were refused to this token as a whole.
  bool insights_denied() const { return denied_; }
  /// A list was answered, perhaps with insights: what is denied from now on is denied to single media.
  void note_list(bool with_insights) {
    anything_seen_ = true;
    insights_seen_ = insights_seen_ || with_insights;
  }

 private:
  void read_kind(Kind kind, const Group& group, const Metrics& wanted, bool fields);
  std::optional<sdk::Refusal> read_group(const Group& group, sdk::AskedMetrics asked, bool fields);
  void read_part(const Group& part, sdk::AskedMetrics asked, bool fields);
  void read_halves(const Group& group, sdk::AskedMetrics asked, bool fields);
  void read_fields_of(const Group& group) { read_part(lacking_fields(group), {}, true); }
  /// The refusal, if a metric is refused and `tell` is set; otherwise that metric is left out for this media.
  std::optional<sdk::Refusal> read_alone(Media& media, sdk::AskedMetrics asked, bool tell);
  void read_answer(const Group& group, sdk::AskedMetrics asked, const json::Value& root, bool fields);
  /// Of a media that ?ids= leaves out in silence: its own address says why.
  void read_node(Media& media, sdk::AskedMetrics asked);
  void after_refusal(const Group& group, sdk::AskedMetrics asked, const graph::Answer& answer, bool fields);
  void deny_insights(Media& media, const graph::Answer& answer);
  void one_refused(Media& media, const graph::Answer& answer);
  /// A passing trouble: costs these media what they lack, twice in a row everything.
  void passing(const Group& group, const sdk::Failure& why);
  std::optional<graph::Answer> ask(const sdk::Target& target, std::string_view what, const Group& group);
  bool is_before_conversion(const Media& media) const;
  static Group lacking_fields(const Group& group);

  const sdk::Reading& reading_;
  const Api& api_;
  const MetricTable& table_;
  AccountMemory& account_;
  sdk::MetricSets sets_;
  bool denied_ = false;
  bool insights_seen_ = false;
  bool anything_seen_ = false;
  int failures_in_a_row_ = 0;
  int guesses_left_ = 48;  // halvings for single media in one call
};

}  // namespace tidemark::instagram
