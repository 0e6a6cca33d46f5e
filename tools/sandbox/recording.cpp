#include "sandbox/recording.h"

#include <Poco/Exception.h>
#include <Poco/JSON/ParseHandler.h>
#include <Poco/JSON/Parser.h>
#include <Poco/String.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tidemark::sandbox {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr Family kFamilies[] = {
    {"/2/tweets/", "/2/tweets", "ids", "id", "tweet"},
    {"/2/users/", "/2/users", "ids", "id", "user"},
    {"/2/users/by/username/", "/2/users/by", "usernames", "username", "user"},
    {"", "/2/tweets/analytics", "ids", "id", "tweet"},
    {"", "/2/media/analytics", "media_keys", "media_key", "media"},
};

/// Headers that speak of one connection or of the body's form on the wire.
constexpr std::string_view kOfTheWire[] = {
    "connection", "keep-alive",       "proxy-authenticate", "proxy-authorization",
    "te",         "trailer",          "trailers",           "transfer-encoding",
    "upgrade",    "content-encoding", "content-length"};

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Poco::FileNotFoundException(file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

Object::Ptr parse_object(const std::string& text) {
  Poco::JSON::Parser parser(new Poco::JSON::ParseHandler(true));  // members keep their order
  return parser.parse(text).extract<Object::Ptr>();
}

Object::Ptr parse_object_if_any(const std::string& text) {
  try {
    return parse_object(text);
  } catch (const Poco::Exception&) {
    return nullptr;  // garbage may be recorded as well
  }
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void read_request(const Object& meta, Recording& recording) {
  const std::string line = meta.getValue<std::string>("request");
  const auto space = line.find(' ');
  if (space == std::string::npos) throw Poco::DataFormatException("\"request\" is not \"METHOD /path\"");
  const std::string target = line.substr(space + 1);
  const auto question = std::min(target.find('?'), target.size());
  recording.request.method = line.substr(0, space);
  recording.request.path = target.substr(0, question);
  if (question < target.size())
    recording.request.query = parse_query(std::string_view(target).substr(question + 1));
  if (!meta.has("request_body")) return;
  for (auto& pair : parse_query(meta.getValue<std::string>("request_body")))
    recording.request.query.push_back(std::move(pair));
}

void read_headers(const Object& meta, Recording& recording) {
  const Object::Ptr headers = meta.getObject("headers");
  if (!headers) return;
  for (const auto& [name, value] : *headers) {
    const std::string lower = Poco::toLower(name);
    if (std::find(std::begin(kOfTheWire), std::end(kOfTheWire), lower) == std::end(kOfTheWire))
      recording.answer.headers.emplace_back(name, value.convert<std::string>());
  }
}

}  // namespace

std::optional<Things> things_asked(const Request& request) {
  if (request.method != "GET") return std::nullopt;
  for (const auto& family : kFamilies) {
    Things things{&family, {}};
    if (request.path == family.bulk) {
      const std::string* list = find(request.query, family.parameter);
      if (!list) return std::nullopt;
      for (auto id : split(*list, ',')) things.ids.emplace_back(id);
      return things;
    }
    if (family.single.empty() || request.path.compare(0, family.single.size(), family.single) != 0) continue;
    const std::string id = request.path.substr(family.single.size());
    if (id.find('/') != std::string::npos || (family.key == "id" && !is_number(id))) continue;
    things.ids.push_back(id);
    return things;
  }
  return std::nullopt;
}

bool Recording::is_about(const Family& family) const {
  if (!things) return false;
  const Family& own = *things->family;
  return &own == &family || (own.type == family.type && !own.single.empty() && !family.single.empty());
}

Object::Ptr Recording::object_of(std::string_view key, const std::string& id) const {
  if (!json) return nullptr;
  const auto is_it = [&](const Object::Ptr& object) {
    return object && object->optValue<std::string>(std::string(key), "") == id;
  };
  if (const auto one = json->getObject("data")) return is_it(one) ? one : nullptr;
  const auto all = json->getArray("data");
  for (std::size_t i = 0; all && i < all->size(); ++i)
    if (const auto one = all->getObject(static_cast<unsigned>(i)); is_it(one)) return one;
  return nullptr;
}

std::vector<Object::Ptr> Recording::errors_of(const std::string& id) const {
  std::vector<Object::Ptr> found;
  const auto all = json ? json->getArray("errors") : nullptr;
  for (std::size_t i = 0; all && i < all->size(); ++i) {
    const auto error = all->getObject(static_cast<unsigned>(i));
    // Older answers have only `value`.
    if (error && (error->optValue<std::string>("resource_id", "") == id ||
                  error->optValue<std::string>("value", "") == id))
      found.push_back(error);
  }
  return found;
}

Result<Recording> read_recording(const std::filesystem::path& meta) {
  std::string body_name = meta.filename().string();
  body_name.replace(body_name.rfind(".meta.json"), std::string::npos, ".json");
  try {
    const Object::Ptr about = parse_object(read_file(meta));
    Recording recording;
    recording.name = body_name;
    read_request(*about, recording);
    recording.answer.status = about->getValue<int>("status");
    read_headers(*about, recording);
    recording.answer.body = read_file(meta.parent_path() / body_name);
    recording.json = parse_object_if_any(recording.answer.body);
    recording.things = things_asked(recording.request);
    return recording;
  } catch (const Poco::Exception& e) {
    return Error{Code::bad_config, "recording " + meta.string() + ": " + e.displayText()};
  }
}

}  // namespace tidemark::sandbox
