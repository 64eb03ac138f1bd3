#include "link/match/embedded.h"

// A megabyte in a C array takes seconds to compile; the assembler takes the file as it is. The
// paths come from CMakeLists.txt, which also makes this file depend on them.
#define NC_EMBED(symbol, path)            \
  asm(".pushsection .rodata\n"            \
      ".balign 16\n"                      \
      ".hidden " #symbol                  \
      "\n"                                \
      ".global " #symbol "\n" #symbol     \
      ":\n"                               \
      ".incbin \"" path                   \
      "\"\n"                              \
      ".hidden " #symbol                  \
      "_end\n"                            \
      ".global " #symbol "_end\n" #symbol \
      "_end:\n"                           \
      ".popsection\n");                   \
  extern "C" const std::uint8_t symbol[]; \
  extern "C" const std::uint8_t symbol##_end[]

NC_EMBED(nc_match_weights, NC_MATCH_WEIGHTS);
NC_EMBED(nc_match_concepts, NC_MATCH_CONCEPTS);

namespace neurocrypt {

ByteView embedded_match_weights() { return {nc_match_weights, nc_match_weights_end}; }
ByteView embedded_concepts() { return {nc_match_concepts, nc_match_concepts_end}; }

}  // namespace neurocrypt
