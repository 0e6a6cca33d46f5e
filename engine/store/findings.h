#pragma once

#include <string>
#include <string_view>

#include "domain/ids.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// "post 7 of business 3"
inline std::string name_of(Subject subject) {
  const std::string kind = subject.kind == Subject::Kind::post ? "post " : "account ";
  return kind + std::to_string(subject.id) + " of business " + std::to_string(subject.business.value);
}

/// Tells a report what is wrong.
class Findings {
 public:
  explicit Findings(VerifyReport& report) : report_(report) {}
  void add(std::string_view whose, std::string_view what) {
    if (report_.found++ < VerifyReport::kMostFindings)
      report_.findings.push_back(std::string(whose) + ": " + std::string(what));
  }

 private:
  VerifyReport& report_;
};

}  // namespace tidemark
