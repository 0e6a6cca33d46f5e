# find_package(Tidemark) gives tidemark_add_plugin and Tidemark::sdk.
include(CMakeFindDependencyMacro)
find_dependency(simdjson)
include(${CMAKE_CURRENT_LIST_DIR}/TidemarkSdk.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/TidemarkAddPlugin.cmake)
