// Training a key with a progress bar, for keygen, rotate and the demonstrations.
#pragma once

#include "neurocrypt/train.h"

namespace neurocrypt::cli {

Result<KeyMaterial> train_with_progress(const MlpArchitecture& architecture,
                                        const TrainRequest& request, bool quiet);

}  // namespace neurocrypt::cli
