#include "training.h"

#include <memory>
#include <string>

#include "interrupt.h"
#include "progress.h"

namespace neurocrypt::cli {

Result<KeyMaterial> train_with_progress(const MlpArchitecture& architecture,
                                        const TrainRequest& request, bool quiet) {
  std::string shown;
  std::unique_ptr<ProgressBar> bar;
  const auto report = [&](const TrainProgress& progress) {
    const std::string label =
        progress.phase +
        (progress.round > 1 ? " (round " + std::to_string(progress.round) + ")" : "");
    if (label != shown) {
      bar.reset();  // wipes the line of the phase before
      bar = std::make_unique<ProgressBar>(label, ProgressBar::Unit::kSteps, progress.total, quiet);
      shown = label;
    }
    std::string remark;
    if (progress.bit_error_rate >= 0) {
      char text[32];
      std::snprintf(text, sizeof text, "bit errors %.1e", progress.bit_error_rate);
      remark = text;
    }
    bar->update(progress.done, remark);
    return !interrupted();
  };
  return train_key_material(architecture, request, report);
}

}  // namespace neurocrypt::cli
