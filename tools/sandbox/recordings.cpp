#include "sandbox/recordings.h"

#include <algorithm>
#include <set>

#include "sandbox/recording.h"

namespace tidemark::sandbox {
namespace {

std::set<std::pair<std::string, std::string>> as_set(const Pairs& pairs) {
  return {pairs.begin(), pairs.end()};
}

bool same_things(const Things& a, const Things& b) {
  return a.family == b.family && std::set<std::string>(a.ids.begin(), a.ids.end()) ==
                                     std::set<std::string>(b.ids.begin(), b.ids.end());
}

/// Parameters that shape an answer without saying what it is about.
bool is_shape(const std::string& name) {
  return name == "expansions" || name == "max_results" ||
         (name.size() > 7 && name.compare(name.size() - 7, 7, ".fields") == 0);
}

/// Among recordings that differ in nothing but the query: the one that agrees with the request wherever they
/// differ.
const Recording* choose_by_query(const std::vector<const Recording*>& candidates, const Pairs& query,
                                 bool shapes_too) {
  if (candidates.size() == 1) return candidates.front();
  std::set<std::string> names;
  for (const Recording* candidate : candidates)
    for (const auto& [name, value] : candidate->request.query)
      if (shapes_too || !is_shape(name)) names.insert(name);
  const auto value = [](const Pairs& pairs, const std::string& name) {
    const std::string* found = find(pairs, name);
    return found ? *found : std::string();
  };
  const auto differs = [&](const std::string& name) {
    return std::any_of(candidates.begin(), candidates.end(), [&](const Recording* candidate) {
      return value(candidate->request.query, name) != value(candidates.front()->request.query, name);
    });
  };
  for (const Recording* candidate : candidates) {
    const bool agrees = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
      return !differs(name) || value(candidate->request.query, name) == value(query, name);
    });
    if (agrees) return candidate;
  }
  return nullptr;
}

std::string line_of(const Request& request) {
  std::string line = request.method + " " + request.path;
  for (const auto& [name, value] : request.query)
    line += (line.find('?') == std::string::npos ? "?" : "&") + name + "=" + value;
  return line;
}

}  // namespace

struct Recordings::Impl {
  std::vector<Recording> all;  // by name
  std::function<void(std::string_view)> complain;

  template <typename Predicate>
  std::vector<const Recording*> those(Predicate predicate) const {
    std::vector<const Recording*> found;
    for (const auto& recording : all)
      if (predicate(recording)) found.push_back(&recording);
    return found;
  }

  Answer unknown(const Request& request) const {
    complain("no recording knows " + line_of(request));
    return {404, {}, "", {}};
  }

  Answer by_path(const Request& request) const {
    const auto candidates = those([&](const Recording& r) {
      return r.request.method == request.method && r.request.path == request.path;
    });
    if (candidates.empty()) return unknown(request);
    Pairs pairs = request.query;
    for (auto& pair : parse_query(request.body)) pairs.push_back(std::move(pair));
    const Recording* found = choose_by_query(candidates, pairs, true);
    if (!found) found = choose_by_query(candidates, pairs, false);
    return found ? found->answer : unknown(request);
  }

  Answer by_things(const Request& request, const Things& things) const {
    const auto exact = those([&](const Recording& r) { return r.things && same_things(*r.things, things); });
    const auto failed = those([&](const Recording& r) {
      return r.answer.status != 200 && r.things && same_things(*r.things, things);
    });
    for (const Recording* recording : exact)
      if (recording->request.path == request.path &&
          as_set(recording->request.query) == as_set(request.query))
        return recording->answer;
    if (!failed.empty() && failed.size() == exact.size()) {
      const Recording* found = choose_by_query(failed, request.query, true);
      return (found ? found : failed.front())->answer;
    }
    const auto known = those([&](const Recording& r) {
      if (r.answer.status != 200 || !r.is_about(*things.family)) return false;
      return std::any_of(things.ids.begin(), things.ids.end(), [&](const std::string& id) {
        return r.object_of(things.family->key, id) || !r.errors_of(id).empty();
      });
    });
    if (known.empty()) return unknown(request);
    const bool lone = known.size() == 1 && known.front()->request.path == request.path &&
                      same_things(*known.front()->things, things);
    if (lone) return known.front()->answer;
    std::vector<std::string> missing;
    Answer answer = compose(known, things, request, missing);
    if (answer.status == 404) return unknown(request);
    for (const auto& id : missing)
      complain("no recording knows " + std::string(things.family->type) + " " + id + " of " + request.method +
               " " + request.path);
    return answer;
  }
};

Recordings::Recordings(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Recordings::~Recordings() = default;

Result<std::unique_ptr<Recordings>> Recordings::load(const std::filesystem::path& directory,
                                                     std::function<void(std::string_view)> complain) {
  constexpr std::string_view ending = ".meta.json";
  std::error_code problem;
  std::vector<std::filesystem::path> metas;
  for (std::filesystem::directory_iterator entry(directory, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    const std::string name = entry->path().filename().string();
    if (name.size() > ending.size() && name.compare(name.size() - ending.size(), ending.size(), ending) == 0)
      metas.push_back(entry->path());
  }
  if (problem)
    return Error{Code::bad_config, "recordings in " + directory.string() + ": " + problem.message()};
  if (metas.empty())
    return Error{Code::bad_config, "recordings in " + directory.string() + ": there is no NAME.meta.json"};
  std::sort(metas.begin(), metas.end());
  auto impl = std::make_unique<Impl>();
  impl->complain = std::move(complain);
  for (const auto& meta : metas) {
    auto recording = read_recording(meta);
    if (!recording) return recording.error();
    impl->all.push_back(std::move(recording).value());
  }
  return std::unique_ptr<Recordings>(new Recordings(std::move(impl)));
}

Answer Recordings::answer(const Request& request) const {
  const auto things = things_asked(request);
  return things ? impl_->by_things(request, *things) : impl_->by_path(request);
}

std::size_t Recordings::size() const {
  return impl_->all.size();
}

}  // namespace tidemark::sandbox
