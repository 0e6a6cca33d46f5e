#pragma once
// Lists of the Graph API, page by page. A list ends only where `paging.next` is absent: the last page still
// has cursors, and a page may be empty in the middle. The next page is asked for by its cursor, never by the
// address in `next`, which holds the token. Insights edges are not lists: their `next` moves the window
// and never ends; nothing here is for them.

#include <set>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>
#include <utility>
#include <vector>

namespace tidemark::graph {

class Pages {
 public:
  using Parameter = std::pair<std::string, std::string>;

  /// `window`: parameters such as since and until, which the old form of paging replaces from page to page.
  /// At most `most` pages are walked.
  explicit Pages(std::vector<Parameter> window = {}, std::size_t most = 1000)
      : window_(std::move(window)), most_(most) {}

  /// Whether there is a page to ask for.
  bool more() const { return more_; }
  /// Adds what names the page.
  void add_to(sdk::Target& target) const;
  /// Reads from an answered page which is the next. Throws json::Error if that cannot be read.
  void turn(const json::Value& page);
  /// Whether the walk saw the list's end: not if it was cut short, or the platform went in a circle.
  bool ended() const { return ended_; }
  /// No page after this one is wanted.
  void stop() { more_ = false; }

 private:
  std::vector<Parameter> window_;
  std::vector<Parameter> place_;  // of the page, beyond the window
  std::set<std::string> seen_;
  std::size_t most_;
  bool more_ = true;
  bool ended_ = false;
};

}  // namespace tidemark::graph
