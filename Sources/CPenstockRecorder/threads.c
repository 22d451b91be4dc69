/* One cache line per thread that calls plugins, and a stack for its signals. */
#include "internal.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_THREADS = 512, SIGNAL_STACK = 64 << 10 };

static struct slot slots[MOST_THREADS];
/* How many were ever used. */
static _Atomic uint32_t bound;

/* Beyond the table a thread's calls are recorded, but not watched. */
static _Thread_local struct slot spare;
static _Thread_local struct slot *own;
static _Thread_local void *stack;

static pthread_key_t ending;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void end_thread(void *value) {
    struct slot *slot = value;
    own = NULL;
    if (stack) {
        stack_t none = {.ss_flags = SS_DISABLE};
        if (sigaltstack(&none, NULL) == 0) munmap(stack, SIGNAL_STACK);
        stack = NULL;
    }
    atomic_store(&slot->site, 0);
    atomic_store(&slot->thread, 0);
}

static void make_key(void) { pthread_key_create(&ending, end_thread); }

/* A handler cannot run on a stack that has overflown. */
static void give_signal_stack(void) {
    void *memory = mmap(NULL, SIGNAL_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    stack_t alternative = {.ss_sp = memory, .ss_size = SIGNAL_STACK};
    if (sigaltstack(&alternative, NULL) == 0) stack = memory;
    else munmap(memory, SIGNAL_STACK);
}

static __attribute__((noinline)) struct slot *attach(void) {
    int32_t thread = (int32_t)syscall(SYS_gettid);
    struct slot *found = &spare;
    for (uint32_t index = 0; index < MOST_THREADS; index++) {
        int32_t nobody = 0;
        if (!atomic_compare_exchange_strong(&slots[index].thread, &nobody, thread)) continue;
        found = &slots[index];
        uint32_t known = atomic_load(&bound);
        while (known <= index && !atomic_compare_exchange_weak(&bound, &known, index + 1)) {}
        break;
    }
    give_signal_stack();
    pthread_once(&once, make_key);
    pthread_setspecific(ending, found);
    own = found;
    return found;
}

recorder_call recorder_enter(uint32_t site, uint32_t op, uint64_t delivery) {
    struct slot *slot = own;
    if (__builtin_expect(!slot, 0)) slot = attach();
    recorder_call before = recorder_slot_call(slot);
    uint64_t calls = atomic_load_explicit(&slot->calls, memory_order_relaxed);
    atomic_store_explicit(&slot->op, op, memory_order_relaxed);
    atomic_store_explicit(&slot->delivery, delivery, memory_order_relaxed);
    atomic_store_explicit(&slot->calls, calls + 1, memory_order_relaxed);
    /* Last, so that a handler that sees the site sees the rest. */
    atomic_store_explicit(&slot->site, site, memory_order_release);
    return before;
}

void recorder_leave(recorder_call before) {
    struct slot *slot = own;
    if (!slot) return;
    atomic_store_explicit(&slot->site, before.site, memory_order_release);
    atomic_store_explicit(&slot->op, before.op, memory_order_relaxed);
    atomic_store_explicit(&slot->delivery, before.delivery, memory_order_relaxed);
}

struct slot *recorder_own_slot(void) { return own; }

recorder_call recorder_slot_call(struct slot *slot) {
    return (recorder_call){
        atomic_load_explicit(&slot->site, memory_order_acquire),
        atomic_load_explicit(&slot->op, memory_order_relaxed),
        atomic_load_explicit(&slot->delivery, memory_order_relaxed),
    };
}

uint32_t recorder_thread_count(void) { return atomic_load(&bound); }

recorder_reading recorder_read_thread(uint32_t thread) {
    struct slot *slot = &slots[thread];
    recorder_call call = recorder_slot_call(slot);
    return (recorder_reading){atomic_load_explicit(&slot->calls, memory_order_relaxed), call};
}
