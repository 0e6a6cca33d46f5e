# Everything outside the repository, found once. All of it is packaged by Debian 12; tools/packages lists the names.

find_package(Poco REQUIRED COMPONENTS Foundation XML JSON Net NetSSL Crypto Data DataSQLite Util)
find_package(Boost 1.74 REQUIRED)
find_package(simdjson REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(ZLIB REQUIRED)
if(NOT TIDEMARK_TESTS STREQUAL "threads")
  find_package(PkgConfig REQUIRED)
  find_package(RocksDB REQUIRED)
  find_package(prometheus-cpp REQUIRED COMPONENTS core)
  pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
  find_package(CLI11 REQUIRED)
  find_package(date REQUIRED)
endif()
if(NOT TIDEMARK_TESTS STREQUAL "none")
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()

# Boost.DLL without Boost.Filesystem.
add_library(tidemark_boost_dll INTERFACE)
target_compile_definitions(tidemark_boost_dll INTERFACE BOOST_DLL_USE_STD_FS)
target_link_libraries(tidemark_boost_dll INTERFACE Boost::headers ${CMAKE_DL_LIBS})

tidemark_pch(tidemark_std_pch)
tidemark_pch(tidemark_poco_pch LINK Poco::Net
  HEADERS <Poco/Exception.h> <Poco/Net/StreamSocket.h> <Poco/Net/HTTPRequest.h> <Poco/Net/HTTPResponse.h>)
if(NOT TIDEMARK_TESTS STREQUAL "none")
  tidemark_pch(tidemark_test_pch LINK GTest::gmock HEADERS <gtest/gtest.h> <gmock/gmock.h>)
  target_compile_options(tidemark_test_pch PRIVATE -fPIE)  # as programs are compiled
endif()
