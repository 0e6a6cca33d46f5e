#pragma once

#include <string>
#include <string_view>

namespace tidemark::linkedin {

/// A post's commentary ("little text") as its readers see it: escapes undone, {hashtag|\#|word} as #word,
/// @[name](urn) as the name. What is not well formed stays as it is.
std::string plain_text(std::string_view little);

}  // namespace tidemark::linkedin
