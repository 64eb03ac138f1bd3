// Side channels: what the time of an operation tells about its secret.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

extern const Attack kSideChannelEncrypt;
extern const Attack kSideChannelDecrypt;
extern const Attack kSideChannelSeal;
extern const Attack kSideChannelOpen;
extern const Attack kSideChannelKeyLoad;
extern const Attack kSideChannelArchitecture;

}  // namespace neurocrypt::lab
