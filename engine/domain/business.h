#pragma once

#include <string>

#include "domain/ids.h"
#include "domain/instant.h"

namespace tidemark {

struct Business {
  BusinessId id;
  std::string name;
  std::string time_zone = "UTC";  ///< IANA name
  std::string every = {};         ///< sync interval of its own ("30m"); empty: the engine's
  Instant created_at = {};
  Instant updated_at = {};
};

}  // namespace tidemark
