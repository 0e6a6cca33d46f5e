#include "query/export_writer.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace tidemark {
namespace {

void append(std::string& out, std::int64_t number) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

void append_digits(std::string& out, unsigned number, int digits) {
  char text[8];
  for (int i = digits; i > 0; number /= 10) text[--i] = static_cast<char>('0' + number % 10);
  out.append(text, static_cast<std::size_t>(digits));
}

/// As to_rfc3339, for millions: a day's date is worked out once.
class Dates {
 public:
  void append(std::string& out, Instant at) {
    const auto time = std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(at.ms));
    const auto day = std::chrono::floor<std::chrono::days>(time);
    if (day != day_ || date_.empty()) {
      date_ = to_rfc3339({std::chrono::milliseconds(day.time_since_epoch()).count()}).substr(0, 11);
      day_ = day;
    }
    const auto ms = static_cast<unsigned>((time - day).count());
    out += date_;
    append_digits(out, ms / 3'600'000, 2);
    out += ':';
    append_digits(out, ms / 60'000 % 60, 2);
    out += ':';
    append_digits(out, ms / 1'000 % 60, 2);
    out += '.';
    append_digits(out, ms % 1'000, 3);
    out += 'Z';
  }

 private:
  std::chrono::sys_days day_{};
  std::string date_;  // "2026-11-22T"
};

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

std::string json_text(std::string_view text) {
  constexpr char hex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20) {
      quoted += "\\u00";
      quoted += hex[byte >> 4];
      quoted += hex[byte & 15];
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

class CsvWriter final : public ExportWriter {
 public:
  explicit CsvWriter(std::vector<std::string> columns) : columns_(std::move(columns)) {}
  void begin(std::string& out) override {
    out += "post_id,business_id,account_id,platform,platform_post_id,fetched_at";
    for (const std::string& column : columns_) out += ',' + column;
    out += '\n';
  }
  void post(const Post& post) override {
    front_ = std::to_string(post.id.value) + ',' + std::to_string(post.business.value) + ',' +
             std::to_string(post.account.value) + ',' + csv_cell(post.platform) + ',' +
             csv_cell(post.platform_post_id) + ',';
    of_ = nullptr;
  }
  void row(std::string& out, const Columns& history, std::size_t i) override {
    if (of_ != &history) arrange(history);
    const std::size_t start = out.size();
    out += front_;
    dates_.append(out, history.times[i]);
    bool any = false;
    for (const Columns::Column* column : places_) {
      out += ',';
      if (!column || !column->has(i)) continue;
      append(out, column->values[i]);
      any = true;
    }
    if (any)
      out += '\n';
    else
      out.resize(start);
  }

 private:
  void arrange(const Columns& history) {
    of_ = &history;
    places_.clear();
    for (const std::string& name : columns_) {
      const auto found = std::find_if(history.columns.begin(), history.columns.end(),
                                      [&](const Columns::Column& one) { return one.metric == name; });
      places_.push_back(found == history.columns.end() ? nullptr : &*found);
    }
  }

  const std::vector<std::string> columns_;
  std::string front_;
  const Columns* of_ = nullptr;
  std::vector<const Columns::Column*> places_;  // of `of_`, one a column of the CSV
  Dates dates_;
};

/// NDJSON, and the same objects as one list.
class JsonRowWriter final : public ExportWriter {
 public:
  explicit JsonRowWriter(bool list) : list_(list) {}
  void begin(std::string& out) override {
    if (list_) out += R"({"items":[)";
  }
  void post(const Post& post) override {
    front_ = R"({"post_id":)" + std::to_string(post.id.value) + R"(,"business_id":)" +
             std::to_string(post.business.value) + R"(,"account_id":)" + std::to_string(post.account.value) +
             R"(,"platform":)" + json_text(post.platform) + R"(,"platform_post_id":)" +
             json_text(post.platform_post_id) + R"(,"fetched_at":")";
  }
  void row(std::string& out, const Columns& history, std::size_t i) override {
    const std::size_t start = out.size();
    if (list_ && begun_) out += ',';
    out += front_;
    dates_.append(out, history.times[i]);
    out += R"(","metrics":{)";
    const std::size_t empty = out.size();
    for (const Columns::Column& column : history.columns) {
      if (!column.has(i)) continue;
      if (out.size() > empty) out += ',';
      out += '"';
      out += column.metric;
      out += "\":";
      append(out, column.values[i]);
    }
    if (out.size() == empty) return out.resize(start);
    out += list_ ? "}}" : "}}\n";
    begun_ = true;
  }
  void end(std::string& out) override {
    if (list_) out += "]}";
  }

 private:
  const bool list_;
  bool begun_ = false;
  std::string front_;
  Dates dates_;
};

/// Tag values escape comma, equals sign, blank and backslash; a line end cannot be written at all.
std::string tag(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == ',' || c == '=' || c == ' ' || c == '\\') escaped += '\\';
    escaped += c == '\n' || c == '\r' ? '_' : c;
  }
  return escaped;
}

class LineWriter final : public ExportWriter {
 public:
  void post(const Post& post) override {
    front_ = "tidemark_post,account_id=" + std::to_string(post.account.value) +
             ",business_id=" + std::to_string(post.business.value) + ",platform=" + tag(post.platform) +
             ",platform_post_id=" + tag(post.platform_post_id) + ",post_id=" + std::to_string(post.id.value) +
             ' ';
  }
  void row(std::string& out, const Columns& history, std::size_t i) override {
    const std::size_t start = out.size();
    out += front_;
    const std::size_t empty = out.size();
    for (const Columns::Column& column : history.columns) {
      if (!column.has(i)) continue;
      if (out.size() > empty) out += ',';
      out += column.metric;
      out += '=';
      append(out, column.values[i]);
      out += 'i';
    }
    if (out.size() == empty) return out.resize(start);
    out += ' ';
    append(out, history.times[i].ms);
    out += "000000\n";  // nanoseconds
  }

 private:
  std::string front_;
};

std::string label(std::string_view text) {
  std::string escaped = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    if (c == '\n')
      escaped += "\\n";
    else
      escaped += c;
  }
  return escaped + '"';
}

/// One metric after the other, as families must not mix. All are gauges: a counter of OpenMetrics may not
/// fall but to start anew at zero, and likes are taken back, so that its reader would see each unlike as a
/// restart and count everything again.
class OpenMetricsWriter final : public ExportWriter {
 public:
  void metric(std::string_view metric) override {
    name_ = "tidemark_post_" + std::string(metric);
    told_ = false;
  }
  void post(const Post& post) override {
    front_ = name_ + "{post_id=\"" + std::to_string(post.id.value) + "\",business_id=\"" +
             std::to_string(post.business.value) + "\",account_id=\"" + std::to_string(post.account.value) +
             "\",platform=" + label(post.platform) + ",platform_post_id=" + label(post.platform_post_id) +
             "} ";
  }
  void row(std::string& out, const Columns& history, std::size_t i) override {
    if (history.columns.empty() || !history.columns[0].has(i)) return;
    if (!told_) out += "# TYPE " + name_ + " gauge\n";
    told_ = true;
    out += front_;
    append(out, history.columns[0].values[i]);
    const std::int64_t ms = history.times[i].ms;
    out += ms < 0 ? " -" : " ";
    const std::uint64_t size =
        ms < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(ms) : static_cast<std::uint64_t>(ms);
    append(out, static_cast<std::int64_t>(size / 1'000));
    out += '.';
    append_digits(out, static_cast<unsigned>(size % 1'000), 3);
    out += '\n';
  }
  void end(std::string& out) override { out += "# EOF\n"; }

 private:
  std::string name_, front_;
  bool told_ = false;
};

}  // namespace

std::unique_ptr<ExportWriter> export_writer(ExportFormat format, std::vector<std::string> columns) {
  switch (format) {
    case ExportFormat::csv:
      return std::make_unique<CsvWriter>(std::move(columns));
    case ExportFormat::ndjson:
    case ExportFormat::json:
      return std::make_unique<JsonRowWriter>(format == ExportFormat::json);
    case ExportFormat::influx:
      return std::make_unique<LineWriter>();
    case ExportFormat::openmetrics:
      return std::make_unique<OpenMetricsWriter>();
  }
  return nullptr;
}

}  // namespace tidemark
