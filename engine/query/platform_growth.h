#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/result.h"
#include "query/query_parts.h"
#include "query/scope.h"

namespace tidemark {

struct PlatformGrowth {
  std::string platform;
  std::int64_t percent_hundredths = 0;
};

/// How much the platforms grew in the scope's window, by name: 100 × what their posts were measured to gain
/// in it / what stood for all posts measured before it. Of total engagement, where likes, comments and shares
/// all stood, else of impressions. Platforms that nothing can be said of are left out: nothing stood, or
/// nothing was measured in the window that has an earlier value.
Result<std::vector<PlatformGrowth>> platform_growth(const QueryParts& parts, const Scope& scope);

}  // namespace tidemark
