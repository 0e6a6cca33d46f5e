// NDJSON. Each line is a document of its own, read in one walk; metrics mostly follow each other in the same
// order, so that the next one's name is compared before it is looked up.

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <unordered_map>

#include "query/import_form.h"

namespace tidemark {
namespace {

namespace dom = simdjson::dom;  // it picks the machine's instructions when it runs
static_assert(ImportForm::kSpare >= simdjson::SIMDJSON_PADDING);

class NdjsonForm final : public ImportForm {
 public:
  explicit NdjsonForm(const ImportMetrics& metrics) : metrics_(metrics) {}

  Result<std::size_t> read(std::string_view text, bool last, std::size_t most, ImportRows& into) override;

 private:
  void read_line(std::string_view line, ImportRows& into);
  void read_object(std::string_view line, ImportRows& into);
  void read_field(std::string_view name, const dom::element& value, unsigned& seen, ImportRows& into);
  void read_metrics(const dom::object& metrics, ImportRows& into);
  const Metric* metric_named(std::string_view name);

  const ImportMetrics& metrics_;
  dom::parser parser_;
  std::unordered_map<const Metric*, const Metric*> after_;  // what came behind it the last time
  const Metric* before_ = nullptr;
  std::uint64_t line_ = 1;
  bool marked_ = false;  // a byte order mark would have been seen
  bool begun_ = false;   // the first line too
  bool passing_over_ = false;
};

constexpr std::string_view kBlanks = " \t\r";

constexpr std::string_view kNames[] = {"post_id",          "account_id", "business_id", "platform",
                                       "platform_post_id", "fetched_at", "metrics"};

Result<std::size_t> NdjsonForm::read(std::string_view text, bool last, std::size_t most, ImportRows& into) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  std::size_t at = 0;
  if (!marked_) {
    if (text.size() < mark.size() && !last) return std::size_t{0};
    if (text.starts_with(mark)) at = mark.size();
    marked_ = true;
  }
  if (!begun_) {
    const std::size_t first = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    line_ += static_cast<std::uint64_t>(std::count(text.begin() + at, text.begin() + first, '\n'));
    at = first;
    if (at == text.size()) return at;
    if (text[at] != '{')
      return Error{Code::invalid,
                   "the body is no NDJSON: its first line is no object, which would begin with {"};
    begun_ = true;
  }
  while (at < text.size() && into.rows.size() < most) {
    const char* const begin = text.data() + at;
    const auto* found = static_cast<const char*>(std::memchr(begin, '\n', text.size() - at));
    const std::size_t end = found ? static_cast<std::size_t>(found - text.data()) : text.size();
    const std::string_view line = text.substr(at, end - at);
    if (!found && !last && line.size() <= kLongestLine && !passing_over_) break;
    if (!passing_over_) read_line(line, into);
    passing_over_ = !found;
    line_ += found != nullptr;
    at = found ? end + 1 : end;
  }
  return at;
}

void NdjsonForm::read_line(std::string_view line, ImportRows& into) {
  if (line.find_first_not_of(kBlanks) == std::string_view::npos) return;
  into.begin(line_);
  if (line.size() > kLongestLine)
    into.reject("its line is longer than 1 MiB");
  else
    read_object(line, into);
  into.end();
}

void NdjsonForm::read_object(std::string_view line, ImportRows& into) {
  dom::element document;
  dom::object object;
  // The spare bytes behind the text are all the padding that the parser needs.
  if (const auto error = parser_.parse(line.data(), line.size(), false).get(document))
    return into.reject(std::string("it is not JSON: ") + simdjson::error_message(error));
  if (document.get(object)) return into.reject("it is no JSON object");
  unsigned seen = 0;
  for (const auto [name, value] : object) {
    read_field(name, value, seen, into);
    if (!into.good()) return;
  }
}

void NdjsonForm::read_field(std::string_view name, const dom::element& value, unsigned& seen,
                            ImportRows& into) {
  const auto known = std::find(std::begin(kNames), std::end(kNames), name);
  if (known == std::end(kNames)) return into.reject("there is no field " + shown(name));
  const auto which = static_cast<unsigned>(known - std::begin(kNames));
  if (seen & (1u << which)) return into.reject("the field " + shown(name) + " is there twice");
  seen |= 1u << which;
  if (value.is_null()) return;
  const auto wrong = [&](const char* wanted) { into.reject(std::string(*known) + " is no " + wanted); };
  ImportRow& row = into.row();
  if (which <= 2) {
    std::int64_t id = 0;
    if (value.get(id) || id <= 0) return wrong("id: a positive whole number is wanted");
    (which == 0 ? row.post : which == 1 ? row.account : row.business) = static_cast<std::uint64_t>(id);
  } else if (which <= 4) {
    std::string_view text;
    if (value.get(text)) return wrong("text");
    (which == 3 ? row.platform : row.platform_post_id) = into.keep(text);
  } else if (which == 5) {
    std::optional<Instant> at;
    std::int64_t ms = 0;
    std::string_view text;
    if (!value.get(ms)) at = instant_of_ms(ms);
    if (!value.get(text)) at = parse_rfc3339(text);
    if (!at) return wrong("time: RFC 3339 or milliseconds since 1970 are wanted");
    into.fetched_at(*at);
  } else {
    dom::object metrics;
    if (value.get(metrics)) return wrong("object");
    read_metrics(metrics, into);
  }
}

void NdjsonForm::read_metrics(const dom::object& metrics, ImportRows& into) {
  before_ = nullptr;
  for (const auto [name, value] : metrics) {
    const Metric* metric = metric_named(name);
    if (!metric) return into.reject("no plugin declares the metric " + shown(name));
    if (value.is_null()) continue;
    std::int64_t number = 0;
    // A double that happens to be whole is no whole number: it may have lost its last digits already.
    if (!value.is_int64() || value.get(number))
      return into.reject(metric->name + " is no whole number of 64 bits");
    if (into.names(*metric)) return into.reject(metric->name + " is there twice");
    into.sample(*metric, number);
    if (!into.good()) return;
  }
}

const Metric* NdjsonForm::metric_named(std::string_view name) {
  const Metric*& guess = after_[before_];
  if (!guess || guess->name != name) {
    const Metric* found = metrics_.find(name);
    if (!found) return nullptr;
    guess = found;
  }
  return before_ = guess;
}

}  // namespace

std::unique_ptr<ImportForm> ndjson_form(const ImportMetrics& metrics) {
  return std::make_unique<NdjsonForm>(metrics);
}

}  // namespace tidemark
