#pragma once
// The invented LinkedIn: lets a request in by token, version, daily quotas and scope, and has its resource
// answer.

#include <atomic>
#include <memory>

#include "sandbox/linkedin/resources.h"
#include "sandbox/linkedin/versions.h"
#include "sandbox/platform.h"
#include "sandbox/quotas.h"

namespace tidemark::sandbox::linkedin {

class LinkedIn final : public Platform {
 public:
  explicit LinkedIn(const Stage& stage);

  std::string endpoint_of(const Request& request) const override;
  Answer answer(const Request& request) override;
  Answer fail(const Request& request, const Fault& fault, std::uint64_t variant) override;
  void add_server_headers(Answer& answer) override;

 protected:
  std::string id_of(const Account& account) const override;
  std::string id_of(const Post& post) const override;
  std::string url_of(const Post& post) const override;
  std::optional<Post> post_of(std::string_view id) const override;
  std::string account_field() const override { return "page_id"; }
  std::vector<std::string> kinds() const override;
  Result<std::string> happen_here(const Event& event) override;

 private:
  /// Why the token or the version is not good enough; nothing if they are.
  std::optional<Answer> refuse(const Request& request, std::int64_t now) const;
  /// The 429 of a used-up day, for the application or the member.
  std::optional<Answer> count(const Request& request, const Resource& resource, int member, std::int64_t now);

  Quotas app_{kDayMs, Quotas::Starts::utc}, member_{kDayMs, Quotas::Starts::utc};
  Versions versions_;
  State state_;
  std::atomic<std::uint64_t> answers_{0};
};

std::unique_ptr<Platform> make(const Stage& stage);
/// "posts": the application's day; "posts/member": one member's.
bool has_bucket(std::string_view name);

}  // namespace tidemark::sandbox::linkedin
