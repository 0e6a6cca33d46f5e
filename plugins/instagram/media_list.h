#pragma once
// Pages of the account's media, with the insights that are legal for all of them. One media that is not as
// the others spoils its page: that one is read again without insights, and for a day no page is asked with
// them that may hold the same media.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tidemark/metric_sets.hpp>
#include <vector>

#include "api.h"
#include "kinds.h"
#include "memory.h"

namespace tidemark::instagram {

/// The posts of a page of `what`. Throws json::Error if that is no page: an empty one has them as well.
json::Value::Items posts_in(const json::Value& page, std::string_view what);

class MediaList {
 public:
  /// `fields`: of each media, beyond its id. `kind`: of all media there, if that is known.
  MediaList(const sdk::Reading& reading, const Api& api, const MetricTable& table, Memory& memory,
            AccountMemory& account, std::string_view fields, std::optional<Kind> kind);

  struct Page {
    json::Value root;
    std::vector<sdk::AskedMetric> asked;  // insights that it has; empty: it was read without
  };
  /// The publication of the media that a page may have.
  struct Stretch {
    std::int64_t oldest_ms = INT64_MIN, newest_ms = INT64_MAX;
  };
  /// Lasts until the next call. Throws Failure when the list cannot be had.
  Page read(graph::Pages& pages, const Stretch& stretch, bool with_insights);
  /// Whether the insights asked for are all that there are of that kind.
  bool is_of_one_kind() const { return kind_.has_value(); }

 private:
  std::vector<sdk::AskedMetric> metrics() const;
  void remember(const std::string& metrics, const Stretch& stretch);
  bool is_spoiled(const std::string& metrics, const Stretch& stretch) const;

  const sdk::Reading& reading_;
  const Api& api_;
  const MetricTable& table_;
  Memory& memory_;
  AccountMemory& account_;
  std::string fields_;
  std::optional<Kind> kind_;
  std::size_t limit_;
  std::optional<graph::Answer> answer_;
};

}  // namespace tidemark::instagram
