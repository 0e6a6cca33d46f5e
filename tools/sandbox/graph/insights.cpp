#include "sandbox/graph/insights.h"

#include "sandbox/graph/pacific.h"
#include "sandbox/graph/paging.h"

namespace tidemark::sandbox::graph {

std::vector<std::string> metrics_asked(const Pairs& asked, bool must) {
  std::vector<std::string> names;
  if (const std::string* text = find(asked, "metric"))
    for (auto name : split(*text, ',')) {
      while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
      while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
      names.emplace_back(name);
    }
  if (names.empty() && must) throw no_metric();
  return names;
}

std::string word(const Pairs& asked, std::string_view name, std::string_view otherwise) {
  const std::string* text = find(asked, name);
  return text && !text->empty() ? *text : std::string(otherwise);
}

std::optional<std::int64_t> moment(const Pairs& asked, std::string_view name) {
  const std::string* text = find(asked, name);
  if (!text || text->empty()) return std::nullopt;
  const auto at = parse_graph_time(*text);
  if (!at) throw invalid_parameter("Param " + std::string(name) + " must be a valid timestamp");
  return at;
}

std::int64_t insights_as_of(std::int64_t now_ms) {
  constexpr std::int64_t kEveryMs = 6LL * 3600 * 1000;
  return now_ms / kEveryMs * kEveryMs;
}

void begin_insight(JsonText& json, std::string_view name, std::string_view period) {
  json.begin_object().member("name", name).member("period", period);
}

void end_insight(JsonText& json, const std::string& id, std::string_view title,
                 std::string_view description) {
  json.member("title", title).member("description", description).member("id", id).end_object();
}

void write_window_links(JsonText& json, const Call& call, const std::string& path, const Pairs& asked,
                        std::int64_t since_s, std::int64_t until_s) {
  const std::int64_t width = until_s - since_s;
  const auto window = [&](std::int64_t from) {
    return link(call.host_name(), path, asked, call.access.text,
                {{"since", std::to_string(from)}, {"until", std::to_string(from + width)}}, {"fields"});
  };
  json.key("paging").begin_object();
  json.member("previous", window(since_s - width)).member("next", window(until_s)).end_object();
}

}  // namespace tidemark::sandbox::graph
