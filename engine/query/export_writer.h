#pragma once
// What an exported snapshot looks like in each format.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/metric.h"
#include "domain/post.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// csv and ndjson are what an import takes. influx is the line protocol of InfluxDB 2 and VictoriaMetrics
/// (docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol), nanoseconds; openmetrics is OpenMetrics
/// 1.0, seconds.
enum class ExportFormat { csv, ndjson, json, influx, openmetrics };

/// Writes one export, in the order of the calls. Threads: none.
class ExportWriter {
 public:
  virtual ~ExportWriter() = default;
  virtual void begin(std::string&) {}
  /// Only where metrics go one by one: what follows is of this one.
  virtual void metric(std::string_view) {}
  /// What follows is of this post.
  virtual void post(const Post& post) = 0;
  /// Snapshot `i` of `history`. One without any value is left out: it says nothing that could be imported.
  virtual void row(std::string& out, const Columns& history, std::size_t i) = 0;
  virtual void end(std::string&) {}
};

/// `columns`: a CSV's metrics; no other format looks at them.
std::unique_ptr<ExportWriter> export_writer(ExportFormat format, std::vector<std::string> columns);

}  // namespace tidemark
