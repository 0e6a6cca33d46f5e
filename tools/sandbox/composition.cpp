// One answer out of several recordings.

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "sandbox/json_text.h"
#include "sandbox/recording.h"
#include "sandbox/x/problems.h"

namespace tidemark::sandbox {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

std::string text_of(const Object& object) {
  std::ostringstream out;
  object.stringify(out);
  return out.str();
}

/// What a request asks to see, as far as recordings must be chosen by it.
struct Wish {
  std::set<std::string, std::less<>> members;  // of the objects in data
  std::set<std::string, std::less<>> media;    // of included media
  std::set<std::string, std::less<>> expansions;
  bool has_fields = false;  // the family knows fields at all

  explicit Wish(const Things& things, const Request& request) {
    const bool tweets = things.family->type == "tweet";
    has_fields = !things.family->single.empty();
    members = tweets ? std::set<std::string, std::less<>>{"id", "text", "edit_history_tweet_ids",
                                                          "edit_history_post_ids"}
                     : std::set<std::string, std::less<>>{"id", "name", "username"};
    media = {"media_key", "type"};
    for (const auto& [name, value] : request.query) {
      auto* into = name == "media.fields" ? &media : name == "expansions" ? &expansions : nullptr;
      if (tweets && (name == "tweet.fields" || name == "post.fields")) into = &members;
      if (!tweets && name == "user.fields") into = &members;
      if (!into) continue;
      for (auto word : split(value, ',')) into->emplace(word);
    }
    // An expansion shows the member that it follows.
    if (expansions.count("attachments.media_keys")) members.emplace("attachments");
    if (expansions.count("author_id")) members.emplace("author_id");
    if (expansions.count("referenced_tweets.id")) members.emplace("referenced_tweets");
    if (expansions.count("referenced_posts.id")) members.emplace("referenced_posts");
  }

  bool expands(const std::string& kind) const {
    if (kind == "media") return expansions.count("attachments.media_keys") > 0;
    if (kind == "users") return expansions.count("author_id") > 0;
    return expansions.count("referenced_tweets.id") > 0 || expansions.count("referenced_posts.id") > 0;
  }
};

/// Adds to `into` what it lacks of `from`; `wanted` null: everything.
void merge(Object& into, const Object& from, const std::set<std::string, std::less<>>* wanted) {
  for (const auto& [name, value] : from)
    if (!into.has(name) && (!wanted || wanted->count(name))) into.set(name, value);
}

class Composition {
 public:
  Composition(const std::vector<const Recording*>& known, const Things& things, const Request& request)
      : known_(known),
        things_(things),
        wish_(things, request),
        single_(!things.family->single.empty() && request.path != things.family->bulk) {}

  Answer compose(std::vector<std::string>& unknown) {
    for (const auto& id : things_.ids)
      if (!add(id)) unknown.push_back(id);
    if (used_.empty()) return {404, {}, "", {}};
    for (const auto& id : unknown)
      x::write(errors_.emplace_back(), {x::PartialError::not_found, std::string(things_.family->type), id,
                                        single_ ? "id" : std::string(things_.family->parameter)});
    for (const Recording* recording : used_) add_includes(*recording);
    return {200, used_.front()->answer.headers, finish(), {}};
  }

 private:
  void use(const Recording* recording) {
    if (std::find(used_.begin(), used_.end(), recording) == used_.end()) used_.push_back(recording);
  }

  bool add(const std::string& id) {
    std::vector<std::pair<const Recording*, Object::Ptr>> sources;
    for (const Recording* recording : known_)
      if (auto object = recording->object_of(things_.family->key, id))
        sources.emplace_back(recording, object);
    const bool choose = sources.size() > 1 && wish_.has_fields;
    Object::Ptr merged = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    for (const auto& [recording, object] : sources) {
      use(recording);
      if (!choose) whole_.insert(recording);
      merge(*merged, *object, choose ? &wish_.members : nullptr);
    }
    if (!sources.empty()) {
      note_media(*merged);
      data_.push_back(text_of(*merged));
    }
    return add_errors(id, sources.empty() ? nullptr : merged.get(), choose) || !sources.empty();
  }

  /// An error about the whole thing counts only if no recording shows it; one about a member only if that is
  /// asked for and nowhere shown.
  bool add_errors(const std::string& id, const Object* shown, bool choose) {
    bool any = false;
    std::set<std::string> seen;
    for (const Recording* recording : known_) {
      for (const auto& error : recording->errors_of(id)) {
        const std::string field = error->optValue<std::string>("field", "");
        const std::string member = field.substr(0, field.find('.'));
        if (field.empty() ? shown != nullptr : shown && shown->has(member)) continue;
        if (!field.empty() && choose && !wish_.members.count(member)) continue;
        std::string text = text_of(*error);
        if (!seen.insert(text).second) continue;
        use(recording);
        errors_.emplace_back().raw(text);
        any = true;
      }
    }
    return any;
  }

  void note_media(const Object& post) {
    const auto attachments = post.getObject("attachments");
    const auto keys = attachments ? attachments->getArray("media_keys") : nullptr;
    for (std::size_t i = 0; keys && i < keys->size(); ++i)
      media_keys_.insert(keys->getElement<std::string>(static_cast<unsigned>(i)));
  }

  void add_includes(const Recording& recording) {
    const auto includes = recording.json->getObject("includes");
    if (!includes) return;
    const bool whole = whole_.count(&recording) > 0;
    for (const auto& [kind, list] : *includes) {
      const auto objects = list.extract<Array::Ptr>();
      if (!whole && !wish_.expands(kind)) continue;
      for (std::size_t i = 0; i < objects->size(); ++i) {
        const auto object = objects->getObject(static_cast<unsigned>(i));
        const std::string key = object->optValue<std::string>(kind == "media" ? "media_key" : "id", "");
        if (kind == "media" && !media_keys_.count(key)) continue;
        auto& into = includes_[kind][key];
        if (!into) into = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
        merge(*into, *object, kind == "media" && !whole ? &wish_.media : nullptr);
      }
    }
  }

  std::string finish() {
    JsonText json;
    json.begin_object();
    if (!data_.empty() && single_) json.key("data").raw(data_.front());
    if (!data_.empty() && !single_) {
      json.key("data").begin_array();
      for (const auto& text : data_) json.raw(text);
      json.end_array();
    }
    if (!includes_.empty()) {
      json.key("includes").begin_object();
      for (const auto& [kind, objects] : includes_) {
        json.key(kind).begin_array();
        for (const auto& [key, object] : objects) json.raw(text_of(*object));
        json.end_array();
      }
      json.end_object();
    }
    if (!errors_.empty()) {
      json.key("errors").begin_array();
      for (auto& error : errors_) json.raw(error.take());
      json.end_array();
    }
    return json.end_object().take();
  }

  const std::vector<const Recording*>& known_;
  const Things& things_;
  const Wish wish_;
  const bool single_;
  std::vector<const Recording*> used_;
  std::set<const Recording*> whole_;  // the only ones to know one of the ids: shown as they are
  std::set<std::string> media_keys_;
  std::vector<std::string> data_;
  std::vector<JsonText> errors_;
  std::map<std::string, std::map<std::string, Object::Ptr>> includes_;
};

}  // namespace

Answer compose(const std::vector<const Recording*>& known, const Things& things, const Request& request,
               std::vector<std::string>& unknown) {
  return Composition(known, things, request).compose(unknown);
}

}  // namespace tidemark::sandbox
