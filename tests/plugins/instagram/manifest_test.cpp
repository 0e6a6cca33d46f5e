#include <gtest/gtest.h>

#include "ig.h"
#include "manifest.h"

namespace tidemark::testing {
namespace {

TEST(InstagramManifest, TheManifestAndTheLibrarySayTheSame) {
  expect_manifest_fits(INSTAGRAM_FOLDER "/plugin.toml", tidemark_plugin_v1);
}

}  // namespace
}  // namespace tidemark::testing
