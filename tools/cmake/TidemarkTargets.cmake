# How every target of this project is compiled, and how a folder becomes one.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g1")
set(CMAKE_C_FLAGS_DEBUG "-Og -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wno-missing-field-initializers)
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  # g++ 12 raises these on correct std::string and std::variant code once it optimizes (its bugs 105329, 105651, 105562).
  # What they look for, the sanitizers of the dev preset find.
  add_compile_options(-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-maybe-uninitialized -Wno-restrict)
endif()
if(TIDEMARK_WARNINGS_AS_ERRORS)
  add_compile_options(-Werror)
endif()
if(TIDEMARK_SANITIZE)
  add_compile_options(-fsanitize=${TIDEMARK_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TIDEMARK_SANITIZE})
  if(TIDEMARK_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()

find_package(Threads REQUIRED)

# Precompiled headers, shared by all targets of one kind. Poco's compile definitions reach into the standard headers, so
# what is compiled against Poco needs a set of its own.
set(std_headers
  <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <filesystem> <fstream> <functional> <map>
  <memory> <mutex> <optional> <random> <set> <span> <sstream> <stop_token> <string> <string_view> <thread>
  <unordered_map> <utility> <variant> <vector>)
file(WRITE ${CMAKE_BINARY_DIR}/empty.cpp "")
function(tidemark_pch name)
  cmake_parse_arguments(arg "" "" "LINK;HEADERS" ${ARGN})
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/empty.cpp)
  target_precompile_headers(${name} PRIVATE ${std_headers} ${arg_HEADERS})
  target_link_libraries(${name} PRIVATE Threads::Threads ${arg_LINK})
endfunction()

# tidemark_folder(<target> AS <name> [PCH <set>] [SOURCES ...] [LINK ...] [PRIVATE_LINK ...])
#
# Makes the current folder a static library whose headers are included as "<name>/header.h". Each target sees only the
# folders it links, because each folder has an include root of its own that holds nothing but a link to it: an include
# that design forbids does not build.
function(tidemark_folder target)
  cmake_parse_arguments(arg "" "AS;PCH" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  set(root ${CMAKE_BINARY_DIR}/include-roots/${arg_AS})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/${arg_AS} SYMBOLIC)
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    target_include_directories(${target} PUBLIC ${root})
    target_link_libraries(${target} PUBLIC Threads::Threads ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK})
    if(arg_PCH)
      target_precompile_headers(${target} REUSE_FROM ${arg_PCH})
    endif()
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${root})
    target_link_libraries(${target} INTERFACE Threads::Threads ${arg_LINK})
  endif()
endfunction()

# tidemark_test(<target> SOURCES ... [LINK ...] [PCH <set>] [LABELS ...])
#
# A GoogleTest program, each test of it known to ctest by name.
function(tidemark_test target)
  cmake_parse_arguments(arg "" "PCH" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE GTest::gmock_main ${arg_LINK})
  set(pch tidemark_test_pch)
  if(arg_PCH)
    set(pch ${arg_PCH})
  endif()
  target_precompile_headers(${target} REUSE_FROM ${pch})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 600 LABELS "${arg_LABELS}")
endfunction()
