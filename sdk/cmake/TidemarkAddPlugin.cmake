# tidemark_add_plugin(<platform> SOURCES <file>... MANIFEST plugin.toml [LINK <target>...])
#
# Builds <build>/plugins/<platform>.so with <platform>.toml beside it, and installs both. The manifest's copy begins with
# the library's name and SHA-256, written after every link and again at install, after a --strip. The target is called
# tidemark_plugin_<platform>.
#
# The flags: nothing undefined is left for the moment of loading, nothing is exported but tidemark_plugin_v1 (hidden
# visibility does not reach templates of the standard library, the version script does), and the code stays mapped.

include(GNUInstallDirs)
set(TIDEMARK_PLUGIN_DIR lib/tidemark/plugins CACHE STRING "Where plugins are installed, below the prefix")

function(tidemark_add_plugin platform)
  cmake_parse_arguments(arg "" "MANIFEST" "SOURCES;LINK" ${ARGN})
  if(NOT arg_SOURCES OR NOT arg_MANIFEST OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tidemark_add_plugin(${platform} SOURCES <file>... MANIFEST <plugin.toml> [LINK <target>...])")
  endif()
  set(here ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  set(target tidemark_plugin_${platform})
  set(folder ${CMAKE_BINARY_DIR}/plugins)
  cmake_path(ABSOLUTE_PATH arg_MANIFEST BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})

  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE Tidemark::sdk ${arg_LINK})
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_compile_options(${target} PRIVATE -fno-gnu-unique)
  target_link_options(${target} PRIVATE
    -Wl,-z,now -Wl,-z,nodelete -Wl,--exclude-libs,ALL -Wl,--version-script=${here}/tidemark.map)
  if(NOT TIDEMARK_SANITIZE AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_link_options(${target} PRIVATE -Wl,-z,defs)  # a sanitizer's own symbols come from the program that loads
  endif()
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${platform} SUFFIX .so LIBRARY_OUTPUT_DIRECTORY ${folder}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    SKIP_BUILD_RPATH ON INSTALL_RPATH ""
    LINK_DEPENDS "${arg_MANIFEST};${here}/tidemark.map;${here}/TidemarkStampManifest.cmake")

  add_custom_command(TARGET ${target} POST_BUILD VERBATIM COMMAND ${CMAKE_COMMAND}
    -DLIBRARY=$<TARGET_FILE:${target}> -DMANIFEST=${arg_MANIFEST} -P ${here}/TidemarkStampManifest.cmake)

  install(TARGETS ${target} LIBRARY DESTINATION ${TIDEMARK_PLUGIN_DIR} COMPONENT plugins)
  install(CODE "
    set(LIBRARY \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${TIDEMARK_PLUGIN_DIR}/${platform}.so\")
    set(MANIFEST \"${arg_MANIFEST}\")
    include(\"${here}/TidemarkStampManifest.cmake\")
    message(STATUS \"Installing: \${LIBRARY} with its manifest\")"
    COMPONENT plugins)
endfunction()
