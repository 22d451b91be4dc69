// What the parts share.
#ifndef CBENCH_INTERNAL_H
#define CBENCH_INTERNAL_H

#include "cbench.h"

#include <stdatomic.h>

enum { CBENCH_ID_LENGTH = 20 };

/// An entry as both threads write it.
typedef struct entry {
    _Atomic int64_t sent, accepted, arrived, arrivals;
} entry;

struct cbench_ledger {
    uint32_t capacity;
    bool scatter;
    uint64_t seed;
    entry *entries;
};

/// Writes an id without a zero at its end, and returns what follows it.
char *write_id(const cbench_ledger *ledger, uint32_t index, char *text);

/// A socket that listens on 127.0.0.1, port 0 being any.
int listen_locally(uint16_t *port);
/// The CPU time of the thread that calls.
int64_t thread_cpu(void);

#endif
