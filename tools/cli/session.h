#pragma once
// What every command gets: the engine, the streams, and how to say things. Internal to the CLI.

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "cli/api.h"
#include "cli/cli.h"
#include "domain/result.h"

namespace tidemark::cli {

struct Session {
  const Api& api;
  const Surroundings& around;
  bool json = false;

  std::ostream& out() const { return around.out; }
};

/// The exit code of a command that ran.
constexpr int kGood = 0, kFailed = 1, kMisuse = 2;

/// A member as a cell: "-" if it is absent or null.
std::string cell(const Json& object, const std::string& name);
/// All members, in the order in which the engine wrote them.
using Members = std::vector<std::pair<std::string, Poco::Dynamic::Var>>;
Members members_of(const Json& object);
/// A member that may be missing, as an object that is never null.
Json::Ptr child(const Json& object, const std::string& name);

/// Prints what the engine said, as it said it.
int print_json(const Session& session, const std::string& body);
/// Prints a list's items: as JSON, or as a table with these members as columns.
int print_items(const Session& session, const Poco::JSON::Array& items,
                const std::vector<std::string>& columns);
/// Prints an object: as JSON, or one member a line.
int print_object(const Session& session, const ApiAnswer& answer);

}  // namespace tidemark::cli
