#include "process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace tidemark::testing {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

Process::Process(std::vector<std::string> command, std::map<std::string, std::string> environment) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], 2);
  std::vector<std::string> variables;
  if (const char* path = std::getenv("PATH")) environment.emplace("PATH", path);
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  const int problem = posix_spawn(&id_, command[0].c_str(), &actions, nullptr, pointers(command).data(),
                                  pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  if (problem != 0) {
    close(pipe_ends[0]);
    throw std::runtime_error("cannot start " + command[0]);
  }
  reader_ = std::thread([this, pipe = pipe_ends[0]] { read_output(pipe); });
}

Process::~Process() {
  if (!status_) {
    signal(SIGKILL);
    wait();
  }
  reader_.join();
}

void Process::read_output(int pipe) {
  char buffer[4096];
  for (ssize_t size; (size = read(pipe, buffer, sizeof buffer)) > 0;) {
    std::lock_guard lock(mutex_);
    output_.append(buffer, static_cast<std::size_t>(size));
    written_.notify_all();
  }
  close(pipe);
  std::lock_guard lock(mutex_);
  closed_ = true;
  written_.notify_all();
}

std::optional<std::string> Process::line_with(const std::string& text, std::chrono::seconds patience) {
  std::unique_lock lock(mutex_);
  std::optional<std::string> line;
  written_.wait_for(lock, patience, [&] {
    const std::size_t at = output_.find(text);
    const std::size_t end = at == std::string::npos ? at : output_.find('\n', at);
    if (end == std::string::npos) return closed_;
    const std::size_t before = output_.rfind('\n', at);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    line = output_.substr(begin, end - begin);
    return true;
  });
  return line;
}

void Process::signal(int number) {
  if (!status_) ::kill(id_, number);
}

int Process::wait() {
  if (!status_) {
    int raw = 0;
    if (waitpid(id_, &raw, 0) != id_) throw std::runtime_error("lost a child");
    status_ = WIFSIGNALED(raw) ? -WTERMSIG(raw) : WEXITSTATUS(raw);
  }
  return *status_;
}

std::string Process::output() const {
  std::lock_guard lock(mutex_);
  return output_;
}

}  // namespace tidemark::testing
