#pragma once
// Which figures Instagram has of which kind of media. One metric that is not legal for one media refuses a
// whole request, so the kind decides what is asked. Source: the media insights reference of June 2026, as
// summed up in README.md, read 2026-11-22.

#include <cstdint>
#include <string>
#include <string_view>
#include <tidemark/metric_sets.hpp>
#include <tidemark/plugin.hpp>
#include <vector>

namespace tidemark::instagram {

enum class Kind { feed, reels, story, other };

/// What a post's type begins with, and the type under which a refused metric is remembered.
std::string_view to_string(Kind kind);

/// The type that discovery gives a post: "REELS", "STORY/VIDEO", "FEED/CAROUSEL_ALBUM", "AD/IMAGE". Where the
/// platform leaves out the product, what the edge and media type leave open: "VIDEO" may be a Reel.
std::string type_of(const json::Value& media, bool from_stories);
Kind kind_of(std::string_view type);
bool is_video(std::string_view type);

/// What to ask for. `views` has an older name only on the versions that still serve it.
class MetricTable {
 public:
  /// `api_version` as in "v25.0".
  explicit MetricTable(std::string_view api_version);

  /// Legal for posts and Reels alike.
  const std::vector<sdk::WantedMetric>& common() const { return common_; }
  /// What is legal for `kind` beyond that.
  const std::vector<sdk::WantedMetric>& extra(Kind kind) const;
  /// All that is legal for `kind`.
  const std::vector<sdk::WantedMetric>& all(Kind kind) const;

 private:
  std::vector<sdk::WantedMetric> common_, feed_, reels_, story_, feed_extra_, reels_extra_, none_;
};

}  // namespace tidemark::instagram
