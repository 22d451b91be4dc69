/*
 * Which deliveries transports have in flight. When a transport's own thread crashes, nobody is inside a call, and each
 * of these may be why.
 */
#include "internal.h"

struct flight recorder_flights[MOST_FLIGHTS];
/* Where the next search begins. */
static _Atomic uint32_t next;
static _Atomic uint32_t bound;

uint32_t recorder_take_off(uint32_t site, uint64_t delivery) {
    uint32_t start = atomic_fetch_add_explicit(&next, 1, memory_order_relaxed);
    for (uint32_t step = 0; step < MOST_FLIGHTS; step++) {
        uint32_t index = (start + step) % MOST_FLIGHTS, nobody = 0;
        struct flight *flight = &recorder_flights[index];
        if (atomic_load_explicit(&flight->site, memory_order_relaxed)) continue;
        if (!atomic_compare_exchange_strong(&flight->site, &nobody, UINT32_MAX)) continue;
        atomic_store_explicit(&flight->delivery, delivery, memory_order_relaxed);
        atomic_store_explicit(&flight->site, site, memory_order_release);
        uint32_t known = atomic_load_explicit(&bound, memory_order_relaxed);
        while (known <= index && !atomic_compare_exchange_weak(&bound, &known, index + 1)) {}
        return index + 1;
    }
    return 0;
}

void recorder_land(uint32_t flight) {
    if (!flight || flight > MOST_FLIGHTS) return;
    atomic_store_explicit(&recorder_flights[flight - 1].site, 0, memory_order_release);
}

uint32_t recorder_flight_bound(void) { return atomic_load(&bound); }
