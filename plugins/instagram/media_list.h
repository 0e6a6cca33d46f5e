#pragma once
// Pages of the account's media, with the insights that are legal for all of them. One media that is not as the
// others spoils its page: that one is read again without insights, and no page that old is asked with them
// for a day.

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

class MediaList {
 public:
  /// `fields`: of each media, beyond its id. `kind`: of all media there, if that is known.
  MediaList(const sdk::Reading& reading, const Api& api, const MetricTable& table, Memory& memory,
            AccountMemory& account, std::string_view fields, std::optional<Kind> kind);

  struct Page {
    json::Value root;
    std::vector<sdk::AskedMetric> asked;  // insights that it has; empty: it was read without
  };
  /// `newest_ms`: of the media that the page may have; unknown: of all there are. Lasts until the next call.
  /// Throws Failure when the list cannot be had.
  Page read(graph::Pages& pages, std::int64_t newest_ms);
  /// Whether the insights asked for are all that there are of that kind.
  bool is_of_one_kind() const { return kind_.has_value(); }

 private:
  std::vector<sdk::AskedMetric> metrics() const;

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
