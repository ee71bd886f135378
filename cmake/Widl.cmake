# SPDX-License-Identifier: MIT
# caesura_add_idl(<target> <file.idl>)
#
# Compiles <name>.idl with widl. Users link <target> and write
#   #include "<name>.h"             the interfaces and class ids
# The GUIDs of <name>_i.c are compiled into <target>. The type library is a file whose path is the target's property
# CAESURA_TYPE_LIBRARY; it is embedded by an .rc that says `1 TYPELIB "<name>.tlb"`, found on <target>'s include path.
# Every .idl of the same folder is a dependency, since one may import another.
find_program(CAESURA_WIDL NAMES widl widl-stable REQUIRED)
find_path(CAESURA_WINE_IDL mfidl.idl PATHS /usr/include /usr/local/include PATH_SUFFIXES wine/wine/windows wine/windows wine-development/windows
          NO_CMAKE_FIND_ROOT_PATH REQUIRED)

function(caesura_add_idl target idl)
  cmake_path(ABSOLUTE_PATH idl)
  cmake_path(GET idl STEM name)
  cmake_path(GET idl PARENT_PATH folder)
  set(out ${PROJECT_BINARY_DIR}/idl)
  file(MAKE_DIRECTORY ${out})
  file(GLOB imports ${folder}/*.idl)

  set(widl ${CAESURA_WIDL} --win64 -I ${folder} -I ${CAESURA_WINE_IDL})
  add_custom_command(
    OUTPUT ${out}/${name}.h ${out}/${name}_i.c ${out}/${name}.tlb
    COMMAND ${widl} -h -o ${out}/${name}.h ${idl}
    COMMAND ${widl} -u -o ${out}/${name}_i.c ${idl}
    COMMAND ${widl} -t -o ${out}/${name}.tlb ${idl}
    DEPENDS ${imports}
    COMMENT "Compiling ${name}.idl"
    VERBATIM)

  add_library(${target} STATIC ${out}/${name}_i.c ${out}/${name}.h ${out}/${name}.tlb)
  target_include_directories(${target} SYSTEM INTERFACE ${out})
  set_target_properties(${target} PROPERTIES CAESURA_TYPE_LIBRARY ${out}/${name}.tlb)
endfunction()
