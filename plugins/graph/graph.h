#pragma once
// Meta's Graph API as its plugins speak it: how it answers, refuses, counts, pages and tells the time.
// Facts: Meta's Graph API documents and answers recorded in 2026, all read 2026-11-22; single sources stand
// where a fact is used. A plugin asks through `ask`, reads `Answer::root`, and hands every metric of a
// request to `refused_metric` when it was refused.
//
// Threads: none of its own; everything is a value or belongs to one call of the engine.

#include "graph/answer.h"
#include "graph/error.h"
#include "graph/fields.h"
#include "graph/insights.h"
#include "graph/moment.h"
#include "graph/paging.h"
#include "graph/refusal.h"
#include "graph/usage.h"
