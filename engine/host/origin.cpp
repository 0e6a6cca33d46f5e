#include "host/origin.h"

#include <algorithm>
#include <charconv>

namespace tidemark {
namespace {

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_';
}

bool is_address_character(char c) {
  return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

bool is_path_character(char c) {
  return c > ' ' && c < 0x7f && c != '?' && c != '#' && c != '\\';
}

/// Takes "host" or "[address]" off the front; empty if it is neither.
std::string take_host(std::string_view& text) {
  std::string host;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return {};
    host = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    return std::all_of(host.begin(), host.end(), is_address_character) ? host : std::string();
  }
  const auto end = std::find_if_not(text.begin(), text.end(), is_host_character);
  host.assign(text.begin(), end);
  text.remove_prefix(host.size());
  return host;
}

bool take_port(std::string_view& text, std::uint16_t& port) {
  if (!text.starts_with(':')) return true;
  const auto [end, failed] = std::from_chars(text.data() + 1, text.data() + text.size(), port);
  if (failed != std::errc() || port == 0) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace

std::string Origin::name() const {
  return bracketed(host) + ":" + std::to_string(port);
}

std::string Origin::authority() const {
  return port == (tls ? 443 : 80) ? bracketed(host) : name();
}

Result<BaseUrl> parse_base_url(std::string_view text) {
  const Error wrong{Code::bad_config, "base_url is not of the form https://host[:port][/path]"};
  BaseUrl url;
  std::string_view rest = text;
  if (rest.starts_with("https://")) {
    url.origin.tls = true;
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return wrong;
  }
  url.origin.port = url.origin.tls ? 443 : 80;
  url.origin.host = take_host(rest);
  if (url.origin.host.empty() || !take_port(rest, url.origin.port)) return wrong;
  if (!rest.empty() && !rest.starts_with('/')) return wrong;
  if (!std::all_of(rest.begin(), rest.end(), is_path_character)) return wrong;
  while (rest.ends_with('/')) rest.remove_suffix(1);
  url.prefix = rest;
  return url;
}

}  // namespace tidemark
