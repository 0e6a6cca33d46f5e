#pragma once

#include <ostream>
#include <string>

namespace tidemark::cli {

/// A bar on one line of a terminal, redrawn in place and gone at the end; nothing where nobody watches.
class Progress {
 public:
  Progress(std::ostream& out, bool shown) : out_(out), shown_(shown) {}
  ~Progress() {
    if (drawn_) out_ << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::int64_t done, std::int64_t total, const std::string& what) {
    if (!shown_ || total <= 0) return;
    constexpr std::int64_t width = 30;
    const auto full = static_cast<std::size_t>(width * done / total);
    out_ << "\r\x1b[K[" << std::string(full, '#') << std::string(width - full, '.') << "] " << done << '/'
         << total << ' ' << what << std::flush;
    drawn_ = true;
  }

 private:
  std::ostream& out_;
  bool shown_;
  bool drawn_ = false;
};

}  // namespace tidemark::cli
