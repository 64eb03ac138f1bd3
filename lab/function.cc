#include "lab/function.h"

#include <algorithm>

namespace neurocrypt::lab {

Function block_function(Oracle& oracle) {
  const BlockShape shape = oracle.shape();
  return {shape.block_bytes, shape.code_bytes, [&oracle](ByteView inputs, MutableBytes outputs) {
            return oracle.encrypt(inputs, outputs);
          }};
}

Function nonce_function(Oracle& oracle) {
  constexpr std::size_t kBytes = 16;
  return {sizeof(Nonce), kBytes, [&oracle](ByteView inputs, MutableBytes outputs) -> Status {
            for (std::size_t i = 0; i < inputs.size() / sizeof(Nonce); ++i) {
              Nonce nonce;
              std::ranges::copy(inputs.subspan(i * sizeof(Nonce), sizeof(Nonce)), nonce.begin());
              NC_RETURN_IF_ERROR(oracle.keystream(nonce, 0, outputs.subspan(i * kBytes, kBytes)));
            }
            return {};
          }};
}

Result<ByteString> output_differences(const Function& function, ByteView difference,
                                      std::size_t count, Random& random) {
  ByteString inputs = random.bytes(count * function.input_bytes);
  NC_ASSIGN_OR_RETURN(ByteString outputs, function(inputs));
  for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] ^= difference[i % difference.size()];
  NC_ASSIGN_OR_RETURN(const ByteString others, function(inputs));
  for (std::size_t i = 0; i < outputs.size(); ++i) outputs[i] ^= others[i];
  return outputs;
}

}  // namespace neurocrypt::lab
