# `cmake --install` gives the headers, the library, the programs, a CMake package and a pkg-config file.

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/neurocrypt)

install(TARGETS neurocrypt EXPORT neurocrypt-targets)
install(EXPORT neurocrypt-targets NAMESPACE neurocrypt:: DESTINATION ${package_dir})
if(NC_TRAINING)
  # A component of its own: only those who train link libtorch.
  install(TARGETS neurocrypt_training EXPORT neurocrypt-training-targets)
  install(EXPORT neurocrypt-training-targets NAMESPACE neurocrypt:: DESTINATION ${package_dir})
endif()
install(DIRECTORY include/neurocrypt DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

# What `neurocrypt demo` and the tutorial work on.
install(DIRECTORY examples/cobol examples/translate
        DESTINATION ${CMAKE_INSTALL_DATADIR}/neurocrypt/examples PATTERN "*.py" EXCLUDE)

configure_package_config_file(cmake/neurocrypt-config.cmake.in neurocrypt-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(neurocrypt-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/neurocrypt-config.cmake
              ${PROJECT_BINARY_DIR}/neurocrypt-config-version.cmake DESTINATION ${package_dir})

configure_file(cmake/neurocrypt.pc.in neurocrypt.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/neurocrypt.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
