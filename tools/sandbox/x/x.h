#pragma once
// The invented X: lets a request in by token, quota and money, and has its endpoint answer.

#include <atomic>
#include <cstdint>
#include <memory>

#include "sandbox/platform.h"
#include "sandbox/quotas.h"

namespace tidemark::sandbox::x {

constexpr std::int64_t kWindowMs = 15LL * 60 * 1000;
constexpr std::int64_t kSnowflakeEpochMs = 1288834974657;

struct Endpoint;

class X final : public Platform {
 public:
  explicit X(const Stage& stage);

  std::string endpoint_of(const Request& request) const override;
  Answer answer(const Request& request) override;
  Answer fail(const Request& request, const Fault& fault, std::uint64_t variant) override;
  void add_server_headers(Answer& answer) override;

 protected:
  std::string id_of(const Account& account) const override;
  std::string id_of(const Post& post) const override;
  std::string url_of(const Post& post) const override;
  std::optional<Post> post_of(std::string_view id) const override;
  std::string account_field() const override { return "platform_user_id"; }
  std::vector<std::string> kinds() const override;

 private:
  std::int64_t limit_for(const Endpoint& endpoint, int caller) const;

  Quotas quotas_{kWindowMs}, daily_{kDayMs};
  Bill bill_;
  std::atomic<std::uint64_t> transactions_{0};
};

std::unique_ptr<Platform> make(const Stage& stage);
bool has_bucket(std::string_view name);

}  // namespace tidemark::sandbox::x
