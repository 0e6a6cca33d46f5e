#pragma once

#include <string>

namespace tidemark {

/// What is wrong with `url` as the front of a platform's addresses; empty: nothing. It is https, with a host,
/// without user, query, fragment or trailing slash; http is accepted for loopback, and anywhere with
/// `allow_plain`.
std::string base_url_problem(const std::string& url, bool allow_plain);

}  // namespace tidemark
