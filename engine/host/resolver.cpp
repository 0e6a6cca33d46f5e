#include "host/resolver.h"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/IPAddress.h>

#include <condition_variable>
#include <system_error>
#include <thread>

namespace tidemark {

struct Resolver::Lookup {
  std::mutex mutex;
  std::condition_variable ended;
  // Guarded by mutex.
  bool done = false;
  std::vector<std::string> addresses;
  std::string failure;

  void run(const std::string& host) noexcept {
    std::vector<std::string> found;
    std::string reason;
    try {
      const Poco::Net::HostEntry entry = Poco::Net::DNS::hostByName(host);
      for (const auto& address : entry.addresses()) found.push_back(address.toString());
      if (found.empty()) reason = "the name has no address";
    } catch (const Poco::Exception& e) {
      reason = "the name cannot be resolved (" + std::string(e.name()) + ")";
    } catch (const std::exception& e) {
      reason = e.what();
    }
    std::lock_guard lock(mutex);
    addresses = std::move(found);
    failure = std::move(reason);
    done = true;
    ended.notify_all();
  }
};

Result<std::vector<std::string>> Resolver::resolve(const std::string& host, const ExchangeLimits& limits) {
  Poco::Net::IPAddress literal;
  if (Poco::Net::IPAddress::tryParse(host, literal)) return std::vector<std::string>{host};

  std::shared_ptr<Lookup> lookup;
  {
    std::lock_guard lock(mutex_);
    std::erase_if(running_, [](const auto& entry) { return entry.second.expired(); });
    lookup = running_[host].lock();
    if (!lookup) {
      lookup = std::make_shared<Lookup>();
      try {
        std::thread([lookup, host] { lookup->run(host); }).detach();
      } catch (const std::system_error& e) {
        return Error{Code::network_error, std::string("no thread to resolve the name: ") + e.what()};
      }
      running_[host] = lookup;
    }
  }
  std::unique_lock lock(lookup->mutex);
  while (!lookup->done) {
    if (auto still = limits.check(); !still) return still.error();
    lookup->ended.wait_for(lock, limits.slice());
  }
  if (!lookup->failure.empty()) return Error{Code::network_error, lookup->failure};
  return lookup->addresses;
}

}  // namespace tidemark
