# The order of the house, kept by the build.
#
# house_module(wire SOURCES dns.c tls.c USES base LINKS PkgConfig::NETTLE)
#
# makes the static library `wire` of the folder of the CMakeLists.txt that calls it. A target sees
# include roots, each a build directory that holds one link to one folder: its own and those of the
# targets that USES names. So `#include "flow/flow.h"` in wire/ does not compile. Nothing is passed
# on: who includes a header that includes another folder's names that folder too.
#
# FOLDER says whose root it is where a folder has several targets (catalogue's look-up and its
# compiler); it is the target's name otherwise.
function(house_root folder source ret)
  set(root ${CMAKE_BINARY_DIR}/roots/${folder})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${source} ${root}/${folder} SYMBOLIC)
  set(${ret} ${root} PARENT_SCOPE)
endfunction()

function(house_module name)
  cmake_parse_arguments(M "" "FOLDER" "SOURCES;USES;LINKS" ${ARGN})
  if(NOT M_FOLDER)
    set(M_FOLDER ${name})
  endif()
  foreach(used ${M_USES})
    if(NOT TARGET ${used})
      message(STATUS "${name}: left out, there is no target ${used}")
      return()
    endif()
  endforeach()
  house_root(${M_FOLDER} ${CMAKE_CURRENT_SOURCE_DIR} root)
  add_library(${name} STATIC ${M_SOURCES})
  set_target_properties(${name} PROPERTIES HOUSE_ROOT ${root})
  target_include_directories(${name} PRIVATE ${root})
  house_uses(${name} ${M_USES})
  target_link_libraries(${name} PUBLIC ${M_LINKS})
endfunction()

# A program or test may include what it names, and nothing else.
function(house_uses name)
  foreach(used ${ARGN})
    get_target_property(root ${used} HOUSE_ROOT)
    target_include_directories(${name} PRIVATE ${root})
    target_link_libraries(${name} PUBLIC ${used})
  endforeach()
endfunction()
