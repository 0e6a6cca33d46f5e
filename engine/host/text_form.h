#pragma once
// The compiled form of an id, as a manifest describes it.

#include <memory>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace tidemark {

/// Threads: any.
class TextForm {
 public:
  /// No platform's id is longer; a longer text is refused before any pattern sees it, since patterns may
  /// backtrack.
  static constexpr std::size_t kLongest = 512;

  /// Matches every text that is not blank.
  TextForm() = default;
  /// The whole text must match `pattern`, a Perl compatible regular expression (PCRE). Error `bad_config`: it
  /// is none.
  static Result<TextForm> compile(const std::string& pattern);

  bool matches(std::string_view text) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace tidemark
