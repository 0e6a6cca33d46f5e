#include "catalog/caches.h"

namespace tidemark {

void Caches::forget(const Touched& touched) {
  if (touched.everything) {
    posts.forget_all();
    accounts.forget_all();
    businesses.forget_all();
    zones.forget_all();
    owners.posts.forget_all();
    owners.accounts.forget_all();
    owners.of_business.forget_all();
    return;
  }
  for (const PostId id : touched.posts) posts.forget(id);
  for (const AccountId id : touched.accounts) accounts.forget(id);
  for (const BusinessId id : touched.businesses) businesses.forget(id);
  if (!touched.businesses.empty()) zones.forget_all();
  for (const PostId id : touched.owners) owners.posts.forget(id.value / PostPage::ids);
  for (const AccountId id : touched.tracking) owners.accounts.forget(id.value / AccountPage::ids);
  if (!touched.tracking.empty()) owners.of_business.forget_all();
}

}  // namespace tidemark
