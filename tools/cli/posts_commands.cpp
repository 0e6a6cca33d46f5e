// Registering posts, one or a file of them.

#include <charconv>
#include <fstream>
#include <map>

#include "cli/commands.h"
#include "cli/posts_file.h"
#include "cli/progress.h"
#include "cli/session.h"

namespace tidemark::cli {
namespace {

const std::string kPosts = "/api/v1/posts";

/// Asks the engine once for each account.
class BusinessOfAccount {
 public:
  explicit BusinessOfAccount(const Api& api) : api_(api) {}

  Result<std::int64_t> operator()(std::int64_t account) {
    const auto known = known_.find(account);
    if (known != known_.end()) return known->second;
    const auto answer = api_.get("/api/v1/accounts/" + std::to_string(account));
    if (!answer && answer.error().code == Code::not_found)
      return Error{Code::not_found, "account_id: there is no account " + std::to_string(account)};
    if (!answer) return answer.error();
    const auto business = answer->json->optValue<std::int64_t>("business_id", 0);
    known_.emplace(account, business);
    return business;
  }

 private:
  const Api& api_;
  std::map<std::int64_t, std::int64_t> known_;
};

/// "posts[3].published_at" becomes "line 5: published_at".
std::string by_line(const FieldFault& fault, const PostBatch& batch) {
  const auto open = fault.field.find('[');
  const auto close = fault.field.find(']');
  std::size_t index = batch.lines.size();
  if (open != std::string::npos && close != std::string::npos && open < close)
    std::from_chars(fault.field.data() + open + 1, fault.field.data() + close, index);
  if (index >= batch.lines.size()) return fault.field + ": " + fault.detail;
  const std::string member = fault.field.substr(std::min(close + 2, fault.field.size()));
  return "line " + std::to_string(batch.lines[index]) + ": " + (member.empty() ? "" : member + ": ") +
         fault.detail;
}

struct Added {
  std::int64_t created = 0, updated = 0;
  std::vector<std::int64_t> ids;
};

Result<Done> send_batch(const Session& session, const PostBatch& batch, Added& added) {
  std::vector<FieldFault> faults;
  const auto answer = session.api.send("POST", kPosts, batch.body, &faults);
  if (!answer) {
    if (faults.empty()) return answer.error();
    for (const auto& fault : faults) session.around.err << "tidemark: " << by_line(fault, batch) << '\n';
    return Error{answer.error().code,
                 "lines " + std::to_string(batch.lines.front()) + " to " +
                     std::to_string(batch.lines.back()) + " were refused as a whole; the " +
                     std::to_string(added.created + added.updated) + " posts before them are registered"};
  }
  const auto items = answer->json->getArray("items");
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    const auto item = items->getObject(static_cast<unsigned>(i));
    ++(item->optValue<bool>("created", false) ? added.created : added.updated);
    added.ids.push_back(item->optValue<std::int64_t>("id", 0));
  }
  return Done{};
}

int print_added(const Session& session, const Added& added) {
  if (!session.json) {
    session.out() << added.created << " registered, " << added.updated << " updated\n";
    return kGood;
  }
  std::string ids;
  for (auto id : added.ids) ids += (ids.empty() ? "" : ",") + std::to_string(id);
  return print_json(session, "{\"created\":" + std::to_string(added.created) +
                                 ",\"updated\":" + std::to_string(added.updated) + ",\"ids\":[" + ids + "]}");
}

Result<int> add_file(const Session& session, const NewPosts& posts) {
  std::ifstream file;
  if (posts.file != "-") {
    file.open(posts.file, std::ios::binary);
    if (!file) return Error{Code::invalid, posts.file + " cannot be read"};
  }
  BusinessOfAccount business_of(session.api);
  const PostDefaults defaults{posts.business, posts.account,
                              [&](std::int64_t account) { return business_of(account); }};
  const auto read = read_posts(posts.file == "-" ? session.around.in : file, defaults);
  if (!read) return read.error().at(posts.file);
  for (const auto& row : read->bad_rows)
    session.around.err << "tidemark: " << posts.file << ": " << row << '\n';
  if (read->bad > 0)
    return Error{Code::invalid,
                 posts.file + ": " + std::to_string(read->bad) + " bad rows; nothing was registered"};

  std::size_t total = 0;
  for (const auto& batch : read->batches) total += batch.lines.size();
  Progress progress(session.around.err, session.around.terminal);
  Added added;
  for (const auto& batch : read->batches) {
    if (const auto sent = send_batch(session, batch, added); !sent) return sent.error().at(posts.file);
    progress.show(static_cast<std::int64_t>(added.ids.size()), static_cast<std::int64_t>(total), "posts");
  }
  return print_added(session, added);
}

}  // namespace

Result<int> add_posts(const Session& session, const NewPosts& posts) {
  if (!posts.file.empty()) return add_file(session, posts);
  if (!posts.account || posts.id.empty())
    return Error{Code::invalid,
                 "give --file FILE, or --account ID and --id with the platform's id of the post", "usage"};
  Json body;
  body.set("account_id", *posts.account);
  BusinessOfAccount business_of(session.api);
  const auto business = posts.business ? Result<std::int64_t>(*posts.business) : business_of(*posts.account);
  if (!business) return business.error();
  body.set("business_id", *business);
  body.set("platform_post_id", posts.id);
  if (!posts.url.empty()) body.set("platform_post_url", posts.url);
  if (!posts.published_at.empty()) body.set("published_at", posts.published_at);
  if (!posts.text.empty()) body.set("content_text", posts.text);
  Json::Ptr labels = new Json;
  for (const auto& label : posts.labels) {
    const auto equals = label.find('=');
    if (equals == 0 || equals == std::string::npos)
      return Error{Code::invalid, "--label " + label + ": the form is NAME=VALUE", "usage"};
    labels->set(label.substr(0, equals), label.substr(equals + 1));
  }
  if (labels->size() > 0) body.set("labels", labels);
  const auto answer = session.api.send("POST", kPosts, text_of(body));
  if (!answer) return answer.error();
  return print_object(session, *answer);
}

}  // namespace tidemark::cli
