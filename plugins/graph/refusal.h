#pragma once
// Which metric stood in a request's way: the platform refuses the whole of it, in several wordings.

#include <optional>
#include <tidemark/metric_sets.hpp>

#include "graph/error.h"

namespace tidemark::graph {

/// Nothing if `error` is about something else than the metrics `asked`, which are in the order of the
/// request. The offender's name is given where the wording or its index tells it:
///   metric[5] must be one of the following values: a, b, ...     the fifth of the request, if it is not
///   listed
///   ... does not support the X metric for this media product type, ... the X metric is no longer supported
///   (#100) The value must be a valid insights metric             nobody knows which
///   code -1, subcode 2207086, "Fatal"                            nobody knows which
/// Any other invalid parameter (code 100) that is not told to be about something else counts as one that
/// names nobody: texts are translated.
std::optional<sdk::Refusal> refused_metric(const Error& error, sdk::AskedMetrics asked);

}  // namespace tidemark::graph
