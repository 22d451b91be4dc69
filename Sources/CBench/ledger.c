#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

cbench_ledger *cbench_ledger_make(uint32_t capacity, uint64_t seed, bool scatter) {
    cbench_ledger *ledger = calloc(1, sizeof *ledger);
    if (!ledger) return NULL;
    *ledger = (cbench_ledger){.capacity = capacity, .scatter = scatter, .seed = seed};
    // Pages come with the first write to them, so room for many events costs nothing before they are sent.
    ledger->entries = mmap(NULL, ((size_t)capacity + 1) * sizeof(entry), PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (ledger->entries == MAP_FAILED) {
        free(ledger);
        return NULL;
    }
    return ledger;
}

void cbench_ledger_free(cbench_ledger *ledger) {
    munmap(ledger->entries, ((size_t)ledger->capacity + 1) * sizeof(entry));
    free(ledger);
}

cbench_entry cbench_ledger_read(const cbench_ledger *ledger, uint32_t index) {
    entry *entry = &ledger->entries[index];
    return (cbench_entry){.sent = entry->sent, .accepted = entry->accepted, .arrived = entry->arrived,
                          .arrivals = entry->arrivals};
}

// A number is made of an index by steps that each can be undone, so the receiver needs no table of ids: xor with a
// seed, and, to scatter, the steps of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
// 2014) with shifts by half, which are their own inverse.
static const uint64_t factors[2] = {0xbf58476d1ce4e5b9u, 0x94d049bb133111ebu};

static uint64_t inverse(uint64_t odd) {
    // Newton's iteration doubles the number of right bits, beginning with three.
    uint64_t result = odd;
    for (int round = 0; round < 5; round++) result *= 2 - odd * result;
    return result;
}

uint64_t cbench_ledger_number(const cbench_ledger *ledger, uint32_t index) {
    if (!ledger->scatter) return index;
    uint64_t number = index ^ ledger->seed;
    for (int round = 0; round < 2; round++) {
        number ^= number >> 32;
        number *= factors[round];
    }
    return number ^ number >> 32;
}

int64_t cbench_ledger_index(const cbench_ledger *ledger, uint64_t number) {
    if (ledger->scatter) {
        number ^= number >> 32;
        for (int round = 1; round >= 0; round--) {
            number *= inverse(factors[round]);
            number ^= number >> 32;
        }
        number ^= ledger->seed;
    }
    return number < ledger->capacity ? (int64_t)number : -1;
}

char *write_id(const cbench_ledger *ledger, uint32_t index, char *text) {
    uint64_t number = cbench_ledger_number(ledger, index);
    memcpy(text, "evt-", 4);
    for (int place = 0; place < 16; place++) text[4 + place] = "0123456789abcdef"[number >> (60 - 4 * place) & 15];
    return text + CBENCH_ID_LENGTH;
}

static int digit(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

int64_t cbench_ledger_find(const cbench_ledger *ledger, const char *text, size_t length) {
    const char *end = text + length, *id = text;
    while ((id = memmem(id, (size_t)(end - id), "evt-", 4)) && end - id >= CBENCH_ID_LENGTH) {
        id += 4;
        uint64_t number = 0;
        int place = 0;
        for (; place < 16 && digit(id[place]) >= 0; place++) number = number << 4 | (uint64_t)digit(id[place]);
        if (place == 16) return cbench_ledger_index(ledger, number);
    }
    return -1;
}
