# Installs the SDK, builds the example against it, installs that stripped, and looks at both results.
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/sdk --component sdk)
run(${CMAKE_COMMAND} -S ${EXAMPLE} -B ${WORK}/build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=${CXX}
    -DCMAKE_PREFIX_PATH=${WORK}/sdk)
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_COMMAND} -DLIBRARY=${WORK}/build/plugins/example.so -P ${CHECK})
run(${CMAKE_COMMAND} --install ${WORK}/build --prefix ${WORK}/prefix --strip)
run(${CMAKE_COMMAND} -DLIBRARY=${WORK}/prefix/lib/tidemark/plugins/example.so -P ${CHECK})
