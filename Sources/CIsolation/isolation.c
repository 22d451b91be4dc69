#define _GNU_SOURCE
#include "isolation.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

bool cisolation_pair(int ends[2]) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0; }

void cisolation_patience(int descriptor, int milliseconds) {
    struct timeval patience = {milliseconds / 1000, milliseconds % 1000 * 1000};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

pid_t cisolation_spawn(const char *path, const char *const *arguments, const char *const *environment,
                       const int *descriptors, int count, int *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int *raised = calloc((size_t)count + 1, sizeof *raised), error = raised ? 0 : ENOMEM, made = 0;
    pid_t child = -1;
    if (error) goto end;
    // Above all numbers that they get in the child, so that none overwrites another.
    for (; made < count; made++) {
        raised[made] = fcntl(descriptors[made], F_DUPFD_CLOEXEC, count + 3);
        if (raised[made] < 0) {
            error = errno;
            goto end;
        }
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, 2, 1);
    for (int i = 0; i < count && !error; i++) error = posix_spawn_file_actions_adddup2(&actions, raised[i], i + 3);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, count + 3);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
    // Control-C at the terminal is for the host, which ends the worker when everything is drained.
    if (!error) error = posix_spawnattr_setpgroup(&attributes, 0);
    if (!error)
        error = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    if (!error)
        error = posix_spawn(&child, path, &actions, &attributes, (char *const *)arguments, (char *const *)environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (!error) {
        *process = (int)syscall(SYS_pidfd_open, child, 0);
        if (*process < 0) {
            error = errno;
            kill(child, SIGKILL);
            cisolation_reap(child);
        }
    }
end:
    for (int i = 0; i < made; i++) close(raised[i]);
    free(raised);
    errno = error;
    return error ? -1 : child;
}

void cisolation_signal(int process, int signal) { syscall(SYS_pidfd_send_signal, process, signal, NULL, 0); }

bool cisolation_wait(int process, int milliseconds) {
    struct pollfd watched = {process, POLLIN, 0};
    int ready;
    do ready = poll(&watched, 1, milliseconds);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

int cisolation_reap(pid_t process) {
    int status = -1;
    while (waitpid(process, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return status;
}

void cisolation_renew(pid_t process, uint64_t cpu_seconds) {
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &used) != 0) return;
    struct rlimit limit = {(rlim_t)used.tv_sec + cpu_seconds, RLIM_INFINITY};
    prlimit(process, RLIMIT_CPU, &limit, NULL);
}

static void lower(int resource, rlim_t value) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) return;
    if (limit.rlim_max > value) limit.rlim_max = value;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(resource, &limit);
}

bool cisolation_confine(pid_t parent, cisolation_limits limits) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have ended before that call.
    if (getppid() != parent) return false;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    lower(RLIMIT_CORE, 0);
    lower(RLIMIT_DATA, limits.memory);
    lower(RLIMIT_NOFILE, limits.files);
    struct rlimit cpu = {limits.cpu_seconds, RLIM_INFINITY};
    setrlimit(RLIMIT_CPU, &cpu);
    signal(SIGPIPE, SIG_IGN);
    return true;
}
