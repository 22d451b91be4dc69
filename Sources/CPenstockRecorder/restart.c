/*
 * Executing this program anew in the same process: the process id stays, for whoever supervises it, and a descriptor
 * that is handed on. What else must survive is on disk.
 */
#include "internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define VARIABLE "PENSTOCK_RESTARTED="

enum { WINDOW_MS = 60000 };

extern char **environ;

static char *const *arguments;
static char path[PATH_MAX];
static sigset_t first_mask;
/* What this process inherited, with one variable more. */
static char **environment;
static char variable[sizeof VARIABLE + 32 * (RECORDER_MOST_RESTARTS + 3)];
/* When the restarts before were, in milliseconds since the machine started; 0 for none. The newest first. */
static uint64_t restarts[RECORDER_MOST_RESTARTS];
static int was_restarted;
static int handed_on = -1;
static _Atomic int kept = -1;
/* Where this process listens, or the one before did. */
static _Atomic int port;

/* What this process was given open: it stays open, for whoever gave it may wait for its end to learn of ours. */
static struct given {
    int descriptor;
    dev_t device;
    ino_t inode;
} given[64];
static size_t given_count;

static void remember_given(void) {
    /* The numbers may be high: a parent with many open files keeps those that it gives. */
    DIR *all = opendir("/proc/self/fd");
    if (!all) return;
    const struct dirent *entry;
    while ((entry = readdir(all)) && given_count < sizeof given / sizeof *given) {
        struct stat what;
        int descriptor = (int)strtol(entry->d_name, NULL, 10);
        if (descriptor <= STDERR_FILENO || descriptor == dirfd(all)) continue;
        int flags = fcntl(descriptor, F_GETFD);
        if (flags < 0 || flags & FD_CLOEXEC || fstat(descriptor, &what) != 0) continue;
        given[given_count++] = (struct given){descriptor, what.st_dev, what.st_ino};
    }
    closedir(all);
}

static uint64_t now_ms(void) {
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* VARIABLE=descriptor,port,time,time… */
static void read_variable(const char *value) {
    char *end;
    was_restarted = 1;
    handed_on = (int)strtol(value, &end, 10);
    if (handed_on <= STDERR_FILENO || fcntl(handed_on, F_GETFD) < 0) handed_on = -1;
    else fcntl(handed_on, F_SETFD, FD_CLOEXEC);
    if (*end == ',') atomic_store(&port, (int)strtol(end + 1, &end, 10));
    /* A crash before this process listens hands it on again. */
    atomic_store(&kept, handed_on);
    for (int index = 0; index < RECORDER_MOST_RESTARTS && *end == ','; index++)
        restarts[index] = strtoull(end + 1, &end, 10);
}

void recorder_remember_start(char *const *given) {
    arguments = given;
    sigprocmask(SIG_SETMASK, NULL, &first_mask);
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    const char *value = getenv("PENSTOCK_RESTARTED");
    if (value) read_variable(value);
    remember_given();
    /* Children are no restarts. */
    unsetenv("PENSTOCK_RESTARTED");
    size_t count = 0;
    while (environ && environ[count]) count++;
    environment = calloc(count + 2, sizeof *environment);
    if (!environment) return;
    memcpy(environment, environ, count * sizeof *environment);
    environment[count] = variable;
}

int recorder_was_restarted(void) { return was_restarted; }

/* The port of a socket that listens; 0 for anything else. */
static int listening_port(int descriptor) {
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } address;
    socklen_t length = sizeof address;
    int listens = 0;
    socklen_t size = sizeof listens;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || !listens) return 0;
    if (getsockname(descriptor, &address.any, &length) != 0) return 0;
    if (address.any.sa_family == AF_INET) return ntohs(address.four.sin_port);
    return address.any.sa_family == AF_INET6 ? ntohs(address.six.sin6_port) : 0;
}

int recorder_keep_listener(int wanted) {
    struct rlimit limit;
    atomic_store(&port, wanted);
    if (wanted == 0 || getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    /* Opened early, so its number is low. */
    rlim_t most = limit.rlim_cur < 65536 ? limit.rlim_cur : 65536;
    for (int descriptor = STDERR_FILENO + 1; (rlim_t)descriptor < most; descriptor++) {
        if (listening_port(descriptor) != wanted) continue;
        atomic_store(&kept, descriptor);
        return 1;
    }
    return 0;
}

int recorder_take_port(void) {
    atomic_store(&kept, -1);
    if (handed_on >= 0) close(handed_on);
    handed_on = -1;
    return atomic_load(&port);
}

static size_t put(char *text, size_t length, uint64_t number) {
    char digits[21];
    size_t count = 0;
    do digits[count++] = (char)('0' + number % 10);
    while (number /= 10);
    while (count) text[length++] = digits[--count];
    return length;
}

static void write_variable(int descriptor, uint64_t now) {
    size_t length = sizeof VARIABLE - 1;
    memcpy(variable, VARIABLE, length);
    length = put(variable, length, descriptor > 0 ? (uint64_t)descriptor : 0);
    variable[length++] = ',';
    length = put(variable, length, (uint64_t)atomic_load(&port));
    uint64_t time = now;
    for (int index = 0; index < RECORDER_MOST_RESTARTS && time; time = restarts[index++]) {
        variable[length++] = ',';
        length = put(variable, length, time);
    }
    variable[length] = 0;
}

static void close_others_on_exec(int descriptor) {
    /* Linux 5.11; where it is older, what was opened without CLOEXEC stays open. */
    syscall(SYS_close_range, STDERR_FILENO + 1, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
    if (descriptor > STDERR_FILENO) fcntl(descriptor, F_SETFD, 0);
    for (size_t index = 0; index < given_count; index++) {
        struct stat what;
        if (fstat(given[index].descriptor, &what) != 0) continue;
        /* The number may be another file's by now. */
        if (what.st_dev != given[index].device || what.st_ino != given[index].inode) continue;
        fcntl(given[index].descriptor, F_SETFD, 0);
    }
}

static void execute(uint64_t now) {
    int descriptor = atomic_load(&kept);
    write_variable(descriptor, now);
    close_others_on_exec(descriptor);
    /* Ignored and blocked signals are inherited: a stop that comes now must end the program that starts. */
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(SIGTERM, &standard, NULL);
    sigaction(SIGINT, &standard, NULL);
    sigprocmask(SIG_SETMASK, &first_mask, NULL);
    execve(path, arguments, environment);
    /* Replaced by another file of that name, perhaps not yet whole. */
    execve("/proc/self/exe", arguments, environment);
}

void recorder_come_back(const struct fault *fault) {
    uint64_t now = now_ms();
    uint64_t oldest = restarts[RECORDER_MOST_RESTARTS - 1];
    if (oldest && now - oldest < WINDOW_MS) {
        recorder_explain(fault, "ended, because it crashed more than five times within a minute; the last time ", "");
        _exit(RECORDER_EXIT_STATUS);
    }
    if (arguments && environment) execute(now);
    recorder_explain(fault, "ended, because it cannot be started anew: ", "");
    _exit(RECORDER_EXIT_STATUS);
}
