#include "social.h"

#include <iterator>

#include "restli.h"

namespace tidemark::linkedin {
namespace {

void read_reactions(const json::Value& summaries, Social& social) {
  if (!summaries) return;
  social.lists_all = true;
  std::int64_t sum = 0;
  bool complete = true;
  for (const json::Value summary : summaries.items()) {
    // "LIKE!": LinkedIn failed to tell it, which is not a type without reactions.
    if (summary.key().ends_with('!')) social.lists_all = complete = false;
    const auto count = summary.object()["count"].count();
    if (!count || __builtin_add_overflow(sum, *count, &sum)) complete = false;
    for (std::size_t i = 0; i < std::size(kReactionTypes); ++i)
      if (summary.key() == kReactionTypes[i].name) {
        social.by_type[i] = count;
        // Named without a figure: not a type without reactions.
        if (!count) social.lists_all = false;
      }
  }
  if (complete) social.reactions = sum;
}

}  // namespace

SocialReader::SocialReader(const sdk::Sync& sync, Client& client)
    : sync_(sync), client_(client), wanted_(!sync.unavailable(metric("reactions_count"))) {}

std::optional<BatchAnswer> SocialReader::ask(const std::vector<std::string_view>& urns) {
  if (!wanted_) return std::nullopt;
  try {
    return BatchAnswer(client_.get(kSocialMetadata, "?ids=" + list_of(urns), Client::Method::batch_get));
  } catch (const json::Error& problem) {
    give_up({TIDEMARK_BAD_RESPONSE, std::string("socialMetadata: ") + problem.what()});
  } catch (const sdk::Failure& why) {
    if (ends_the_call(why)) throw;
    give_up(why);
  }
  return std::nullopt;
}

void SocialReader::give_up(const sdk::Failure& why) {
  wanted_ = false;
  const std::int64_t until = try_again_at(why, sync_.now_ms());
  sync_.metric_unavailable(metric("reactions_count"), why.message, until);
  for (const ReactionType& type : kReactionTypes) sync_.metric_unavailable(type.metric, why.message, until);
}

std::optional<Social> SocialReader::read(const BatchAnswer& answer, std::string_view urn) const {
  const auto entity = answer.entity(urn);
  if (!entity) return std::nullopt;
  try {
    Social social;
    if (!entity->object()["reactionSummaries!"])
      read_reactions((*entity)["reactionSummaries"].object(), social);
    social.comments = (*entity)["commentSummary"].object()["count"].count();
    return social;
  } catch (const json::Error& problem) {
    sync_.warn("socialMetadata of " + std::string(urn) + ": " + problem.what());
    return std::nullopt;
  }
}

}  // namespace tidemark::linkedin
