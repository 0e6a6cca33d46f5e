#pragma once
// A found post's media in the form that Found::media_json wants.

#include <optional>
#include <string>
#include <string_view>

namespace tidemark::sdk {

/// `text` as a JSON string, quotation marks included. Bytes that are no UTF-8 stay as they are.
inline std::string json_quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20)
      (out += "\\u00").append({kHex[byte >> 4], kHex[byte & 15]});
    else
      out += c;
  }
  return out += '"';
}

/// Pictures and films in the order they are added.
class MediaList {
 public:
  void add(std::string_view url, std::string_view type, std::optional<std::string_view> alt_text = {}) {
    json_ += json_.empty() ? "[" : ",";
    (json_ += "{\"url\":") += json_quoted(url);
    (json_ += ",\"type\":") += json_quoted(type);
    if (alt_text) (json_ += ",\"alt_text\":") += json_quoted(*alt_text);
    json_ += '}';
  }
  bool empty() const { return json_.empty(); }
  /// Empty without any.
  std::string json() const { return json_.empty() ? json_ : json_ + ']'; }

 private:
  std::string json_;
};

}  // namespace tidemark::sdk
