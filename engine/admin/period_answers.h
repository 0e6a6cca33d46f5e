#pragma once
// What was made of a window as JSON: summaries, ranks, comparisons; and the schemas of what comes out.

#include <string_view>

#include "admin/json_writer.h"
#include "admin/schema.h"
#include "query/period_queries.h"
#include "query/scope.h"

namespace tidemark {

/// period_start and period_end: the window, [from, to).
void write_window(JsonWriter& json, const Scope& scope);
/// The fields of `summary`, without the braces.
void write_fields(JsonWriter& json, const PeriodSummary& summary);
/// An array.
void write(JsonWriter& json, const TopPosts& top);
void write(JsonWriter& json, const Scope& scope, const PlatformComparison& comparison);
void write(JsonWriter& json, const Scope& scope, std::string_view period_type, const Summaries& summaries);

std::vector<Field> summary_fields();
Schema top_items_schema();
Schema comparison_schema();
Schema summaries_schema();

}  // namespace tidemark
