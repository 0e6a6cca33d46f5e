#include "sandbox/x/fields.h"

#include <algorithm>
#include <string>

namespace tidemark::sandbox::x {
namespace {

struct Known {
  std::string_view name;
  Names bit;  // 0: accepted, and the invented world has nothing to say to it
};

constexpr Known kPostFields[] = {{"article", 0},
                                 {"attachments", PostField::attachments},
                                 {"author_id", PostField::author_id},
                                 {"card_uri", 0},
                                 {"community_id", 0},
                                 {"context_annotations", 0},
                                 {"conversation_id", PostField::conversation_id},
                                 {"created_at", PostField::created_at},
                                 {"display_text_range", 0},
                                 {"edit_controls", 0},
                                 {"edit_history_tweet_ids", PostField::edit_history},
                                 {"entities", PostField::entities},
                                 {"geo", 0},
                                 {"id", PostField::id},
                                 {"in_reply_to_user_id", 0},
                                 {"lang", PostField::lang},
                                 {"media_metadata", 0},
                                 {"non_public_metrics", PostField::non_public_metrics},
                                 {"note_tweet", PostField::note},
                                 {"organic_metrics", PostField::organic_metrics},
                                 {"possibly_sensitive", PostField::possibly_sensitive},
                                 {"promoted_metrics", PostField::promoted_metrics},
                                 {"public_metrics", PostField::public_metrics},
                                 {"referenced_tweets", PostField::referenced},
                                 {"reply_settings", 0},
                                 {"source", 0},
                                 {"text", PostField::text},
                                 {"withheld", 0}};
constexpr Known kMediaFields[] = {{"alt_text", MediaField::alt_text},
                                  {"duration_ms", MediaField::duration_ms},
                                  {"height", MediaField::height},
                                  {"media_key", MediaField::media_key},
                                  {"non_public_metrics", MediaField::non_public_metrics},
                                  {"organic_metrics", MediaField::organic_metrics},
                                  {"preview_image_url", MediaField::preview_image_url},
                                  {"promoted_metrics", MediaField::promoted_metrics},
                                  {"public_metrics", MediaField::public_metrics},
                                  {"type", MediaField::type},
                                  {"url", MediaField::url},
                                  {"variants", 0},
                                  {"width", MediaField::width}};
constexpr Known kUserFields[] = {{"affiliation", 0},
                                 {"created_at", UserField::created_at},
                                 {"description", UserField::description},
                                 {"entities", 0},
                                 {"id", UserField::id},
                                 {"location", 0},
                                 {"name", UserField::name},
                                 {"pinned_tweet_id", 0},
                                 {"profile_image_url", 0},
                                 {"protected", UserField::protected_flag},
                                 {"public_metrics", UserField::public_metrics},
                                 {"url", UserField::url},
                                 {"username", UserField::username},
                                 {"verified", UserField::verified},
                                 {"verified_type", 0},
                                 {"withheld", 0}};
constexpr Known kExpansions[] = {{"attachments.media_keys", Expansion::media},
                                 {"author_id", Expansion::author},
                                 {"edit_history_tweet_ids", 0},
                                 {"entities.mentions.username", 0},
                                 {"geo.place_id", 0},
                                 {"in_reply_to_user_id", 0},
                                 {"pinned_tweet_id", 0},
                                 {"referenced_tweets.id", Expansion::referenced},
                                 {"referenced_tweets.id.author_id", 0}};

/// The word of the other vocabulary for one of X's "tweet" names.
std::string in_post_words(std::string_view name) {
  std::string out(name);
  for (std::size_t at = 0; (at = out.find("tweet", at)) != std::string::npos;) out.replace(at, 5, "post");
  return out;
}

template <std::size_t N>
Names read_list(const std::string& parameter, const std::string& value, const Known (&known)[N],
                bool post_words, std::vector<Fault400>& faults) {
  Names names = 0;
  for (std::string_view word : split(value, ',')) {
    const auto same = [&](const Known& k) {
      return post_words ? in_post_words(k.name) == word : k.name == word;
    };
    const auto* found = std::find_if(std::begin(known), std::end(known), same);
    if (found != std::end(known)) {
      names |= found->bit;
      continue;
    }
    std::string accepted;
    for (const auto& k : known)
      accepted += (accepted.empty() ? "" : ",") + (post_words ? in_post_words(k.name) : std::string(k.name));
    faults.push_back({parameter,
                      {value},
                      "The `" + parameter + "` query parameter value [" + std::string(word) +
                          "] is not one of [" + accepted + "]"});
  }
  return names;
}

}  // namespace

Asked read_asked(const Pairs& query, const std::vector<std::string_view>& own,
                 std::vector<Fault400>& faults) {
  Asked asked;
  asked.post_words = find(query, "post.fields") != nullptr;
  for (const auto& [name, value] : query) {
    if (name == "tweet.fields" || name == "post.fields") {
      asked.post |= read_list(name, value, kPostFields, name == "post.fields", faults);
    } else if (name == "media.fields") {
      asked.media |= read_list(name, value, kMediaFields, false, faults);
    } else if (name == "user.fields") {
      asked.user |= read_list(name, value, kUserFields, asked.post_words, faults);
    } else if (name == "expansions") {
      asked.expansions |= read_list(name, value, kExpansions, asked.post_words, faults);
    } else if (std::find(own.begin(), own.end(), name) == own.end()) {
      std::string accepted = "expansions,media.fields,tweet.fields,user.fields";
      for (auto word : own) accepted += "," + std::string(word);
      faults.push_back(
          {name, {value}, "The query parameter [" + name + "] is not one of [" + accepted + "]"});
    }
  }
  return asked;
}

}  // namespace tidemark::sandbox::x
