#include "cli/posts_file.h"

#include <Poco/JSON/Object.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

#include "cli/csv.h"
#include "domain/instant.h"

namespace tidemark::cli {
namespace {

constexpr std::size_t kBadRowsShown = 50;
constexpr std::string_view kColumns[] = {"business_id",       "account_id",   "platform_post_id",
                                         "platform_post_url", "published_at", "content_text"};
constexpr std::string_view kLabel = "label:";

Result<Done> check_header(const std::vector<std::string>& header, const PostDefaults& defaults) {
  std::set<std::string> seen;
  for (const auto& name : header) {
    const bool label = name.compare(0, kLabel.size(), kLabel) == 0 && name.size() > kLabel.size();
    if (!label && std::find(std::begin(kColumns), std::end(kColumns), name) == std::end(kColumns))
      return Error{Code::invalid, "line 1: there is no column \"" + name +
                                      "\"; there are business_id, account_id, platform_post_id, "
                                      "platform_post_url, published_at, content_text and label:NAME"};
    if (!seen.insert(name).second)
      return Error{Code::invalid, "line 1: the column \"" + name + "\" is there twice"};
  }
  if (!seen.count("platform_post_id"))
    return Error{Code::invalid, "line 1: the column platform_post_id is missing"};
  if (!seen.count("account_id") && !defaults.account)
    return Error{Code::invalid, "line 1: the column account_id is missing, and there is no --account"};
  return Done{};
}

std::optional<std::int64_t> parse_id(const std::string& text) {
  std::int64_t id = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (problem != std::errc() || end != text.data() + text.size() || id < 1) return std::nullopt;
  return id;
}

/// Sets what one cell says; the reason if it cannot.
std::string set_cell(Poco::JSON::Object& post, Poco::JSON::Object& labels, const std::string& name,
                     const std::string& cell) {
  if (cell.empty()) return "";
  if (name.compare(0, kLabel.size(), kLabel) == 0) {
    labels.set(name.substr(kLabel.size()), cell);
    return "";
  }
  if (name == "business_id" || name == "account_id") {
    const auto id = parse_id(cell);
    if (!id) return name + ": \"" + cell + "\" is no id";
    post.set(name, *id);
    return "";
  }
  if (name == "published_at" && !parse_rfc3339(cell))
    return name + ": \"" + cell + "\" is no time like 2026-11-22T13:45:00Z";
  post.set(name, cell);
  return "";
}

/// The post of one row, as JSON; or why there is none.
Result<std::string> post_of(const std::vector<std::string>& header, const CsvRow& row,
                            const PostDefaults& defaults) {
  if (row.cells.size() != header.size())
    return Error{Code::invalid, "it has " + std::to_string(row.cells.size()) + " cells, the header " +
                                    std::to_string(header.size())};
  Poco::JSON::Object post;
  Poco::JSON::Object::Ptr labels = new Poco::JSON::Object;
  if (defaults.business) post.set("business_id", *defaults.business);
  if (defaults.account) post.set("account_id", *defaults.account);
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string wrong = set_cell(post, *labels, header[i], row.cells[i]);
    if (!wrong.empty()) return Error{Code::invalid, wrong};
  }
  for (const char* name : {"account_id", "platform_post_id"})
    if (!post.has(name)) return Error{Code::invalid, std::string(name) + " is empty"};
  if (!post.has("business_id")) {
    const auto business = defaults.business_of(post.getValue<std::int64_t>("account_id"));
    if (!business) return business.error();
    post.set("business_id", *business);
  }
  if (labels->size() > 0) post.set("labels", labels);
  std::ostringstream out;
  post.stringify(out);
  return out.str();
}

}  // namespace

Result<PostsFile> read_posts(std::istream& in, const PostDefaults& defaults) {
  CsvReader reader(in);
  CsvRow row;
  const auto first = reader.next(row);
  if (!first) return first.error();
  if (!*first) return Error{Code::invalid, "the file is empty"};
  const std::vector<std::string> header = row.cells;
  if (auto good = check_header(header, defaults); !good) return good.error();
  PostsFile file;
  while (true) {
    const auto more = reader.next(row);
    if (!more) return more.error();
    if (!*more) break;
    const auto post = post_of(header, row, defaults);
    if (!post && post.error().code != Code::invalid && post.error().code != Code::not_found)
      return post.error();
    if (!post) {
      if (++file.bad <= kBadRowsShown)
        file.bad_rows.push_back("line " + std::to_string(row.line) + ": " + post.error().message);
      continue;
    }
    if (file.batches.empty() || file.batches.back().lines.size() >= kBatchPosts ||
        file.batches.back().body.size() > kBatchBytes)
      file.batches.emplace_back();
    PostBatch& batch = file.batches.back();
    batch.body += (batch.body.empty() ? "[" : ",") + *post;
    batch.lines.push_back(row.line);
  }
  for (auto& batch : file.batches) batch.body += "]";
  return file;
}

}  // namespace tidemark::cli
