// What differential tests and distinguishers look at: a keyed function from bits to bits.
#pragma once

#include <functional>

#include "lab/oracle.h"
#include "lab/random.h"

namespace neurocrypt::lab {

struct Function {
  std::size_t input_bytes, output_bytes;
  /// Shapes   inputs: [n][input_bytes]; outputs: [n][output_bytes].
  std::function<Status(ByteView inputs, MutableBytes outputs)> evaluate;

  /// The images of many inputs.
  [[nodiscard]] Result<ByteString> operator()(ByteView inputs) const {
    ByteString outputs(inputs.size() / input_bytes * output_bytes);
    NC_RETURN_IF_ERROR(evaluate(inputs, outputs));
    return outputs;
  }
};

/// Chosen blocks to codes. The oracle, which offers kEncrypt, must outlive it.
Function block_function(Oracle& oracle);
/// Nonces to the first 16 bytes of their keystreams. The oracle offers kKeystream.
Function nonce_function(Oracle& oracle);

/// The xors of the images of `count` random inputs with those of the same inputs xor `difference`.
Result<ByteString> output_differences(const Function& function, ByteView difference,
                                      std::size_t count, Random& random);

}  // namespace neurocrypt::lab
