#include "host/sync_answers.h"

namespace tidemark {

Result<> SyncAnswers::finish(Result<> said) {
  if (sink_error()) return *sink_error();
  if (!said) return said;
  std::string why = "the plugin " + manifest().platform + " did not answer for this item";
  if (!first_refusal().empty()) why += "; " + first_refusal();
  for (std::size_t item = 0; item < states().size(); ++item) {
    if (states()[item] != State::open) continue;
    states()[item] = State::failed;
    sink_.item_failed(item, {Code::plugin_error, why});
  }
  return said;
}

}  // namespace tidemark
