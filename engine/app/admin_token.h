#pragma once

#include <filesystem>

#include "catalog/api_tokens.h"
#include "domain/result.h"

namespace tidemark {

/// On the first start, makes an admin token and writes it to `<data_dir>/admin.token` (0600). A start that
/// was interrupted between the two is made good. Error `storage`.
Result<> ensure_admin_token(ApiTokens& tokens, const std::filesystem::path& data_dir);

}  // namespace tidemark
