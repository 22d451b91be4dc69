#include "internal.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

// The mappings that a fault may lie in, for the signal handler: read without a lock, never shrinking.
#define PLACES 4096
static struct {
    _Atomic uintptr_t start;
    _Atomic uintptr_t guard;
    _Atomic(const char *) name;
} places[PLACES];
static _Atomic int used;

static size_t page(void) {
    static _Atomic size_t size;
    size_t known = atomic_load(&size);
    if (!known) atomic_store(&size, known = (size_t)sysconf(_SC_PAGESIZE));
    return known;
}

static size_t whole_pages(size_t length) { return (length + page() - 1) / page() * page(); }

static uint8_t *mapping(uint8_t *memory, size_t length) { return memory + length - whole_pages(length ? length : 1); }

uint8_t *conf_guarded(size_t length, const char *name) {
    size_t inside = whole_pages(length ? length : 1);
    uint8_t *map = mmap(NULL, inside + page(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED) return NULL;
    mprotect(map + inside, page(), PROT_NONE);
    int slot = -1, end = atomic_load(&used);
    // A place that was given back serves again.
    for (int index = 0; index < end && slot < 0; index++) {
        const char *none = NULL;
        if (atomic_compare_exchange_strong(&places[index].name, &none, name)) slot = index;
    }
    if (slot < 0 && (slot = atomic_fetch_add(&used, 1)) < PLACES) atomic_store(&places[slot].name, name);
    if (slot < PLACES) {
        atomic_store(&places[slot].start, (uintptr_t)map);
        atomic_store(&places[slot].guard, (uintptr_t)map + inside);
    } else {
        atomic_store(&used, PLACES);
    }
    return map + inside - length;
}

void conf_seal(uint8_t *memory, size_t length) {
    mprotect(mapping(memory, length), whole_pages(length ? length : 1), PROT_READ);
}

void conf_retire(uint8_t *memory, size_t length) {
    uint8_t *map = mapping(memory, length);
    size_t inside = whole_pages(length ? length : 1);
    mprotect(map, inside, PROT_NONE);
    madvise(map, inside, MADV_DONTNEED);
}

void conf_release(uint8_t *memory, size_t length) {
    uint8_t *map = mapping(memory, length);
    for (int index = 0; index < PLACES && index < atomic_load(&used); index++) {
        if (atomic_load(&places[index].start) != (uintptr_t)map) continue;
        atomic_store(&places[index].start, 0);
        atomic_store(&places[index].name, NULL);
    }
    munmap(map, whole_pages(length ? length : 1) + page());
}

const char *guarded_place(const void *address, bool *beyond) {
    for (int index = 0; index < PLACES && index < atomic_load(&used); index++) {
        uintptr_t start = atomic_load(&places[index].start), guard = atomic_load(&places[index].guard);
        if (!start || (uintptr_t)address < start || (uintptr_t)address >= guard + page()) continue;
        *beyond = (uintptr_t)address >= guard;
        return atomic_load(&places[index].name);
    }
    return NULL;
}
