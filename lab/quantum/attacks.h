// What a quantum computer would do to a short block or a small key, simulated.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

extern const Attack kQuantumSimon;         ///< three rounds with exclusive or
extern const Attack kQuantumSimonDecrypt;  ///< four
extern const Attack kQuantumHiddenShift;   ///< three rounds with addition
extern const Attack kQuantumGrover;        ///< the key among few

}  // namespace neurocrypt::lab
