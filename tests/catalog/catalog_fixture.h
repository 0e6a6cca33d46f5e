#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "catalog/catalog.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"

namespace tidemark::testing {

/// The bytes of a file.
inline std::string contents_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A fresh catalog with one business and one account in it.
class CatalogTest : public ::testing::Test {
 protected:
  CatalogTest() { reopen(); }

  void SetUp() override {
    business = add_business("Acme");
    account = add_account(business, "kiosk");
  }

  void reopen() {
    catalog.reset();
    auto opened = Catalog::open(dir.path(), clock);
    if (!opened) throw std::runtime_error(opened.error().message);
    catalog = *std::move(opened);
  }

  BusinessId add_business(const std::string& name) {
    return catalog->businesses().add(engine, {.name = name}).value().id;
  }
  AccountId add_account(BusinessId of, const std::string& platform) {
    return catalog->accounts()
        .add(engine, {.business = of, .platform = platform, .access_token = Secret("token of " + platform)})
        .value()
        .id;
  }
  NewPost new_post(const std::string& id) const {
    return {.business = business, .account = account, .platform_post_id = id};
  }
  Registered add_post(const NewPost& post) {
    return catalog->posts().add(engine, std::span(&post, 1), false).value().at(0);
  }
  PostId add_post(const std::string& id) { return add_post(new_post(id)).id; }

  static Asker only(std::set<BusinessId> businesses) {
    return {.token = {7}, .role = Role::admin, .businesses = std::move(businesses)};
  }

  TempDir dir;
  FakeClock clock;
  const Asker engine = Asker::engine();
  std::unique_ptr<Catalog> catalog;
  BusinessId business;
  AccountId account;
};

}  // namespace tidemark::testing
