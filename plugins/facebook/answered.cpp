// What answers say of posts and of their figures.

#include <algorithm>

#include "asker.h"

namespace tidemark::facebook {

const Subject kPost = {
    .type = "post",
    .edge = "insights",
    .metrics = kPostMetrics,
    .base = "id,created_time",
    .media = "message,permalink_url,status_type,full_picture,attachments{media_type,media,subattachments}",
    .totals = "reactions.limit(0).summary(true),comments.limit(0).summary(true)",
    .is_video = false};
const Subject kReel = {.type = "reel",
                       .edge = "video_insights",
                       .metrics = kReelMetrics,
                       .base = "id,created_time,post_id",
                       .media = "permalink_url,description",
                       .totals = "likes.limit(0).summary(true),comments.limit(0).summary(true)",
                       .is_video = true};
const Subject kVideo = {.type = "video",
                        .edge = "video_insights",
                        .metrics = kVideoMetrics,
                        .base = kReel.base,
                        .media = kReel.media,
                        .totals = kReel.totals,
                        .is_video = true};

namespace {

/// Milliseconds as whole seconds, rounded down.
std::optional<std::int64_t> in_seconds(std::optional<std::int64_t> ms) {
  return ms ? std::optional(*ms / 1000) : std::nullopt;
}

std::optional<std::int64_t> total(const json::Value& edge) {
  return edge.object()["summary"].object()["total_count"].count();
}

/// {"REACTION_LIKE":3}: every kind there is, and those that have a metric of their own.
void add_reactions(Figures& figures, const json::Value& by_kind) {
  std::int64_t sum = 0;
  for (const json::Value member : by_kind.items())
    if (__builtin_add_overflow(sum, member.count().value_or(0), &sum))
      throw json::Error("\"" + by_kind.path() + "\" makes too large a sum");
  figures.add(metric("reactions_count"), sum);
  figures.add(metric("likes_count"), sum);
  for (const Reaction& reaction : kReactions) {
    json::Value kind = by_kind[reaction.key];
    if (kind.absent()) kind = by_kind[reaction.other_key];
    if (kind.absent() && reaction.metric == metric("reactions_care")) continue;  // counted as "like" there
    figures.add(reaction.metric, kind.absent() ? 0 : kind.count());
  }
}

void add_figure(Figures& figures, const sdk::AskedMetric& asked, const graph::Figure& figure) {
  if (asked.metric == metric("reactions_count")) {
    if (const json::Value by_kind = figure.object()) add_reactions(figures, by_kind);
  } else if (asked.metric == metric("url_clicks")) {
    figures.add(asked.metric, figure.part("link clicks"));
  } else if (asked.metric == metric("shares_count")) {
    figures.add(asked.metric, figure.part("SHARE"));
  } else if (asked.metric == metric("video_watch_time")) {
    figures.add(asked.metric, in_seconds(figure.number()));
  } else {
    figures.add(asked.metric, figure.number());
  }
}

/// The posts of one answer, wherever they stand in it. Throws json::Error if they stand nowhere.
std::vector<json::Value> nodes_of(const json::Value& root, Form::Shape shape) {
  std::vector<json::Value> nodes;
  if (shape == Form::Shape::single) {
    nodes.push_back(root.object());
  } else if (shape == Form::Shape::list) {
    if (!root.object()["data"]) throw json::Error("the answer has no \"data\"");
    for (const json::Value node : root["data"].array()) nodes.push_back(node);
  } else if (!root.items().empty() || root.type() != json::Type::array) {  // [] is Graph's empty object, too
    for (const json::Value node : root.object().items()) nodes.push_back(node);
  }
  return nodes;
}

}  // namespace

std::vector<Post> Answered::posts() const {
  std::vector<Post> all;
  std::map<std::string_view, std::size_t> places;
  const auto id_of = [&](const json::Value& node) -> std::string_view {
    const json::Value id = node["id"];
    if (id.type() == json::Type::string && !id.string()->empty()) return *id.string();
    const json::Value& wrong = node.type() == json::Type::object && !id.absent() ? id : node;
    if (unreadable.empty())
      unreadable = "\"" + wrong.path() + "\" is " + std::string(json::to_string(wrong.type())) +
                   (node.type() == json::Type::object && id.absent() ? " without an \"id\"" : "") +
                   ", wanted a post with its id";
    return {};
  };
  const auto read = [&](const Part& part, Form::Shape shape, bool is_first) {
    for (const json::Value node : nodes_of(part.answer.root(), shape)) {
      if (graph::error_in(node, 0))
        continue;  // one of several ids may be refused alone; asked alone it says why
      const std::string_view id = id_of(node);
      if (id.empty()) continue;
      auto at = places.find(id);
      if (at == places.end()) {
        if (!is_first) continue;
        at = places.emplace(id, all.size()).first;
        all.push_back({.id = id, .node = node, .subject = subject_, .groups = groups_});
      }
      if (!part.asked.empty()) all[at->second].insights.emplace_back(node, part.asked);
    }
  };
  for (const Part& part : parts_) read(part, shape_, &part == &parts_.front());
  for (const Part& part : extra_) read(part, Form::Shape::by_id, false);
  return all;
}

Figures Post::figures() const {
  Figures figures;
  for (const auto& [with_edge, asked] : insights) {
    const graph::Insights edge(with_edge[subject->edge]);
    for (const sdk::AskedMetric& one : asked)
      if (const auto figure = edge.find(one.name)) add_figure(figures, one, *figure);
  }
  if (groups & kShares && !subject->is_video) {
    const json::Value shares = node["shares"];  // left out where nobody shared it
    figures.add(metric("shares_count"), shares.absent() ? 0 : shares.object()["count"].count());
  }
  if (groups & kTotals) {
    const auto reactions = total(node["reactions"]);
    figures.add(metric("reactions_count"), reactions);
    figures.add(metric("likes_count"), subject->is_video ? total(node["likes"]) : reactions);
    figures.add(metric("comments_count"), total(node["comments"]));
  }
  if (groups & kReactKinds && !subject->is_video)
    for (const Reaction& reaction : kReactions) figures.add(reaction.metric, total(node[reaction.alias]));
  return figures;
}

}  // namespace tidemark::facebook
