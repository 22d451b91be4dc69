/* The signals of faults: who is to blame, and what comes next. */
#include "internal.h"

#include <signal.h>
#include <string.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};

static _Atomic int mode = RECORDER_EXPLAIN;
static _Atomic int is_ending;
static _Atomic int is_handling;

#if defined(__x86_64__)
static uintptr_t counter_of(const ucontext_t *context) { return (uintptr_t)context->uc_mcontext.gregs[REG_RIP]; }
static uintptr_t stack_of(const ucontext_t *context) { return (uintptr_t)context->uc_mcontext.gregs[REG_RSP]; }

/* Whether a call instruction ends at the address, so that it is where a function returns to, and not where one begins. */
static int follows_call(uintptr_t address) {
    const unsigned char *code = (const unsigned char *)address;
    if (code[-5] == 0xE8) return 1;
    /* call *register and call *memory: FF /2, 2 to 7 bytes long. */
    for (int length = 2; length <= 7; length++)
        if (code[-length] == 0xFF && (code[1 - length] & 0x38) == 0x10) return 1;
    return 0;
}
#elif defined(__aarch64__)
static uintptr_t counter_of(const ucontext_t *context) { return (uintptr_t)context->uc_mcontext.pc; }
static uintptr_t stack_of(const ucontext_t *context) { return (uintptr_t)context->uc_mcontext.sp; }

static int follows_call(uintptr_t address) {
    uint32_t before;
    if (address % 4) return 0;
    memcpy(&before, (const void *)(address - 4), sizeof before);
    /* BL, BLR */
    return (before & 0xFC000000u) == 0x94000000u || (before & 0xFFFFFC1Fu) == 0xD63F0000u;
}
#else
#error "the recorder knows x86-64 and AArch64"
#endif

/*
 * The plugin to which the nearest function on the stack returns. Libraries have no frame pointers, so every word is
 * looked at; it is read by the kernel, because the stack may end, or may be why the thread crashed.
 */
static uint32_t plugin_on_stack(uintptr_t stack) {
    enum { PAGE = 4096, PAGES = 64 };
    uintptr_t words[PAGE / sizeof(uintptr_t)];
    uintptr_t position = stack & ~(uintptr_t)(sizeof(uintptr_t) - 1);
    int failures = 0;
    for (int page = 0; page < PAGES && failures < 4; page++) {
        size_t length = PAGE - position % PAGE;
        struct iovec here = {words, length}, there = {(void *)position, length};
        ssize_t count = process_vm_readv(getpid(), &here, 1, &there, 1, 0);
        if (count <= 0) failures++;
        for (ssize_t index = 0; index < count / (ssize_t)sizeof(uintptr_t); index++) {
            uint32_t plugin = recorder_plugin_at(words[index] - 8) ? recorder_plugin_at(words[index]) : 0;
            if (plugin && follows_call(words[index])) return plugin;
        }
        position += length;
    }
    return 0;
}

static struct fault identify(int signal, const ucontext_t *context) {
    struct fault fault = {signal, "none", 0, {0, 0, 0}};
    struct slot *slot = recorder_own_slot();
    recorder_call call = slot ? recorder_slot_call(slot) : fault.call;
    const struct description *site = recorder_site(call.site);
    if (site) return (struct fault){signal, "call", site->plugin, call};
    fault.plugin = recorder_plugin_at(counter_of(context));
    if (fault.plugin) {
        fault.how = "counter";
    } else if (!slot) {
        /* A thread of the host's that calls plugins and is in none crashed by itself, whatever its stack remembers. */
        fault.plugin = plugin_on_stack(stack_of(context));
        if (fault.plugin) fault.how = "stack";
    }
    return fault;
}

static void end_by(int signal) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t only;
    sigaction(signal, &standard, NULL);
    sigemptyset(&only);
    sigaddset(&only, signal);
    kill(getpid(), signal);
    sigprocmask(SIG_UNBLOCK, &only, NULL);
    _exit(128 + signal);
}

/* What comes after a fault that is recorded. */
static __attribute__((noreturn)) void go_on(const struct fault *fault) {
    if (atomic_load(&mode) == RECORDER_RESTART && !atomic_load(&is_ending)) recorder_come_back(fault);
    recorder_explain(fault, "ended, because ", "");
    _exit(RECORDER_EXIT_STATUS);
}

static void handle(int signal, siginfo_t *info, void *context) {
    /* From outside: somebody wants an end, and perhaps a core. That is nobody's fault. */
    if (info->si_code <= 0 && info->si_pid != getpid()) end_by(signal);
    int free = 0;
    if (!atomic_compare_exchange_strong(&is_handling, &free, 1))
        for (;;) pause();
    struct fault fault = identify(signal, context);
    recorder_write(&fault);
    go_on(&fault);
}

void recorder_install(int wanted, char *const *arguments) {
    recorder_remember_start(arguments);
    atomic_store(&mode, wanted);
    /* The main thread has its stack for signals before it calls anything. */
    recorder_leave(recorder_enter(0, RECORDER_NONE, 0));
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) sigaction(signals[index], &action, NULL);
}

void recorder_stopping(void) { atomic_store(&is_ending, 1); }

static struct fault hang(recorder_call call) {
    const struct description *site = recorder_site(call.site);
    return (struct fault){0, "call", site ? site->plugin : 0, call};
}

int recorder_record_hang(uint32_t thread, recorder_reading reading) {
    recorder_reading now = recorder_read_thread(thread);
    if (!now.call.site || now.calls != reading.calls || now.call.site != reading.call.site) return 0;
    struct fault fault = hang(reading.call);
    recorder_write(&fault);
    return 1;
}

void recorder_restart(recorder_call call) {
    int free = 0;
    if (!atomic_compare_exchange_strong(&is_handling, &free, 1))
        for (;;) pause();
    struct fault fault = hang(call);
    go_on(&fault);
}
