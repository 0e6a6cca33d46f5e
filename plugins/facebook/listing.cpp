#include "listing.h"

namespace tidemark::facebook {

std::optional<Answered> Listing::next(unsigned groups) {
  if (!pages_.more()) return std::nullopt;
  const Form form = {.shape = Form::Shape::list,
                     .what = "GET /" + std::string(edge_),
                     .target = [this](std::string_view fields) {
                       sdk::Target target = client_.target(client_.page(), edge_);
                       target.add("fields", fields).add("limit", std::to_string(size()));
                       pages_.add_to(target);
                       return target;
                     }};
  for (;;) {
    try {
      return asker_.ask(subject_, groups, form);
    } catch (const Refused& why) {
      if (why.error.trouble != graph::Trouble::too_much_data || size() == 1) throw;
      size() /= 2;
      client_.host().info(why.message + "; asking for " + std::to_string(size()) + " at once from now on");
    }
  }
}

}  // namespace tidemark::facebook
