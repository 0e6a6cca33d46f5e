#include "running_engine.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

#include <fstream>
#include <iostream>

namespace tidemark::testing {
namespace {

std::map<std::string, std::string> with_defaults(const std::filesystem::path& data_dir,
                                                 std::map<std::string, std::string> settings) {
  settings.emplace("TIDEMARK_ENGINE_DATA_DIR", data_dir.string());
  settings.emplace("TIDEMARK_ENGINE_PLUGIN_DIRS", TIDEMARK_PLUGINS);
  settings.emplace("TIDEMARK_ADMIN_LISTEN", "127.0.0.1:0");
  settings.emplace("TIDEMARK_SYNC_ENABLED", "false");
  return settings;
}

}  // namespace

std::filesystem::path release_program(const std::string& name) {
  return std::filesystem::path(TIDEMARK_BIN) / name;
}

RunningEngine::RunningEngine(std::filesystem::path data_dir, std::map<std::string, std::string> settings)
    : data_dir_(std::move(data_dir)),
      process_(std::make_unique<Process>(std::vector<std::string>{release_program("tidemarkd").string()},
                                         with_defaults(data_dir_, std::move(settings)))) {}

bool RunningEngine::ready() {
  const auto line = process_->line_with("listens on http://");
  if (!line) {
    std::cerr << process_->output();
    return false;
  }
  port_ = static_cast<std::uint16_t>(std::stoi(line->substr(line->find(':', line->find("http://") + 7) + 1)));
  std::ifstream(data_dir_ / "admin.token") >> token_;
  return get("/readyz").status == 200;
}

Reply RunningEngine::call(const std::string& method, const std::string& path, const std::string& body,
                          const std::string& type) const {
  Poco::Net::HTTPClientSession session("127.0.0.1", port_);
  session.setTimeout(Poco::Timespan(60, 0));
  const bool at_root =
      path == "/readyz" || path == "/healthz" || path == "/metrics" || path == "/openapi.json";
  Poco::Net::HTTPRequest request(method, at_root ? path : "/api/v1" + path, "HTTP/1.1");
  request.set("Authorization", "Bearer " + token_);
  if (!body.empty()) {
    request.setContentType(type);
    request.setContentLength64(static_cast<Poco::Int64>(body.size()));
  }
  session.sendRequest(request) << body;
  Poco::Net::HTTPResponse response;
  Reply reply;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), reply.body);
  reply.status = response.getStatus();
  for (const auto& [name, value] : response) reply.headers[name] = value;
  return reply;
}

Registered register_posts(const RunningEngine& engine, const std::string& user_id, const std::string& token,
                          const std::vector<std::string>& platform_post_ids) {
  Registered ids;
  const Reply business = engine.post("/businesses", R"({"name": "Acme"})");
  ids.business = business.json().root()["id"].integer().value();
  const std::string of_business = "\"business_id\": " + std::to_string(ids.business);
  const Reply account =
      engine.post("/accounts", "{" + of_business + R"(, "platform": "x", "platform_user_id": ")" + user_id +
                                   R"(", "access_token": ")" + token + "\"}");
  ids.account = account.json().root()["id"].integer().value();
  ids.posts = add_posts(engine, ids, platform_post_ids);
  return ids;
}

std::vector<std::int64_t> add_posts(const RunningEngine& engine, const Registered& to,
                                    const std::vector<std::string>& platform_post_ids) {
  std::string body = "[";
  for (const std::string& id : platform_post_ids)
    body += (body.size() > 1 ? ",{" : "{") + ("\"business_id\": " + std::to_string(to.business)) +
            ", \"account_id\": " + std::to_string(to.account) + ", \"platform_post_id\": \"" + id + "\"}";
  const Reply posts = engine.post("/posts", body + "]");
  const json::Document document = posts.json();
  std::vector<std::int64_t> ids;
  for (json::Value item : document.root()["items"].items()) ids.push_back(item["id"].integer().value());
  return ids;
}

Reply refresh(const RunningEngine& engine, std::int64_t business) {
  return engine.post("/analytics/refresh", "{\"business_id\": " + std::to_string(business) + "}");
}

}  // namespace tidemark::testing
