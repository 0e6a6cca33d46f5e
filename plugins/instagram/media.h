#pragma once
// One media of a call, and what answers say of it. Figures gather until they are committed, because one
// media's figures come from several requests: its fields with the list, its insights after its kind.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tidemark/metric_sets.hpp>
#include <tidemark/plugin.hpp>
#include <vector>

#include "kinds.h"

namespace tidemark::instagram {

struct Figure {
  std::uint32_t metric;
  std::int64_t value;
};

struct Media {
  std::uint32_t item;
  std::string id;
  std::string type;  // as type_of has it; empty: unknown
  std::optional<std::int64_t> published_at_ms = {};

  bool has_fields = false;    // an answer with its fields was read
  bool has_insights = false;  // and one with the insights that posts and Reels share, or there are none
  std::vector<Figure> figures = {};
  std::optional<sdk::Failure> failure = {};
  bool answered = false;  // it was committed, in whichever way

  Kind kind() const { return kind_of(type); }
};

/// Reads what a list or a look-up says of `media`: type, date, counts. Bad data makes its failure.
void read_fields(Media& media, const json::Value& fields, bool from_stories);

/// Reads the insights `data` of one media for the metrics that were asked for. Bad data makes its failure.
void read_insights(Media& media, const json::Value& insights, sdk::AskedMetrics asked);

/// Hands over what was gathered. A media that failed has nothing stored, unless something of it went before.
void commit(const sdk::Reading& reading, std::span<Media* const> media);

/// For Found::media_json: the media's own pictures and videos, or those of an album's parts.
std::string media_json(const json::Value& fields);

}  // namespace tidemark::instagram
