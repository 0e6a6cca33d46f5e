#pragma once
// What a request asks to be shown: X answers next to nothing of itself, everything else must be named.
// Source: X API facts, sections 1 and 2 (two vocabularies, parameters); accepted names from the OpenAPI
// document 2.166.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sandbox/exchange.h"
#include "sandbox/x/problems.h"

namespace tidemark::sandbox::x {

/// A set of names out of one list, as bits in the list's order.
using Names = std::uint64_t;

struct PostField {
  enum : Names {
    attachments = 1,
    author_id = 2,
    conversation_id = 4,
    created_at = 8,
    edit_history = 16,
    entities = 32,
    id = 64,
    lang = 128,
    non_public_metrics = 256,
    note = 512,
    organic_metrics = 1024,
    possibly_sensitive = 2048,
    promoted_metrics = 4096,
    public_metrics = 8192,
    referenced = 16384,
    text = 32768
  };
};
struct MediaField {
  enum : Names {
    alt_text = 1,
    duration_ms = 2,
    height = 4,
    media_key = 8,
    non_public_metrics = 16,
    organic_metrics = 32,
    preview_image_url = 64,
    promoted_metrics = 128,
    public_metrics = 256,
    type = 512,
    url = 1024,
    width = 2048
  };
};
struct UserField {
  enum : Names {
    created_at = 1,
    description = 2,
    id = 4,
    name = 8,
    protected_flag = 16,
    public_metrics = 32,
    url = 64,
    username = 128,
    verified = 256
  };
};
struct Expansion {
  enum : Names { media = 1, author = 2, referenced = 4 };
};

/// What is asked, in the vocabulary of the request's own spelling: `post.fields` turns the whole answer to
/// "post".
struct Asked {
  Names post = 0, media = 0, user = 0, expansions = 0;
  bool post_words = false;

  const char* edit_history() const { return post_words ? "edit_history_post_ids" : "edit_history_tweet_ids"; }
  const char* referenced() const { return post_words ? "referenced_posts" : "referenced_tweets"; }
  const char* included_posts() const { return post_words ? "posts" : "tweets"; }
  const char* repost_count() const { return post_words ? "repost_count" : "retweet_count"; }
  const char* post_count() const { return post_words ? "post_count" : "tweet_count"; }
};

/// Reads the parameters about fields and checks that every other one is among `own`. What is wrong goes to
/// `faults`.
Asked read_asked(const Pairs& query, const std::vector<std::string_view>& own, std::vector<Fault400>& faults);

}  // namespace tidemark::sandbox::x
