#pragma once

#include <vector>

#include "domain/ids.h"

namespace tidemark {

/// What a write changed of what reads keep in memory. Each write says it itself, before it ends; Database
/// forgets it once the write can be read. To name too much costs a later read its SQL, to name too little
/// would be a wrong answer.
struct Touched {
  std::vector<PostId> posts;        ///< any field of the post
  std::vector<PostId> owners;       ///< whether it is there, whose it is, when it was published
  std::vector<AccountId> accounts;  ///< any field of the account
  std::vector<AccountId> tracking;  ///< whether it is there, since when it is tracked
  std::vector<BusinessId> businesses;
  bool everything = false;  ///< what a deleted account or business takes along
};

}  // namespace tidemark
