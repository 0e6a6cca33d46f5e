#include "cli/cli.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "cli/command_line.h"
#include "cli/session.h"

namespace tidemark::cli {
namespace {

std::string first_of(const std::string& given, const std::string& environment, const std::string& usual) {
  return !given.empty() ? given : !environment.empty() ? environment : usual;
}

Result<std::string> find_token(const Choice& choice, const Surroundings& around) {
  const std::string token = around.environment("TIDEMARK_TOKEN");
  if (!token.empty()) return token;
  const std::string directory =
      first_of(choice.data_dir, around.environment("TIDEMARK_ENGINE_DATA_DIR"), "/var/lib/tidemark");
  const auto file = std::filesystem::path(directory) / "admin.token";
  std::ifstream in(file);
  std::string text;
  if (!(in >> text))
    return Error{
        Code::invalid_token,
        "no token: set TIDEMARK_TOKEN, or --data-dir to a directory whose admin.token you may read (tried " +
            file.string() + ")"};
  return text;
}

int fail(const Surroundings& around, std::string message, int code) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  around.err << "tidemark: " << message << '\n';
  return code;
}

/// Reads the words. A code if there is nothing more to do: help, version, or misuse.
std::optional<int> read(const std::vector<std::string>& arguments, CLI::App& app,
                        const Surroundings& around) {
  try {
    std::vector<std::string> reversed(arguments.rbegin(),
                                      arguments.rend());  // CLI11 takes them from the back
    app.parse(reversed);
    return std::nullopt;
  } catch (const CLI::Success& e) {
    app.exit(e, around.out, around.err);
    return kGood;
  } catch (const CLI::RequiredError& e) {
    // A word that is no command is only left over; what CLI11 says is that a command is missing.
    const auto left = app.remaining(true);
    const std::string about = left.empty() ? e.what() : "\"" + left.front() + "\" is not known here";
    return fail(around, about + " (see tidemark --help)", kMisuse);
  } catch (const CLI::ParseError& e) {
    return fail(around, std::string(e.what()) + " (see tidemark --help)", kMisuse);
  }
}

int run_chosen(const Choice& choice, const Surroundings& around) {
  const auto token = find_token(choice, around);
  if (!token) return fail(around, token.error().message, kFailed);
  const auto api =
      Api::create(first_of(choice.url, around.environment("TIDEMARK_URL"), "http://127.0.0.1:8003"), *token);
  if (!api) return fail(around, api.error().message, kMisuse);
  const auto done = choice.run({*api, around, choice.json});
  if (done) return *done;
  return fail(around, done.error().message, done.error().field == "usage" ? kMisuse : kFailed);
}

}  // namespace

int run(const std::vector<std::string>& arguments, const Surroundings& around) {
  CLI::App app("The command line of a Tidemark engine.", "tidemark");
  Choice choice;
  declare(app, choice);
  if (const auto code = read(arguments, app, around)) return *code;
  try {
    return run_chosen(choice, around);
  } catch (const Poco::Exception& e) {
    return fail(
        around,
        "the engine's answer has an unexpected form (" + e.displayText() + "): is it another version?",
        kFailed);
  }
}

}  // namespace tidemark::cli
