// The whole store held against its own invariants.

#include "store/gain_check.h"
#include "store/history_check.h"
#include "store/history_cursor.h"
#include "store/keys.h"
#include "store/store_impl.h"

namespace tidemark {
namespace {

bool is_sound(const rocksdb::Iterator& window, const MetricDictionary& metrics) {
  const auto key = disk::parse_window_key(window.key().ToStringView());
  const auto row = disk::decode_row(window.value().ToStringView());
  return key && row && row->size() == 1 && row->front().metric == key->metric &&
         !metrics.name_of(key->metric).empty();
}

void check_window(const rocksdb::Iterator& window, const MetricDictionary& metrics, VerifyReport& report) {
  ++report.windows;
  if (is_sound(window, metrics)) return;
  const auto key = disk::parse_window_key(window.key().ToStringView());
  Findings(report).add(
      key ? name_of(key->subject) : "windows",
      "a window's total" + (key ? " from " + to_rfc3339(key->since) : std::string()) + " cannot be read");
}

Error cancelled() {
  return {Code::cancelled, "the check of the store was stopped"};
}

}  // namespace

Result<VerifyReport> SnapshotStore::verify(std::stop_token stop) const {
  VerifyReport report;
  const View view(*impl_->rocks);
  GainCheck gains(view, impl_->platforms, report);
  HistoryCheck histories(view, impl_->dictionary, impl_->platforms, gains, report);
  std::optional<BusinessId> business;
  while (const auto subject = histories.next()) {
    if (stop.stop_requested()) return cancelled();
    if (business && *business != subject->business) gains.finish(*business);
    business = subject->business;
    histories.check();
  }
  if (business) gains.finish(*business);
  gains.finish();

  const auto window = view.iterator(Family::windows, {}, {}, true);
  for (window->SeekToFirst(); window->Valid(); window->Next()) {
    if (stop.stop_requested()) return cancelled();
    check_window(*window, impl_->dictionary, report);
  }
  for (const rocksdb::Status& status : {histories.status(), gains.status(), window->status()})
    if (!status.ok()) return impl_->rocks->failed("checking", status);
  return report;
}

}  // namespace tidemark
