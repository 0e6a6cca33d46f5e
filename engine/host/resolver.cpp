#include "host/resolver.h"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/IPAddress.h>

#include <condition_variable>
#include <optional>
#include <system_error>
#include <thread>

namespace tidemark {

struct Resolver::Running {
  std::mutex mutex;
  std::condition_variable ended;
  // Guarded by mutex.
  std::optional<Result<std::vector<std::string>>> result;

  void run(const LookUp& look_up, const std::string& host) {
    auto found = look_up(host);
    std::lock_guard lock(mutex);
    result = std::move(found);
    ended.notify_all();
  }
};

Result<std::vector<std::string>> Resolver::ask_system(const std::string& host) {
  try {
    std::vector<std::string> found;
    const Poco::Net::HostEntry entry = Poco::Net::DNS::hostByName(host);
    for (const auto& address : entry.addresses()) found.push_back(address.toString());
    if (found.empty()) return Error{Code::network_error, "the name has no address"};
    return found;
  } catch (const Poco::Exception& e) {
    return Error{Code::network_error, "the name cannot be resolved (" + std::string(e.name()) + ")"};
  }
}

Result<std::vector<std::string>> Resolver::resolve(const std::string& host, const ExchangeLimits& limits) {
  Poco::Net::IPAddress literal;
  if (Poco::Net::IPAddress::tryParse(host, literal)) return std::vector<std::string>{host};

  std::shared_ptr<Running> lookup;
  {
    std::lock_guard lock(mutex_);
    std::erase_if(running_, [](const auto& entry) { return entry.second.expired(); });
    lookup = running_[host].lock();
    if (!lookup) {
      lookup = std::make_shared<Running>();
      try {
        std::thread([lookup, host, look_up = look_up_] { lookup->run(look_up, host); }).detach();
      } catch (const std::system_error& e) {
        return Error{Code::network_error, std::string("no thread to resolve the name: ") + e.what()};
      }
      running_[host] = lookup;
    }
  }
  std::unique_lock lock(lookup->mutex);
  while (!lookup->result) {
    if (auto still = limits.check(); !still) return still.error();
    lookup->ended.wait_for(lock, limits.slice());
  }
  return *lookup->result;
}

}  // namespace tidemark
