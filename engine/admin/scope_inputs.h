#pragma once
// The parameters that questions over many posts have in common.

#include <vector>

#include "admin/admin_context.h"
#include "admin/route.h"
#include "query/query_parts.h"
#include "query/scope.h"

namespace tidemark {

/// business_id, platform, label.
std::vector<Parameter> scope_parameters();
/// from, to; and start_date, end_date, which mean the same.
std::vector<Parameter> window_parameters(bool also_dates);

inline QueryParts parts_of(AdminContext& context) {
  return {context.parts.catalog, context.parts.store, context.parts.platforms};
}

/// What business_id, platform, label and the window say; [from, to) is the last kDefaultDays days up to and
/// with this millisecond where it is not given. Errors: those of `scope_of` (query/scope.h); `invalid`: a
/// window that ends before it begins, or that is given by both names.
Result<Scope> scope_asked(const Call& call, AdminContext& context);

}  // namespace tidemark
