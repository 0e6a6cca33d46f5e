#include "host/base_url.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/URI.h>

namespace tidemark {
namespace {

bool is_loopback(std::string host) {
  if (host == "localhost") return true;
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  Poco::Net::IPAddress address;
  return Poco::Net::IPAddress::tryParse(host, address) && address.isLoopback();
}

}  // namespace

std::string base_url_problem(const std::string& url, bool allow_plain) {
  try {
    const Poco::URI uri(url);
    if (uri.getScheme() != "https" && uri.getScheme() != "http")
      return "\"" + url + "\" is not an address such as https://api.example.com";
    if (uri.getHost().empty()) return "\"" + url + "\" names no host";
    if (!uri.getUserInfo().empty()) return "an address with a user name or password in it is not accepted";
    if (!uri.getRawQuery().empty() || !uri.getFragment().empty() ||
        url.find_first_of("?#") != std::string::npos)
      return "\"" + url + "\" has a query or fragment; give scheme, host, port and path only";
    if (url.back() == '/') return "\"" + url + "\" ends with a slash; leave it out";
    if (uri.getScheme() == "http" && !allow_plain && !is_loopback(uri.getHost()))
      return "\"" + url +
             "\" is not https; plain http is accepted for loopback only, or with allow_plain = true";
  } catch (const Poco::Exception&) {
    return "\"" + url + "\" is not an address such as https://api.example.com";
  }
  return {};
}

}  // namespace tidemark
