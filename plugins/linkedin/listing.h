#pragma once
// The page's posts, 100 a request. The whole list is read by creation, because an edit does not move a post
// there while the pages are turned; what is new is read by last change, because a draft may be published
// weeks after it was made, until the changes are older than those of the last time.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>

#include "client.h"

namespace tidemark::linkedin {

class Listing {
 public:
  Listing(sdk::Discovery& discovery, Client& client, std::string_view organization);
  void run();

 private:
  enum class Page { more, last };
  Page read_page(const json::Document& answer);
  void read_post(const json::Value& post);
  void report(const json::Value& post, std::string_view urn);
  std::optional<std::int64_t> next_start(const json::Value& root);

  sdk::Discovery& discovery_;
  Client& client_;
  std::string_view organization_;
  std::optional<std::int64_t> since_;  // changes from then on are new; nothing: all is read
  std::int64_t newest_ = 0;            // change that was seen
  std::int64_t start_ = 0;
  std::optional<std::int64_t> total_;
  std::set<std::string> seen_;
  bool any_new_ = false;  // on the page read last
  bool sure_ = true;      // nothing can have been missed
};

}  // namespace tidemark::linkedin
