#include "internal.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>

// What a description has no business to do. Reading is not among it: what is open stays quiet.
static const struct {
    int number;
    const char *name;
} refused[] = {
#ifdef SYS_open
    {SYS_open, "open"},
#endif
#ifdef SYS_fork
    {SYS_fork, "fork"},
    {SYS_vfork, "fork"},
#endif
    {SYS_openat, "open"},     {SYS_openat2, "open"},       {SYS_socket, "socket"},   {SYS_socketpair, "socket"},
    {SYS_clone, "clone"},     {SYS_clone3, "clone"},       {SYS_execve, "execve"},   {SYS_write, "write"},
    {SYS_writev, "write"},    {SYS_pwrite64, "write"},     {SYS_sendto, "send"},     {SYS_sendmsg, "send"},
    {SYS_pipe2, "pipe"},      {SYS_eventfd2, "eventfd"},   {SYS_timerfd_create, "timerfd"},
    {SYS_epoll_create1, "epoll"}, {SYS_rt_sigaction, "sigaction"}, {SYS_chdir, "chdir"}, {SYS_umask, "umask"},
    {SYS_nanosleep, "sleep"}, {SYS_clock_nanosleep, "sleep"},
};
#define COUNT (sizeof refused / sizeof *refused)

static _Atomic(const char *) first;

static void note(int signal, siginfo_t *information, void *context) {
    (void)signal;
    const char *none = NULL;
    for (size_t index = 0; index < COUNT; index++) {
        if (refused[index].number == information->si_syscall)
            atomic_compare_exchange_strong(&first, &none, refused[index].name);
    }
    // The call did not happen; what it would have returned is written here.
    ucontext_t *interrupted = context;
#if defined(__x86_64__)
    interrupted->uc_mcontext.gregs[REG_RAX] = -EPERM;
#elif defined(__aarch64__)
    interrupted->uc_mcontext.regs[0] = (unsigned long long)-EPERM;
#else
#error "how a system call answers on this machine is not known"
#endif
}

static bool filter_thread(void) {
    struct sock_filter program[COUNT * 2 + 7];
    unsigned length = 0;
    // The report of a crash goes out on the descriptor that `conf_watch` has put beyond these.
    program[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, 3);
    program[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]));
    program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, RESULT_DESCRIPTORS, 0, 1);
    program[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    program[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t index = 0; index < COUNT; index++) {
        unsigned number = (unsigned)refused[index].number;
        program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
        program[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
    }
    program[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog whole = {.len = (unsigned short)length, .filter = program};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) == 0;
}

struct call {
    const void *(*function)(const void *);
    const void *argument;
    const void *answer;
    bool watched;
};

static void *run(void *pointer) {
    struct call *call = pointer;
    call->watched = filter_thread();
    call->answer = call->function(call->argument);
    return NULL;
}

const void *conf_call_quietly(const void *(*function)(const void *), const void *argument, struct conf_quiet *quiet) {
    struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO}, before;
    sigaction(SIGSYS, &action, &before);
    struct call call = {.function = function, .argument = argument};
    pthread_t thread;
    atomic_store(&first, NULL);
    if (pthread_create(&thread, NULL, run, &call) == 0) {
        pthread_join(thread, NULL);
    } else {
        call.answer = function(argument);
    }
    sigaction(SIGSYS, &before, NULL);
    *quiet = (struct conf_quiet){.watched = call.watched, .refused = atomic_load(&first)};
    return call.answer;
}
