#include "host/check_answers.h"

#include <algorithm>

#include "host/plugin_text.h"

namespace tidemark {
namespace {

constexpr std::size_t kLongestList = 8192;
constexpr std::size_t kLongestWord = 256;
constexpr std::int64_t kYear1 = -62'135'596'800'000;
constexpr std::int64_t kYear9999 = 253'402'300'799'999;

// The words of a list separated by spaces, each once, in their order.
std::vector<std::string> words_of(const tidemark_text& list) {
  std::vector<std::string> words;
  const std::string line = one_line(view(list), kLongestList);
  for (std::size_t begin = 0; begin < line.size();) {
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    std::string word = one_line(line.substr(begin, end - begin), kLongestWord);
    if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end())
      words.push_back(std::move(word));
    begin = end + 1;
  }
  return words;
}

Error refusal(const std::string& why) {
  return {Code::plugin_error, "access: " + why};
}

}  // namespace

Result<> CheckAnswers::access(const tidemark_access& said) {
  if (told_) return refusal("called more than once");
  if (said.struct_size < sizeof(tidemark_access) || said.flags != 0)
    return refusal("of a size or with flags that this engine does not know");
  const bool has_time = said.expires_at_ms != TIDEMARK_UNKNOWN_TIME && said.expires_at_ms != TIDEMARK_NEVER;
  if (has_time && (said.expires_at_ms < kYear1 || said.expires_at_ms > kYear9999))
    return refusal("the token expires at an impossible time");
  told_ = true;
  report_.scopes = words_of(said.scopes);
  report_.missing = words_of(said.missing);
  report_.role = one_line(view(said.role), kLongestWord);
  if (said.expires_at_ms == TIDEMARK_NEVER) report_.expiry = AccessReport::Expiry::never;
  if (has_time) {
    report_.expiry = AccessReport::Expiry::at;
    report_.expires_at = Instant{said.expires_at_ms};
  }
  return Done{};
}

}  // namespace tidemark
