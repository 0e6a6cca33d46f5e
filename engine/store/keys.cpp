#include "store/keys.h"

#include "store/bytes.h"

namespace tidemark::disk {
namespace {

constexpr char kMetricPrefix = 'm', kPlatformPrefix = 'p';

void put_subject(std::string& out, Subject subject) {
  put_big_endian(out, subject.business.value, 8);
  out.push_back(static_cast<char>(subject.kind));
  put_big_endian(out, subject.id, 8);
}

Subject read_subject(Reader& in) {
  const BusinessId business{in.big_endian(8)};
  const auto kind = static_cast<Subject::Kind>(in.byte());
  return {kind, in.big_endian(8), business};
}

std::string numbered_key(char prefix, std::uint32_t number) {
  std::string key(1, prefix);
  put_big_endian(key, number, 4);
  return key;
}

std::optional<std::uint32_t> number_of(char prefix, std::string_view key) {
  Reader in(key);
  if (in.byte() != prefix) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(in.big_endian(4));
  return in.complete() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string subject_key(Subject subject) {
  std::string key;
  write_subject_key(key, subject);
  return key;
}

void write_subject_key(std::string& key, Subject subject) {
  key.clear();
  put_subject(key, subject);
}

std::string row_key(Subject subject, Instant fetched_at) {
  std::string key;
  key.reserve(25);
  write_row_key(key, subject, fetched_at);
  return key;
}

void write_row_key(std::string& key, Subject subject, Instant fetched_at) {
  key.clear();
  put_subject(key, subject);
  put_instant(key, fetched_at);
}

std::optional<Subject> parse_subject_key(std::string_view key) {
  Reader in(key);
  const Subject subject = read_subject(in);
  return in.complete() ? std::optional(subject) : std::nullopt;
}

std::string business_prefix(BusinessId business, Subject::Kind kind) {
  std::string key;
  put_big_endian(key, business.value, 8);
  key.push_back(static_cast<char>(kind));
  return key;
}

std::optional<RowKey> parse_row_key(std::string_view key) {
  Reader in(key);
  const Subject subject = read_subject(in);
  const Instant at = in.instant();
  return in.complete() ? std::optional(RowKey{subject, at}) : std::nullopt;
}

std::optional<Instant> instant_of_row_key(std::string_view key) {
  const auto parsed = parse_row_key(key);
  return parsed ? std::optional(parsed->at) : std::nullopt;
}

std::string window_key(const WindowKey& key) {
  std::string bytes = window_prefix(key.subject, key.metric, key.since);
  put_instant(bytes, key.until);
  put_instant(bytes, key.fetched_at);
  return bytes;
}

std::string window_prefix(Subject subject, std::uint32_t metric, Instant since) {
  std::string bytes;
  bytes.reserve(45);
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
  return numbered_key(kMetricPrefix, number);
}

std::optional<std::uint32_t> number_of_metric_key(std::string_view key) {
  return number_of(kMetricPrefix, key);
}

std::string platform_key(std::uint32_t number) {
  return numbered_key(kPlatformPrefix, number);
}

std::optional<std::uint32_t> number_of_platform_key(std::string_view key) {
  return number_of(kPlatformPrefix, key);
}

std::string after_prefix(std::string prefix) {
  while (static_cast<std::uint8_t>(prefix.back()) == 0xff) prefix.pop_back();
  prefix.back() = static_cast<char>(static_cast<std::uint8_t>(prefix.back()) + 1);
  return prefix;
}

}  // namespace tidemark::disk
