#include "store/keys.h"

#include "store/bytes.h"

namespace tidemark::disk {
namespace {

constexpr char kMetricPrefix = 'm';

void put_subject(std::string& out, Subject subject) {
  out.push_back(static_cast<char>(subject.kind));
  put_big_endian(out, subject.id, 8);
}

Subject read_subject(Reader& in) {
  const auto kind = static_cast<Subject::Kind>(in.byte());
  return {kind, in.big_endian(8)};
}

}  // namespace

std::string subject_key(Subject subject) {
  std::string key;
  put_subject(key, subject);
  return key;
}

std::string row_key(Subject subject, Instant fetched_at) {
  std::string key;
  key.reserve(17);
  put_subject(key, subject);
  put_instant(key, fetched_at);
  return key;
}

std::optional<Instant> instant_of_row_key(std::string_view key) {
  Reader in(key);
  read_subject(in);
  const Instant at = in.instant();
  if (!in.complete()) return std::nullopt;
  return at;
}

std::string window_key(const WindowKey& key) {
  std::string bytes = window_prefix(key.subject, key.metric, key.since);
  put_instant(bytes, key.until);
  put_instant(bytes, key.fetched_at);
  return bytes;
}

std::string window_prefix(Subject subject, std::uint32_t metric, Instant since) {
  std::string bytes;
  bytes.reserve(37);
  put_subject(bytes, subject);
  put_big_endian(bytes, metric, 4);
  put_instant(bytes, since);
  return bytes;
}

std::optional<WindowKey> parse_window_key(std::string_view key) {
  Reader in(key);
  WindowKey parsed;
  parsed.subject = read_subject(in);
  parsed.metric = static_cast<std::uint32_t>(in.big_endian(4));
  parsed.since = in.instant();
  parsed.until = in.instant();
  parsed.fetched_at = in.instant();
  if (!in.complete()) return std::nullopt;
  return parsed;
}

std::string metric_key(std::uint32_t number) {
  std::string key(1, kMetricPrefix);
  put_big_endian(key, number, 4);
  return key;
}

std::optional<std::uint32_t> number_of_metric_key(std::string_view key) {
  Reader in(key);
  if (in.byte() != kMetricPrefix) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(in.big_endian(4));
  if (!in.complete()) return std::nullopt;
  return number;
}

std::string after_prefix(std::string prefix) {
  while (static_cast<std::uint8_t>(prefix.back()) == 0xff) prefix.pop_back();
  prefix.back() = static_cast<char>(static_cast<std::uint8_t>(prefix.back()) + 1);
  return prefix;
}

}  // namespace tidemark::disk
