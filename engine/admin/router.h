#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/admin_context.h"
#include "admin/http_server.h"
#include "admin/route.h"

namespace tidemark {

/// A path between its slashes.
struct PathSegments {
  static constexpr std::size_t kMost = 8;  ///< of a route; a longer path has one more, and no route

  explicit PathSegments(std::string_view path);
  std::array<std::string_view, kMost> at;
  std::size_t count = 0;
};

/// From a request to its route: path, method, token, role, form of query and body, in this order; then the
/// handler. Threads: any.
class Router final : public HttpApplication {
 public:
  Router(std::vector<Route> routes, AdminContext& context);

  Reply answer(const ReceivedRequest& request) override;
  Lane lane(const ReceivedRequest& request) const override;
  std::optional<Reply> refuse(const ReceivedRequest& head) override;
  bool streams(const ReceivedRequest& head) const override;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Found {
    const Route* route = nullptr;
    std::string_view id = {};  // the text in the place of {id}
    std::string allow = {};    // where the path is known and the method is not
  };
  Found find(std::string_view method, std::string_view path) const;
  /// The error answer, or nothing, and then `found` and `asker` are set.
  std::optional<Reply> admit(const ReceivedRequest& head, Found& found, Asker& asker) const;
  Reply call(const ReceivedRequest& request, const Found& found, const Asker& asker);

  const std::vector<Route> routes_;
  // routes_, taken apart and by the number of their segments.
  std::array<std::vector<std::pair<PathSegments, const Route*>>, PathSegments::kMost + 1> by_length_;
  AdminContext& context_;
};

}  // namespace tidemark
