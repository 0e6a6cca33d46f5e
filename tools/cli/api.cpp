#include "cli/api.h"

#include <Poco/Exception.h>
#include <Poco/JSON/ParseHandler.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/URI.h>

#include <algorithm>
#include <iterator>
#include <sstream>

namespace tidemark::cli {
namespace {

constexpr std::size_t kPage = 1000;
constexpr std::size_t kFaultsShown = 3;

Json::Ptr parse(const std::string& body) {
  try {
    Poco::JSON::Parser parser(new Poco::JSON::ParseHandler(true));  // members keep their order
    const auto parsed = parser.parse(body);
    if (parsed.type() == typeid(Json::Ptr)) return parsed.extract<Json::Ptr>();
  } catch (const Poco::Exception&) {
    // The status says enough.
  }
  return new Json;
}

Code code_of(int status) {
  switch (status) {
    case 400:
    case 405:
    case 413:
    case 415:
      return Code::invalid;
    case 401:
      return Code::invalid_token;
    case 403:
      return Code::forbidden;
    case 404:
      return Code::not_found;
    case 409:
      return Code::conflict;
    case 503:
      return Code::busy;
    default:
      return Code::platform_error;
  }
}

std::string in_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

/// The engine's sentence, with the fields it blames.
std::string sentence(const ApiAnswer& answer, const std::vector<FieldFault>& faults) {
  std::string text =
      answer.json->optValue<std::string>("detail", answer.json->optValue<std::string>("title", ""));
  if (text.empty()) text = "the engine answered " + std::to_string(answer.status);
  for (std::size_t i = 0; i < std::min(faults.size(), kFaultsShown); ++i)
    if (text.find(faults[i].detail) == std::string::npos)  // the sentence may be about this very field
      text += "; " + faults[i].field + ": " + faults[i].detail;
  if (faults.size() > kFaultsShown) text += "; and " + std::to_string(faults.size() - kFaultsShown) + " more";
  if (answer.status == 401) text += " (is TIDEMARK_TOKEN, or admin.token in --data-dir, this engine's?)";
  return in_one_line(text);
}

std::vector<FieldFault> faults_in(const Json& problem) {
  std::vector<FieldFault> faults;
  const auto list = problem.getArray("errors");
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    const auto one = list->getObject(static_cast<unsigned>(i));
    if (one)
      faults.push_back({one->optValue<std::string>("field", ""), one->optValue<std::string>("detail", "")});
  }
  return faults;
}

}  // namespace

std::string query_of(const Parameters& parameters) {
  std::string query;
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    std::string escaped;
    Poco::URI::encode(value, "!*'();:@&=+$,/?#[]%", escaped);
    query += (query.empty() ? "?" : "&") + name + "=" + escaped;
  }
  return query;
}

std::string text_of(const Json& json) {
  std::ostringstream out;
  json.stringify(out);
  return out.str();
}

Result<Api> Api::create(const std::string& url, std::string token) {
  const Error wrong{Code::invalid, "the engine's address \"" + url + "\" has not the form http://host:port",
                    "--url"};
  try {
    const Poco::URI uri(url);
    const bool bare = uri.getPath().empty() || uri.getPath() == "/";
    if (uri.getScheme() != "http" || uri.getHost().empty() || !bare || !uri.getRawQuery().empty())
      return wrong;
    return Api("http://" + uri.getAuthority(), uri.getHost(), uri.getPort(), std::move(token));
  } catch (const Poco::Exception&) {
    return wrong;
  }
}

Result<ApiAnswer> Api::exchange(const std::string& method, const std::string& path,
                                const std::string& body) const {
  try {
    Poco::Net::HTTPClientSession session(host_, port_);
    session.setTimeout(Poco::Timespan(5, 0), Poco::Timespan(patience_s_, 0), Poco::Timespan(patience_s_, 0));
    Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Authorization", "Bearer " + token_);
    request.set("Accept", "application/json");
    if (!body.empty()) request.setContentType("application/json");
    if (method != "GET") request.setContentLength64(static_cast<Poco::Int64>(body.size()));
    session.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    std::istream& in = session.receiveResponse(response);
    ApiAnswer answer;
    answer.body.assign(std::istreambuf_iterator<char>(in), {});
    answer.status = response.getStatus();
    answer.location = response.get("Location", "");
    answer.json = parse(answer.body);
    return answer;
  } catch (const Poco::TimeoutException&) {
    return Error{Code::timeout, "the engine at " + url_ + " took longer than " + std::to_string(patience_s_) +
                                    " s to answer " + method + " " + path};
  } catch (const Poco::Net::NoMessageException&) {
    return Error{
        Code::network_error,
        "the engine at " + url_ + " closed the connection without an answer to " + method + " " + path};
  } catch (const Poco::Exception&) {
    return unreachable();
  }
}

Error Api::unreachable() const {
  return {Code::network_error, "no engine answers at " + url_ + " — is tidemarkd running?"};
}

Result<ApiAnswer> Api::judged(ApiAnswer answer) const {
  answer.json = parse(answer.body);
  if (answer.status < 400) return answer;
  return Error{code_of(answer.status), sentence(answer, faults_in(*answer.json))};
}

Result<ApiAnswer> Api::send(const std::string& method, const std::string& path, const std::string& body,
                            std::vector<FieldFault>* faults) const {
  auto answer = exchange(method, path, body);
  if (!answer || answer->status < 400) return answer;
  const auto found = faults_in(*answer->json);
  if (faults) *faults = found;
  return Error{code_of(answer->status), sentence(*answer, found)};
}

Result<ApiAnswer> Api::get_allowing(int status, const std::string& path) const {
  auto answer = exchange("GET", path, "");
  if (!answer || answer->status < 400 || answer->status == status) return answer;
  return Error{code_of(answer->status), sentence(*answer, faults_in(*answer->json))};
}

Result<Poco::JSON::Array::Ptr> Api::list(const std::string& path, Parameters parameters,
                                         std::size_t most) const {
  Poco::JSON::Array::Ptr all = new Poco::JSON::Array;
  parameters.emplace_back("limit", std::to_string(std::min(most, kPage)));
  parameters.emplace_back("cursor", "");
  while (true) {
    const auto page = get(path + query_of(parameters));
    if (!page) return page.error();
    const auto items = page->json->getArray("items");
    if (!items) return Error{Code::bad_response, "the engine's answer to " + path + " has no items"};
    for (const auto& item : *items)
      if (all->size() < most) all->add(item);
    const auto next = page->json->get("next_cursor");
    if (next.isEmpty() || all->size() >= most || items->empty()) return all;
    parameters.back().second = next.convert<std::string>();
  }
}

}  // namespace tidemark::cli
