#pragma once
// What all insights have in common.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/graph/call.h"

namespace tidemark::sandbox::graph {

/// The names in `metric`; throws 3001 if there are none and `must` is set.
std::vector<std::string> metrics_asked(const Pairs& asked, bool must = true);
/// The value of that name, or `otherwise`.
std::string word(const Pairs& asked, std::string_view name, std::string_view otherwise = "");
/// `since` or `until`; throws for what is no time.
std::optional<std::int64_t> moment(const Pairs& asked, std::string_view name);

/// Figures are made up anew four times a day; insights show the last ones.
std::int64_t insights_as_of(std::int64_t now_ms);

/// The members of an element that stand before its values.
void begin_insight(JsonText& json, std::string_view name, std::string_view period);
/// Title, description and id, and the end of the element.
void end_insight(JsonText& json, const std::string& id, std::string_view title, std::string_view description);
/// `previous` and `next` of an insights edge: windows of time on either side, without end.
void write_window_links(JsonText& json, const Call& call, const std::string& path, const Pairs& asked,
                        std::int64_t since_s, std::int64_t until_s);

}  // namespace tidemark::sandbox::graph
