#pragma once

#include <optional>
#include <unordered_set>

#include "catalog/catalog.h"
#include "domain/ids.h"
#include "domain/result.h"
#include "query/scope.h"

namespace tidemark {

/// Which posts of a business a question takes: those with its label, or all if it names none.
class LabelledPosts {
 public:
  static Result<LabelledPosts> of(Catalog& catalog, BusinessId business, const std::optional<Label>& label) {
    LabelledPosts posts;
    if (!label) return posts;
    const auto labelled = catalog.census().labels_of(business, label->name);
    if (!labelled) return labelled.error();
    posts.wanted_.emplace();
    for (const auto& [post, value] : *labelled)
      if (value == label->value) posts.wanted_->insert(post);
    return posts;
  }

  bool none() const { return wanted_ && wanted_->empty(); }
  bool has(PostId post) const { return !wanted_ || wanted_->contains(post); }

 private:
  std::optional<std::unordered_set<PostId>> wanted_;  // absent: all
};

}  // namespace tidemark
