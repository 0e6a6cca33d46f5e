#include "sandbox/linkedin/paging.h"

#include <algorithm>

#include "sandbox/linkedin/problems.h"

namespace tidemark::sandbox::linkedin {

Window read_window(const Call& call, std::int64_t most) {
  Window window;
  for (const auto& [name, into] : {std::pair("start", &window.start), std::pair("count", &window.count)}) {
    if (!call.asked.find(name)) continue;
    const auto number = parse_id(call.asked.text(name));
    if (!number || *number > 1'000'000'000) {
      window.refusal = param_invalid(name);
    } else {
      *into = static_cast<std::int64_t>(*number);
    }
  }
  if (window.count < 1 || window.count > most) window.refusal = param_invalid("count");
  return window;
}

void write_paging(JsonText& json, const Window& window, std::int64_t size, const std::string& href,
                  bool with_total) {
  json.key("paging").begin_object().member("start", window.start).member("count", window.count);
  json.key("links").begin_array();
  const auto link = [&](const char* rel, std::int64_t start) {
    json.begin_object().member("type", "application/json").member("rel", rel);
    json.member("href", href + "&start=" + std::to_string(start)).end_object();
  };
  if (!href.empty() && window.start > 0) link("prev", std::max<std::int64_t>(0, window.start - window.count));
  if (!href.empty() && window.start + window.count < size) link("next", window.start + window.count);
  json.end_array();
  if (with_total) json.member("total", size);
  json.end_object();
}

std::string encode_value(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += hex[byte >> 4];
      out += hex[byte & 15];
    }
  }
  return out;
}

}  // namespace tidemark::sandbox::linkedin
