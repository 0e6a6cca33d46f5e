#include "host/discovery_answers.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

#include "host/plugin_text.h"
#include "tidemark/abi.h"

namespace tidemark {
namespace {

constexpr std::size_t kLongestText = 1u << 20;
constexpr std::size_t kLongestUrl = 4096;
constexpr std::size_t kLongestMedia = 4u << 20;
constexpr std::size_t kMostMedia = 100;
constexpr std::int64_t kYear1 = -62'135'596'800'000;
constexpr std::int64_t kYear9999 = 253'402'300'799'999;

Error refusal(const std::string& why) {
  return {Code::plugin_error, "found: " + why};
}

bool is_possible(std::int64_t ms) {
  return kYear1 <= ms && ms <= kYear9999;
}

// A member that must be a text; empty if it is not there or null.
std::string member(const Poco::JSON::Object& object, const std::string& key) {
  const Poco::Dynamic::Var value = object.get(key);
  if (value.isEmpty()) return {};
  if (!value.isString()) throw Poco::DataFormatException("\"" + key + "\" is not a text");
  return value.extract<std::string>();
}

Result<std::vector<Media>> read_media(std::string_view json) {
  std::vector<Media> all;
  if (json.empty()) return all;
  if (json.size() > kLongestMedia) return refusal("media_json is over 4 MiB");
  try {
    Poco::JSON::Parser parser;
    parser.setDepth(16);
    const auto list = parser.parse(std::string(json)).extract<Poco::JSON::Array::Ptr>();
    if (list->size() > kMostMedia) return refusal("more than " + std::to_string(kMostMedia) + " media");
    for (std::size_t at = 0; at < list->size(); ++at) {
      const auto object = list->getObject(static_cast<unsigned>(at));
      if (!object) return refusal("media_json holds what is no object");
      all.push_back({.url = repaired(member(*object, "url"), kLongestUrl),
                     .type = one_line(member(*object, "type"), 256),
                     .alt_text = repaired(member(*object, "alt_text"), kLongestText)});
    }
  } catch (const Poco::Exception& problem) {
    return refusal("media_json is not a list of {\"url\", \"type\", \"alt_text\"}: " +
                   one_line(problem.displayText()));
  }
  return all;
}

}  // namespace

Result<> DiscoveryAnswers::found(const RawFound& post) {
  if (sink_error()) return Error{Code::platform_error, "found: the engine could not keep what came before"};
  if (!is_utf8(post.platform_id) || !manifest().post_id.compiled.matches(post.platform_id))
    return refusal("\"" + one_line(post.platform_id, 100) + "\" is no post id of " + manifest().platform);
  auto media = read_media(post.media_json);
  if (!media) return media.error();
  FoundPost out{.platform_post_id = std::string(post.platform_id),
                .url = one_line(post.url, kLongestUrl),
                .text = repaired(post.text, kLongestText),
                .type = one_line(post.type, 256),
                .media = std::move(*media)};
  if (post.published_at_ms != TIDEMARK_UNKNOWN_TIME) {
    if (!is_possible(post.published_at_ms))
      return refusal("post " + out.platform_post_id + " has an impossible time of publication");
    out.published_at = Instant{post.published_at_ms};
  }
  auto taken = kept(sink_.found(std::move(out)), "found: the engine could not keep the post");
  if (taken) add_item();
  return taken;
}

void DiscoveryAnswers::has_failed(std::uint32_t item, const Error& why) {
  warn("post " + std::to_string(item) + " of this listing: no figures: " + why.message);
}

Result<> DiscoveryAnswers::refuse_end(const std::string& why) {
  refusal_ = Error{Code::plugin_error, why};
  warn(why);
  return *refusal_;
}

Result<> DiscoveryAnswers::keep_cursor(std::string_view cursor) {
  if (kept_cursor_) return refuse_end("keep_cursor: called more than once");
  if (cursor.size() > kLongestCursor) return refuse_end("keep_cursor: the cursor is over 64 KiB");
  if (!is_utf8(cursor)) return refuse_end("keep_cursor: the cursor is not UTF-8");
  kept_cursor_ = true;
  cursor_ = std::string(cursor);
  return Done{};
}

Result<> DiscoveryAnswers::listed(std::int64_t since_ms) {
  if (listed_) return refuse_end("listed: called more than once");
  if (since_ms != TIDEMARK_UNKNOWN_TIME && !is_possible(since_ms))
    return refuse_end("listed: since an impossible time");
  listed_ = DiscoveryEnd::Listed{since_ms == TIDEMARK_UNKNOWN_TIME ? std::nullopt
                                                                   : std::optional(Instant{since_ms})};
  return Done{};
}

Result<DiscoveryEnd> DiscoveryAnswers::finish(const Result<>& said) const {
  if (sink_error()) return *sink_error();
  if (!said) return said.error();
  if (refusal_) return *refusal_;
  return DiscoveryEnd{cursor_, listed_};
}

}  // namespace tidemark
