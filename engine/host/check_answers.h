#pragma once

#include "domain/result.h"
#include "host/plugin_host.h"
#include "tidemark/abi.h"

namespace tidemark {

/// What a plugin answers in one check. Threads: none; used by the thread that checks.
class CheckAnswers {
 public:
  /// `report` outlives the object; it is empty until the plugin has told something.
  explicit CheckAnswers(AccessReport& report) : report_(report) { report_ = {}; }

  /// Takes over what the plugin says, cut to what a person can read. Error `plugin_error`, and nothing is
  /// taken: said before, a record of another size or with unknown flags, an impossible time.
  Result<> access(const tidemark_access& said);

 private:
  AccessReport& report_;
  bool told_ = false;
};

}  // namespace tidemark
