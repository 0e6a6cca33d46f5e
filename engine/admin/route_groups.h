#pragma once
// The parts of the route table, each beside its handlers.

#include <vector>

#include "admin/route.h"

namespace tidemark {

std::vector<Route> businesses_routes();
std::vector<Route> accounts_routes();
std::vector<Route> posts_routes();
std::vector<Route> sync_routes();
std::vector<Route> scheduler_routes();
std::vector<Route> tokens_routes();
std::vector<Route> query_routes();
std::vector<Route> import_routes();
std::vector<Route> export_routes();
std::vector<Route> store_routes();
std::vector<Route> series_routes();
std::vector<Route> trends_routes();
std::vector<Route> period_routes();
std::vector<Route> overview_routes();
std::vector<Route> system_routes();

}  // namespace tidemark
