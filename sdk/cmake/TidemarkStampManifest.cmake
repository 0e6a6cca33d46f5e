# Writes the manifest that belongs beside LIBRARY: MANIFEST with the file's name and SHA-256 in front.
cmake_path(GET LIBRARY FILENAME stamped_file)
cmake_path(REPLACE_EXTENSION LIBRARY LAST_ONLY .toml OUTPUT_VARIABLE stamped_manifest)
file(SHA256 ${LIBRARY} stamped_hash)
file(READ ${MANIFEST} stamped_text)
if(stamped_text MATCHES "(^|\n)(file|sha256)[ \t]*=")
  message(FATAL_ERROR "${MANIFEST}: file and sha256 are written by the build, take them out")
endif()
file(WRITE ${stamped_manifest} "file = \"${stamped_file}\"\nsha256 = \"${stamped_hash}\"\n${stamped_text}")
# The engine refuses what others could write to, whatever the umask of the build was.
file(CHMOD ${LIBRARY} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
file(CHMOD ${stamped_manifest} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
