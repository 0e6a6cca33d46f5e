#pragma once
// Keys of the column families, as README.md draws them. ON DISK: a change needs a new format number and a
// migration.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.h"
#include "domain/instant.h"

namespace tidemark::disk {

/// What all of a subject's keys begin with, and the whole key of its latest row: business (8 bytes), kind
/// (1), id (8).
std::string subject_key(Subject subject);
/// The same into a key that is used again and again.
void write_subject_key(std::string& key, Subject subject);
std::optional<Subject> parse_subject_key(std::string_view key);
/// What the keys of all of a business's subjects of a kind begin with.
std::string business_prefix(BusinessId business, Subject::Kind kind);

/// Rows: subject, fetched_at.
std::string row_key(Subject subject, Instant fetched_at);
void write_row_key(std::string& key, Subject subject, Instant fetched_at);
std::optional<Instant> instant_of_row_key(std::string_view key);
/// Both parts of a row's key, and of a chunk's, which ends with its first snapshot's instant.
struct RowKey {
  Subject subject;
  Instant at;
};
std::optional<RowKey> parse_row_key(std::string_view key);

/// Window totals: subject, metric number, since, until, fetched_at.
struct WindowKey {
  Subject subject;
  std::uint32_t metric = 0;
  Instant since, until, fetched_at;
};
std::string window_key(const WindowKey& key);
/// What the keys of the subject's windows of one metric begin with, up to those that begin at `since`.
std::string window_prefix(Subject subject, std::uint32_t metric, Instant since);
std::optional<WindowKey> parse_window_key(std::string_view key);

/// Metrics, in the family of what concerns the whole store.
std::string metric_key(std::uint32_t number);
std::optional<std::uint32_t> number_of_metric_key(std::string_view key);
/// Platforms, likewise.
std::string platform_key(std::uint32_t number);
std::optional<std::uint32_t> number_of_platform_key(std::string_view key);

/// The first key after all that begin with `prefix`, which is not all 0xff.
std::string after_prefix(std::string prefix);

}  // namespace tidemark::disk
