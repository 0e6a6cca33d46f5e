#include "batches.h"

#include "restli.h"

namespace tidemark::linkedin {

BatchAnswer::BatchAnswer(json::Document document) : document_(std::move(document)) {
  const json::Value root = document_.root().object();
  const json::Value results = root["results"].object();
  if (!results && !root["errors"].object())
    throw json::Error(R"(the answer has neither "results" nor "errors")");
  for (const json::Value status : root["statuses"].object().items())
    if (const auto code = status.integer(); code && *code >= 400)
      failed_.try_emplace(percent_decoded(status.key()), *code);
  for (const json::Value error : root["errors"].object().items())
    failed_.try_emplace(percent_decoded(error.key()), error.object()["status"].integer().value_or(0));
  for (const json::Value entity : results.items())
    if (entity) results_.try_emplace(percent_decoded(entity.key()), entity);
}

std::optional<json::Value> BatchAnswer::entity(std::string_view urn) const {
  const auto found = results_.find(std::string(urn));
  if (found == results_.end() || failed_.contains(found->first)) return std::nullopt;
  return found->second;
}

std::int64_t BatchAnswer::status(std::string_view urn) const {
  const auto found = failed_.find(std::string(urn));
  return found == failed_.end() ? 0 : found->second;
}

}  // namespace tidemark::linkedin
