#pragma once
// Social metadata of posts: reactions by type and comments, fresher than the statistics. What goes wrong here
// costs these figures alone.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tidemark/plugin.hpp>
#include <vector>

#include "batches.h"
#include "client.h"

namespace tidemark::linkedin {

struct ReactionType {
  std::string_view name;  // LinkedIn's
  std::uint32_t metric;
};
inline constexpr ReactionType kReactionTypes[] = {
    {"LIKE", metric("reactions_like")},
    {"PRAISE", metric("reactions_praise")},
    {"EMPATHY", metric("reactions_empathy")},
    {"INTEREST", metric("reactions_interest")},
    {"APPRECIATION", metric("reactions_appreciation")},
    {"ENTERTAINMENT", metric("reactions_entertainment")},
};

/// What is said of one post. LinkedIn leaves out types without a reaction: `lists_all` says that the list was
/// there, so that what it does not name is none.
struct Social {
  bool lists_all = false;
  std::optional<std::int64_t> reactions;  // sum of all types; nothing if one of them cannot be told
  std::array<std::optional<std::int64_t>, std::size(kReactionTypes)> by_type = {};
  std::optional<std::int64_t> comments;

  bool shows_activity() const { return reactions.value_or(0) > 0 || comments.value_or(0) > 0; }
};

class SocialReader {
 public:
  SocialReader(const sdk::Sync& sync, Client& client);
  /// Asks for these posts; nothing if it cannot be had, which is reported then.
  std::optional<BatchAnswer> ask(const std::vector<std::string_view>& urns);
  /// What the answer says of the post; nothing if it does not speak of it, or cannot be read (then it is
  /// logged: the post's other figures are worth having).
  std::optional<Social> read(const BatchAnswer& answer, std::string_view urn) const;

 private:
  void give_up(const sdk::Failure& why);

  const sdk::Sync& sync_;
  Client& client_;
  bool wanted_;
};

}  // namespace tidemark::linkedin
