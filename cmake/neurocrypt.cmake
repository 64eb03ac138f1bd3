# The two kinds of target there are: a layer of the library, and a test.

add_library(nc_options INTERFACE)
target_include_directories(nc_options INTERFACE ${PROJECT_SOURCE_DIR}/include
                                                ${PROJECT_SOURCE_DIR}/src)
target_compile_options(nc_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                            -Wno-sign-conversion)
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

# nc_test(NAME SOURCES files... [LINK libraries...] [LABELS labels...]): a GoogleTest program whose
# cases become ctest tests "NAME.Suite.Case".
function(nc_test name)
  if(NOT NC_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE nc_options neurocrypt GTest::gtest_main GTest::gmock
                                        ${arg_LINK})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE NC_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60
                       PROPERTIES LABELS "${arg_LABELS}")
endfunction()
