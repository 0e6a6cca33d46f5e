#pragma once
// Rows become chunks, and a business's past days are folded, in the background (upkeep.h).

#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "domain/result.h"
#include "store/rocks.h"
#include "store/subject_claims.h"
#include "store/upkeep.h"

namespace tidemark {

/// Waits for the next batch's turn. False: asked to stop.
bool next_turn(std::chrono::milliseconds pause, const std::stop_token& stop);

inline constexpr std::int32_t kFirstDay = std::numeric_limits<std::int32_t>::min();

/// One round of packing. Threads: none.
class Packer {
 public:
  /// `folded_until`: days before were folded by an earlier round, and are not looked at again.
  Packer(const Rocks& rocks, SubjectClaims& claims, const Packing& packing, std::int32_t& folded_until)
      : rocks_(rocks), claims_(claims), packing_(packing), folded_until_(folded_until) {}

  Result<PackReport> run();

 private:
  Result<> pack_rows();
  /// Subjects that are to be packed, some at a time, from `from` on, which moves behind them; none: the end.
  Result<std::vector<Subject>> next(std::string& from) const;
  Result<> pack(const std::vector<Subject>& subjects);
  Result<> fold_days();
  /// The next cells that folding changes, from `from` on, which moves behind them; and whether there may be
  /// more.
  Result<bool> next_days(std::string& from, std::int32_t before, std::vector<std::string>& days) const;
  Result<> fold(std::span<const std::string> keys);
  Result<> rewrite_files();

  const Rocks& rocks_;
  SubjectClaims& claims_;
  const Packing& packing_;
  std::int32_t& folded_until_;
  PackReport report_;
};

}  // namespace tidemark
