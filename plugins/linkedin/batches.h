#pragma once
// BATCH_GET answers: {"results":{id:entity},"statuses":{id:status},"errors":{id:error}} under one 200.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>
#include <unordered_map>

namespace tidemark::linkedin {

class BatchAnswer {
 public:
  /// Throws json::Error if it is no such answer.
  explicit BatchAnswer(json::Document document);
  /// What was found under this URN; nothing if LinkedIn named a failure for it, or did not mention it.
  std::optional<json::Value> entity(std::string_view urn) const;
  /// Why it was not found; 0: not said.
  std::int64_t status(std::string_view urn) const;

 private:
  json::Document document_;
  std::unordered_map<std::string, json::Value> results_;
  std::unordered_map<std::string, std::int64_t> failed_;
};

}  // namespace tidemark::linkedin
