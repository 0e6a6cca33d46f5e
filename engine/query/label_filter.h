#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "query/query_parts.h"
#include "query/scope.h"

namespace tidemark {

/// Which posts of a business a question is about, by the scope's label.
class LabelFilter {
 public:
  static Result<LabelFilter> of(const QueryParts& parts, const Scope& scope, BusinessId business) {
    LabelFilter filter;
    if (!scope.label) return filter;
    auto labels = parts.catalog.census().labels_of(business, scope.label->name);
    if (!labels) return labels.error();
    filter.labels_ = *std::move(labels);
    filter.value_ = scope.label->value;
    return filter;
  }
  bool takes(PostId post) const {
    if (!value_) return true;
    const auto label = labels_.find(post);
    return label != labels_.end() && label->second == *value_;
  }

 private:
  std::optional<std::string> value_;  // absent: all posts
  std::unordered_map<PostId, std::string> labels_;
};

}  // namespace tidemark
