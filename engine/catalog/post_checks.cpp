#include "catalog/post_checks.h"

#include <utility>

#include "catalog/checks.h"

namespace tidemark {
namespace {

Error invalid(const std::string& field, const std::string& why) {
  return {Code::invalid, field + " " + why, field};
}

Result<> check_media(const std::vector<Media>& media, std::string_view prefix) {
  const std::string list = std::string(prefix) + "media";
  if (media.size() > kMaxMedia) return invalid(list, "has more than " + std::to_string(kMaxMedia) + " items");
  for (std::size_t i = 0; i < media.size(); ++i) {
    const std::string item = list + "[" + std::to_string(i) + "].";
    if (auto good = check_text(item + "url", media[i].url, kUrl); !good) return good;
    if (auto good = check_text(item + "type", media[i].type, kWord); !good) return good;
    if (auto good = check_text(item + "alt_text", media[i].alt_text, kAltText); !good) return good;
  }
  return Done{};
}

Result<> check_label(std::string_view prefix, const std::string& name, const std::string& value) {
  const std::string field = std::string(prefix) + "labels";
  if (auto good = check_text(field, name, kWord); !good) return good.error().at("the name of a label");
  // The list of posts is asked for one as "name:value".
  if (name.find(':') != std::string::npos)
    return invalid(field, "has the name \"" + name + "\"; a name has no colon");
  return check_text(field + "." + name, value, kLabelValue);
}

}  // namespace

Result<> check_label_count(std::size_t count) {
  if (count <= kMaxLabels) return Done{};
  return invalid("labels", "would be more than " + std::to_string(kMaxLabels));
}

Result<> check_post(const NewPost& post, std::string_view prefix) {
  const auto field = [&](std::string_view name) { return std::string(prefix).append(name); };
  if (auto good = check_text(field("platform_post_id"), post.platform_post_id, kPlatformId); !good)
    return good;
  if (auto good = check_text(field("platform_post_url"), post.platform_post_url, kUrl); !good) return good;
  if (auto good = check_text(field("content_text"), post.content_text, kContent); !good) return good;
  if (auto good = check_text(field("media_type"), post.media_type, kOptionalWord); !good) return good;
  if (post.media)
    if (auto good = check_media(*post.media, prefix); !good) return good;
  if (!post.labels) return Done{};
  if (post.labels->size() > kMaxLabels)
    return invalid(field("labels"), "are more than " + std::to_string(kMaxLabels));
  for (const auto& [name, value] : *post.labels)
    if (auto good = check_label(prefix, name, value); !good) return good;
  return Done{};
}

void make_fit(NewPost& post) {
  const auto cut = [](std::optional<std::string>& text, TextRule rule) {
    if (!text) return;
    text = storable(*std::move(text));
    if (text->size() <= rule.max) return;
    std::size_t end = rule.max;
    while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xC0) == 0x80) --end;  // whole characters
    text->resize(end);
  };
  const auto drop_unfit = [](std::optional<std::string>& text, TextRule rule) {
    if (!check_text("", text, rule)) text.reset();  // half an address leads nowhere
  };
  drop_unfit(post.platform_post_url, kUrl);
  cut(post.content_text, kContent);
  drop_unfit(post.media_type, kOptionalWord);
  if (!post.media) return;
  std::erase_if(*post.media, [](const Media& media) {
    return !check_text("", std::string_view(media.url), kUrl) ||
           !check_text("", std::string_view(media.type), kWord);
  });
  for (Media& media : *post.media) {
    std::optional<std::string> alt_text = std::move(media.alt_text);
    cut(alt_text, kAltText);
    media.alt_text = *std::move(alt_text);
  }
  if (post.media->size() > kMaxMedia) post.media->resize(kMaxMedia);
}

Result<> check_post(const PostChange& change) {
  if (change.platform_post_url)
    if (auto good = check_text("platform_post_url", *change.platform_post_url, kUrl); !good) return good;
  if (change.content_text)
    if (auto good = check_text("content_text", *change.content_text, kContent); !good) return good;
  if (change.media)
    if (auto good = check_media(*change.media, ""); !good) return good;
  for (const auto& [name, value] : change.labels)
    if (auto good = check_label("", name, value.value_or("")); !good) return good;
  return Done{};
}

}  // namespace tidemark
