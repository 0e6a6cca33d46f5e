#pragma once

#include <span>
#include <string>
#include <string_view>

#include "admin/route.h"

namespace tidemark {

/// The OpenAPI 3.1 document of these routes.
std::string openapi_document(std::span<const Route> routes, std::string_view version);

}  // namespace tidemark
