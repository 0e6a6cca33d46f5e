#pragma once
// What reads keep of catalog.db in memory. Only this folder uses it.

#include <memory>

#include "catalog/census.h"
#include "catalog/owner_cache.h"
#include "catalog/post_cards.h"
#include "catalog/recent.h"
#include "catalog/touched.h"
#include "domain/account.h"
#include "domain/business.h"

namespace tidemark {

/// Threads: any.
struct Caches {
  PostCards posts;
  Recent<AccountId, Account> accounts{8192};
  Recent<BusinessId, Business> businesses{8192};
  Recent<BusinessId, std::shared_ptr<const BusinessZones>> zones{1};  ///< by no business: they are of all
  OwnerCache owners;

  /// After the write that did it can be read.
  void forget(const Touched& touched);
};

}  // namespace tidemark
