#pragma once

#include <string>

#include "tidemark/abi.h"

namespace tidemark::testing {

/// Identity, metrics, buckets and abilities are the same in the manifest and in the library's descriptor.
void expect_manifest_fits(const std::string& manifest_file, const tidemark_plugin& plugin);

}  // namespace tidemark::testing
