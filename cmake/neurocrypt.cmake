# The two kinds of target there are: a layer of the library, and a test.

add_library(nc_options INTERFACE)
target_include_directories(nc_options INTERFACE ${PROJECT_SOURCE_DIR}/include
                                                ${PROJECT_SOURCE_DIR}/src)
target_compile_options(nc_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                            -Wno-sign-conversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 warns of "x" + std::to_string(y) at -O3 without cause (GCC bug 105651).
  target_compile_options(nc_options INTERFACE -Wno-restrict)
endif()
if(NC_WARNINGS_AS_ERRORS)
  target_compile_options(nc_options INTERFACE -Werror)
endif()

# nc_layer(NAME [LINK libraries...]): an object library nc_NAME for one folder under src/. Its
# CMakeLists.txt and those of its subfolders add files with target_sources(nc_NAME PRIVATE ...).
function(nc_layer name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_library(nc_${name} OBJECT)
  set_target_properties(nc_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(nc_${name} PRIVATE nc_options ${arg_LINK})
  set_property(GLOBAL APPEND PROPERTY NC_LAYERS nc_${name})
endfunction()

# nc_test(NAME SOURCES files... [LINK libraries...] [LABELS labels...] [FILTER filter]): a GoogleTest program whose
# cases become ctest tests "NAME.Suite.Case"; FILTER leaves some out, as --gtest_filter does.
function(nc_test name)
  if(NOT NC_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "" "FILTER" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE nc_options neurocrypt GTest::gtest_main GTest::gmock
                                        ${arg_LINK})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE NC_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60
                       TEST_FILTER "${arg_FILTER}" PROPERTIES LABELS "${arg_LABELS}")
endfunction()

# nc_ct_test(NAME SOURCES files...): a program without GoogleTest that marks its secrets (base/constant_time.h)
# and runs under valgrind, which ends it at the first branch or address that depends on one. Two ctest tests:
#   ct.NAME          `NAME` must end without a report and with exit code 0;
#   ct.NAME.control  `NAME leak` branches on a secret on purpose, and must be reported.
# Built in the ct preset only. Valgrind 3.19 hides AVX-512: the scalar and AVX2 variants are what it sees.
function(nc_ct_test name)
  if(NOT NC_TESTS OR NOT NC_CONSTANT_TIME)
    return()
  endif()
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  find_program(NC_VALGRIND valgrind REQUIRED)
  add_executable(ct_${name} ${arg_SOURCES})
  if(NOT TARGET ct_tests)
    add_custom_target(ct_tests)
  endif()
  add_dependencies(ct_tests ct_${name})
  target_link_libraries(ct_${name} PRIVATE nc_options neurocrypt)
  set(valgrind ${NC_VALGRIND} -q --error-exitcode=1 --exit-on-first-error=yes)
  add_test(NAME ct.${name} COMMAND ${valgrind} $<TARGET_FILE:ct_${name}>)
  add_test(NAME ct.${name}.control COMMAND ${valgrind} $<TARGET_FILE:ct_${name}> leak)
  set_tests_properties(ct.${name} ct.${name}.control PROPERTIES LABELS ct)
  set_tests_properties(ct.${name}.control PROPERTIES PASS_REGULAR_EXPRESSION "uninitialised value")
endfunction()
