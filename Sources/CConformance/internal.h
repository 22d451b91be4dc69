// What the parts share.
#ifndef CCONFORMANCE_INTERNAL_H
#define CCONFORMANCE_INTERNAL_H

#include "cconformance.h"

/// The descriptor that results go to is at least this one: beyond what plugins use or guess.
#define RESULT_DESCRIPTORS 200

/// The name of the guarded memory that an address lies in, or null, and whether it lies beyond its end.
/// Async-signal-safe.
const char *guarded_place(const void *address, bool *beyond);

#endif
