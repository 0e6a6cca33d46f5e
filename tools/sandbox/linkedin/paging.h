#pragma once
// The envelope of a finder's answer. Source: LinkedIn API facts, section 3, "Post discovery".

#include <cstdint>
#include <optional>
#include <string>

#include "sandbox/json_text.h"
#include "sandbox/linkedin/resources.h"

namespace tidemark::sandbox::linkedin {

/// `start` and `count` of a request, or the refusal: no numbers, or a count above `most`.
struct Window {
  std::int64_t start = 0, count = 10;
  std::optional<Answer> refusal;
};
Window read_window(const Call& call, std::int64_t most);

/// Writes the member `paging` of a list of `size`. `href`: of this list, without its start; empty: no links.
void write_paging(JsonText& json, const Window& window, std::int64_t size, const std::string& href,
                  bool with_total);

/// Encodes what a value must not hold as it is.
std::string encode_value(std::string_view text);

}  // namespace tidemark::sandbox::linkedin
