#pragma once
// One of a page's lists of posts, page by page, in pieces as large as the platform will give.

#include <optional>
#include <string>
#include <string_view>

#include "asker.h"

namespace tidemark::facebook {

class Listing {
 public:
  /// `edge`: "published_posts". `window`: since and until.
  Listing(const Client& client, Asker& asker, const Subject& subject, std::string_view edge,
          std::vector<graph::Pages::Parameter> window = {})
      : client_(client), asker_(asker), subject_(subject), edge_(edge), pages_(std::move(window)) {}

  /// The next page; nothing after the last one. Where the platform says that it is asked for too much, the
  /// pages become smaller, and stay so for this page of Facebook. Throws as Asker::ask.
  std::optional<Answered> next(unsigned groups);
  /// Reads from a page where the next one is; `next` gives nothing without it. Throws json::Error.
  void turn(const Answered& page) { pages_.turn(page.root()); }
  void stop() { pages_.stop(); }
  /// Whether the list was seen to its end.
  bool ended() const { return pages_.ended(); }

 private:
  std::size_t& size() {
    return client_.memory().page_sizes.try_emplace(client_.page(), kListed).first->second;
  }

  const Client& client_;
  Asker& asker_;
  const Subject& subject_;
  std::string_view edge_;
  graph::Pages pages_;
};

}  // namespace tidemark::facebook
