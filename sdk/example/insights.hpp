#pragma once
// Part of a platform that refuses a whole request because of one metric's name.

#include <tidemark/metric_sets.hpp>
#include <tidemark/plugin.hpp>

using namespace tidemark::sdk;

struct Insights {
  static constexpr Metric kMetrics[] = {
      {"impressions", Kind::running_total}, {"reach", Kind::gauge}, {"saves_count", Kind::running_total}};
  static constexpr WantedMetric kOfAVideo[] = {
      {index_of(kMetrics, "impressions"), "views", "impressions"},  // "impressions" was its name before
      {index_of(kMetrics, "reach"), "reach"},
      {index_of(kMetrics, "saves_count"), "saved"}};

  void read(Sync& sync, MetricSets& sets, const Item& item) {
    Batch batch(sync);
    batch.begin(item.index);
    sets.ask(item.type, kOfAVideo, [&](AskedMetrics asked) -> std::optional<Refusal> {
      const auto target = Target("/v1/insights").part(item.platform_id).add("metric", names(asked));
      const Response answer = sync.http({.target = target});
      if (answer.status() == 400) return Refusal{.why = "the platform refuses it with status 400"};
      if (!answer.ok()) throw answer.failure("reading insights");
      const auto read = answer.json();
      for (const AskedMetric& one : asked) batch.add(one.metric, read.root()[one.name].count());
      return std::nullopt;
    });
    batch.commit();  // nothing answered: read, with nothing to store
  }

  MetricMemory memory_;  // for MetricSets sets(sync, memory_), once in each call of sync or discover
};
