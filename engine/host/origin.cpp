#include "host/origin.h"

#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <charconv>

#include "host/http_text.h"

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

bool is_loopback(const std::string& host) {
  Poco::Net::IPAddress address;
  return lower_case(host) == "localhost" ||
         (Poco::Net::IPAddress::tryParse(host, address) && address.isLoopback());
}

/// Whether a user's name, and perhaps a password, stands before the host.
bool names_user(std::string_view url) {
  const auto scheme = url.find("://");
  const std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  return rest.substr(0, rest.find('/')).find('@') != std::string_view::npos;
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

std::string base_url_problem(const std::string& text, bool allow_plain) {
  if (names_user(text)) return "an address with a user name or password in it is not accepted";
  if (text.find_first_of("?#") != std::string::npos)  // not repeated: it may hold a token
    return "the address has a query or fragment; give scheme, host, port and path only";
  const std::string quoted = "\"" + text + "\"";
  const auto url = parse_base_url(text);
  if (!url) return quoted + " is not an address such as https://api.example.com";
  if (text.ends_with('/')) return quoted + " ends with a slash; leave it out";
  if (!url->origin.tls && !allow_plain && !is_loopback(url->origin.host))
    return quoted + " is not https; plain http is accepted for loopback only, or with allow_plain = true";
  return {};
}

}  // namespace tidemark
