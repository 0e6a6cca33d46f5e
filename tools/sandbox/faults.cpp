#include "sandbox/faults.h"

#include <algorithm>
#include <charconv>

#include "sandbox/chance.h"
#include "sandbox/exchange.h"
#include "sandbox/virtual_clock.h"

namespace tidemark::sandbox {
namespace {

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Error bad(std::string_view spec, const std::string& why) {
  return {Code::invalid, "fault \"" + std::string(spec) + "\": " + why};
}

bool read_kind(std::string_view name, Fault& fault) {
  if (name == "slow") fault.kind = FaultKind::slow;
  if (name == "cut") fault.kind = FaultKind::cut;
  if (name == "garbage") fault.kind = FaultKind::garbage;
  if (fault.kind != FaultKind::status) return true;
  fault.status = parse_number<int>(name).value_or(0);
  constexpr int known[] = {400, 401, 402, 403, 404, 410, 426, 429, 500, 501, 502, 503, 504};
  return std::find(std::begin(known), std::end(known), fault.status) != std::end(known);
}

bool read_value(std::string_view value, Fault& fault) {
  if (fault.kind == FaultKind::slow || fault.status == 429) fault.time = parse_duration(value);
  if (fault.kind == FaultKind::slow || fault.time) return fault.time.has_value();
  if (fault.kind == FaultKind::status) {
    constexpr std::string_view known[] = {"legacy", "cap",  "day",     "app",
                                          "user",   "page", "expired", "revoked"};
    fault.form = value;
    return std::find(std::begin(known), std::end(known), value) != std::end(known) ||
           (!value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos);
  }
  const bool cut = fault.kind == FaultKind::cut;
  if (!cut && fault.kind != FaultKind::garbage) return false;
  if (value != (cut ? "length" : "html") && value != (cut ? "chunked" : "json")) return false;
  fault.second_form = value == (cut ? "chunked" : "json");
  return true;
}

bool read_how_often(std::string_view text, Fault& fault) {
  if (!text.empty() && text[0] == 'x') {
    fault.first = parse_number<std::int64_t>(text.substr(1));
    return fault.first && *fault.first > 0;
  }
  const auto rate = parse_number<double>(text);
  fault.rate = rate.value_or(-1);
  return rate && *rate >= 0 && *rate <= 1;
}

}  // namespace

Result<Fault> parse_fault(std::string_view spec) {
  const auto parts = split(spec, ':');
  if (parts.empty() || parts.size() > 3) return bad(spec, "the form is KIND[=VALUE][:PATH[:HOW_OFTEN]]");
  Fault fault;
  const auto equals = std::min(parts[0].find('='), parts[0].size());
  if (!read_kind(parts[0].substr(0, equals), fault))
    return bad(spec,
               "the kind is slow, cut, garbage or one of 400, 401, 402, 403, 404, 410, 426, 429, 500 to 504");
  if (equals < parts[0].size() && !read_value(parts[0].substr(equals + 1), fault))
    return bad(spec, "\"" + std::string(parts[0].substr(equals + 1)) +
                         "\" does not go with this kind; slow and 429 take a time "
                         "(150ms, 2s, 5m), a status one of legacy, cap, day, app, user, page, expired, "
                         "revoked or the platform's own code, cut takes length or chunked, garbage "
                         "takes html or json");
  if (parts.size() > 1 && !parts[1].empty()) {
    if (parts[1][0] != '/' && parts[1][0] != '*') return bad(spec, "the path begins with / or *");
    fault.path = parts[1];
  }
  if (parts.size() > 2 && !read_how_often(parts[2], fault))
    return bad(spec, "how often is a share from 0 to 1, or x and a number for the first few");
  return fault;
}

void Faults::set(std::vector<Fault> faults) {
  std::lock_guard lock(mutex_);
  faults_.clear();
  for (auto& fault : faults) faults_.push_back({std::move(fault)});
}

Strike Faults::strike(std::string_view path, std::string_view full_path) {
  std::lock_guard lock(mutex_);
  Strike out;
  for (std::size_t i = 0; i < faults_.size() && !out.fault; ++i) {
    auto& [fault, met] = faults_[i];
    if (!matches_glob(fault.path, path) && !matches_glob(fault.path, full_path)) continue;
    const auto turn = static_cast<std::uint64_t>(met++);
    if (fault.first && met > *fault.first) continue;
    if (uniform(hash({seed_, i, turn})) >= fault.rate) continue;
    if (fault.kind == FaultKind::slow) {
      out.delay += fault.time.value_or(std::chrono::seconds(1));
    } else {
      out.fault = fault;
      out.variant = turn;
    }
  }
  return out;
}

}  // namespace tidemark::sandbox
