#pragma once
// Trends and best times as JSON, and the schemas of it: whoever answers with them among other things writes
// them the same way.

#include <span>

#include "admin/json_writer.h"
#include "admin/schema.h"
#include "query/best_times.h"
#include "query/trends.h"

namespace tidemark {

/// The list, with its brackets.
void write(JsonWriter& json, std::span<const Trend> trends);
/// The slots alone, with the list's brackets: the best first.
void write(JsonWriter& json, std::span<const TimeSlot> slots);
/// All of it.
void write(JsonWriter& json, const BestTimes& best);

Schema trends_schema();
Schema time_slots_schema();
Schema best_times_schema();

}  // namespace tidemark
