#pragma once
// What the benchmarks measure with.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tidemark {

using Time = std::chrono::steady_clock;

inline double seconds_since(Time::time_point start) {
  return std::chrono::duration<double>(Time::now() - start).count();
}

/// User and system time of a process so far.
double cpu_seconds(int process);
double resident_mib(int process);
/// The most it ever was.
double peak_resident_mib(int process);
/// Blocks on the disk, as `du` counts them.
std::uint64_t bytes_on_disk(const std::filesystem::path& folder);

/// 0.5 is the median; of an empty list, 0.
double quantile(std::vector<double> values, double which);
inline double median(std::vector<double> values) {
  return quantile(std::move(values), 0.5);
}

/// A line: what, figure, unit, what it is to be.
void row(const char* what, double value, const char* unit, const char* aim);

}  // namespace tidemark
