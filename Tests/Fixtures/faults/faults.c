/*
 * A shim for tests, preloaded under the real command: makes the disk, the clock and the name service fail on demand.
 *
 *     cc -std=gnu11 -O2 -fPIC -shared -o faults.so faults.c
 *     FAULTS_CONTROL=…/control FAULTS_UNDO=…/undo FAULTS_DIRECTORY=…/data LD_PRELOAD=…/faults.so penstock serve
 *
 * Files under FAULTS_DIRECTORY can be refused writes, syncs and room. What is written to the store's own files
 * (`penstock.db…`) is noted in an undo log until it is synced: powercut.c puts back what was not, after the process was
 * killed. `-shm` is left out: SQLite maps it, never syncs it, and makes it anew.
 *
 * What is not imitated: a directory that forgets a new file's name.
 */
#define _GNU_SOURCE
#include "faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The function that would be called without the shim. */
#define REAL(function)                                                                                                 \
    ({                                                                                                                 \
        static __typeof__(&function) found;                                                                            \
        if (!found) found = (__typeof__(&function))dlsym(RTLD_NEXT, #function);                                        \
        found;                                                                                                         \
    })

/* A file under the directory. One for each inode, never freed. */
struct file {
    struct file *next;
    uint64_t inode;
    /* Whether its changes are noted in the undo log. */
    int is_noted;
    /* Records of it that are not durable. */
    int64_t pending;
    /* After a failed sync nobody knows what of it is on disk, and a later success says nothing of earlier writes. */
    int has_failed;
    char path[];
};

enum { DESCRIPTORS = 1 << 16 };

static struct faults_control *control;
static int undo = -1;
static char directory[PATH_MAX];
static size_t directory_length;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file *files;
static struct file *opened[DESCRIPTORS];
static int64_t pending;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("FAULTS_CONTROL");
    const char *log = getenv("FAULTS_UNDO");
    const char *root = getenv("FAULTS_DIRECTORY");
    if (!path || !log || !root) return;
    directory_length = (size_t)snprintf(directory, sizeof directory, "%s/", root);
    int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    undo = (int)syscall(SYS_openat, AT_FDCWD, log, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (descriptor < 0 || undo < 0 || mapped == MAP_FAILED) {
        perror("faults: control file or undo log");
        abort();
    }
    close(descriptor);
    control = mapped;
}

static int ends_with(const char *text, const volatile char *end) {
    size_t length = strnlen((const char *)end, 64), whole = strlen(text);
    return length <= whole && memcmp(text + whole - length, (const char *)end, length) == 0;
}

/* MARK: Which descriptor is which file */

static struct file *file_of(int descriptor) {
    if (!control || descriptor < 0 || descriptor >= DESCRIPTORS) return NULL;
    return __atomic_load_n(&opened[descriptor], __ATOMIC_ACQUIRE);
}

static struct file *known(const struct stat *status, const char *path) {
    for (struct file *file = files; file; file = file->next)
        if (file->inode == status->st_ino && strcmp(file->path, path) == 0) return file;
    struct file *file = calloc(1, sizeof *file + strlen(path) + 1);
    if (!file) abort();
    const char *name = strrchr(path, '/') + 1;
    file->inode = status->st_ino;
    file->is_noted = strncmp(name, "penstock.db", 11) == 0 && !ends_with(name, "-shm");
    strcpy(file->path, path);
    file->next = files;
    files = file;
    return file;
}

static int did_open(int descriptor, int flags) {
    if (!control || descriptor < 0 || descriptor >= DESCRIPTORS) return descriptor;
    struct file *file = NULL;
    int failure = errno;
    if ((flags & O_ACCMODE) != O_RDONLY) {
        char link[64], path[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
        ssize_t length = readlink(link, path, sizeof path - 1);
        struct stat status;
        if (length > 0 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
            path[length] = 0;
            if (strncmp(path, directory, directory_length) == 0) {
                pthread_mutex_lock(&lock);
                file = known(&status, path);
                pthread_mutex_unlock(&lock);
            }
        }
    }
    __atomic_store_n(&opened[descriptor], file, __ATOMIC_RELEASE);
    errno = failure;
    return descriptor;
}

#define MODE(flags, last)                                                                                              \
    ({                                                                                                                 \
        mode_t mode = 0;                                                                                               \
        if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                         \
            va_list rest;                                                                                              \
            va_start(rest, last);                                                                                      \
            mode = va_arg(rest, mode_t);                                                                               \
            va_end(rest);                                                                                              \
        }                                                                                                              \
        mode;                                                                                                          \
    })

int open(const char *path, int flags, ...) { return did_open(REAL(open)(path, flags, MODE(flags, flags)), flags); }
int open64(const char *path, int flags, ...) { return did_open(REAL(open64)(path, flags, MODE(flags, flags)), flags); }
int openat(int at, const char *path, int flags, ...) {
    return did_open(REAL(openat)(at, path, flags, MODE(flags, flags)), flags);
}
int openat64(int at, const char *path, int flags, ...) {
    return did_open(REAL(openat64)(at, path, flags, MODE(flags, flags)), flags);
}

int close(int descriptor) {
    if (descriptor >= 0 && descriptor < DESCRIPTORS) __atomic_store_n(&opened[descriptor], NULL, __ATOMIC_RELEASE);
    return REAL(close)(descriptor);
}

/* MARK: The undo log */

static void append(const void *bytes, size_t count, int64_t at) {
    while (count > 0) {
        ssize_t done = syscall(SYS_pwrite64, undo, bytes, count, at);
        if (done <= 0) {
            perror("faults: undo log");
            abort();
        }
        bytes = (const char *)bytes + done;
        count -= (size_t)done;
        at += done;
    }
}

/* Notes what stands in a file before it changes. The lock is held. */
static void note(struct file *file, int descriptor, uint64_t kind, int64_t offset, int64_t length, int64_t size) {
    if (!file->is_noted) return;
    struct faults_record record = {kind, file->inode, offset, length, size, 0};
    int64_t end = kind == FAULTS_TRUNCATE ? size : offset + length;
    if (end > size) end = size;
    if (kind != FAULTS_SYNC && end > offset) record.saved = end - offset;
    int64_t at = control->undo_length;
    append(&record, sizeof record, at);
    at += (int64_t)sizeof record;
    static char block[1 << 16];
    for (int64_t done = 0; done < record.saved;) {
        int64_t part = record.saved - done < (int64_t)sizeof block ? record.saved - done : (int64_t)sizeof block;
        ssize_t got = syscall(SYS_pread64, descriptor, block, (size_t)part, offset + done);
        if (got <= 0) {
            perror("faults: reading what is about to change");
            abort();
        }
        append(block, (size_t)got, at);
        at += got;
        done += got;
    }
    __atomic_store_n(&control->undo_length, at, __ATOMIC_RELEASE);
    if (kind == FAULTS_SYNC) return;
    file->pending++;
    pending++;
}

static void did_sync(struct file *file, int descriptor) {
    control->syncs++;
    if (file->has_failed || file->pending == 0) return;
    pending -= file->pending;
    file->pending = 0;
    if (pending == 0)
        __atomic_store_n(&control->undo_length, 0, __ATOMIC_RELEASE);
    else
        note(file, descriptor, FAULTS_SYNC, 0, 0, 0);
}

/* MARK: Writing */

static int64_t size_of(int descriptor) {
    struct stat status;
    return fstat(descriptor, &status) == 0 ? status.st_size : 0;
}

static int fail(volatile int64_t *count, int64_t failure) {
    __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
    errno = (int)failure;
    return -1;
}

/* Whether a write may happen; then it has been noted. The lock is held. */
static int may_write(struct file *file, int descriptor, int64_t offset, int64_t length) {
    int64_t failure = control->write_error;
    if (failure && ends_with(file->path, control->write_file)) return fail(&control->writes_failed, failure);
    int64_t size = size_of(descriptor), growth = offset + length > size ? offset + length - size : 0;
    int64_t room = control->room;
    if (growth > 0 && room >= 0) {
        if (growth > room) return fail(&control->writes_failed, ENOSPC);
        __atomic_sub_fetch(&control->room, growth, __ATOMIC_RELAXED);
    }
    note(file, descriptor, FAULTS_WRITE, offset, length, size);
    return 0;
}

#define GUARDED(descriptor, offset, count, call)                                                                       \
    ({                                                                                                                 \
        struct file *file = file_of(descriptor);                                                                       \
        if (!file) return call;                                                                                        \
        pthread_mutex_lock(&lock);                                                                                     \
        __typeof__(call) done = may_write(file, descriptor, offset, (int64_t)(count)) == 0 ? call : -1;               \
        pthread_mutex_unlock(&lock);                                                                                   \
        return done;                                                                                                   \
    })

static int64_t position(int descriptor) {
    int flags = (int)syscall(SYS_fcntl, descriptor, F_GETFL);
    return flags >= 0 && (flags & O_APPEND) ? size_of(descriptor) : lseek(descriptor, 0, SEEK_CUR);
}

static int64_t total(const struct iovec *parts, int count) {
    int64_t bytes = 0;
    for (int part = 0; part < count; part++) bytes += (int64_t)parts[part].iov_len;
    return bytes;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    GUARDED(fd, position(fd), count, REAL(write)(fd, bytes, count));
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    GUARDED(fd, at, count, REAL(pwrite)(fd, bytes, count, at));
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    GUARDED(fd, at, count, REAL(pwrite64)(fd, bytes, count, at));
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
    GUARDED(fd, position(fd), total(parts, count), REAL(writev)(fd, parts, count));
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
    GUARDED(fd, at, total(parts, count), REAL(pwritev)(fd, parts, count, at));
}

/* Gives the room of a file that shrinks back. */
static void give_back(int64_t bytes) {
    if (bytes > 0 && control->room >= 0) __atomic_add_fetch(&control->room, bytes, __ATOMIC_RELAXED);
}

#define TRUNCATED(descriptor, length, call)                                                                            \
    ({                                                                                                                 \
        struct file *file = file_of(descriptor);                                                                       \
        if (!file) return call;                                                                                        \
        pthread_mutex_lock(&lock);                                                                                     \
        int64_t size = size_of(descriptor);                                                                            \
        note(file, descriptor, FAULTS_TRUNCATE, length, 0, size);                                                      \
        int done = call;                                                                                               \
        if (done == 0) give_back(size - (length));                                                                     \
        pthread_mutex_unlock(&lock);                                                                                   \
        return done;                                                                                                   \
    })

int ftruncate(int fd, off_t length) { TRUNCATED(fd, length, REAL(ftruncate)(fd, length)); }
int ftruncate64(int fd, off64_t length) { TRUNCATED(fd, length, REAL(ftruncate64)(fd, length)); }
int fallocate(int fd, int mode, off_t at, off_t length) {
    GUARDED(fd, at, length, REAL(fallocate)(fd, mode, at, length));
}
int fallocate64(int fd, int mode, off64_t at, off64_t length) {
    GUARDED(fd, at, length, REAL(fallocate64)(fd, mode, at, length));
}
/* These answer with the errno. */
#define ALLOCATED(call) ({ int done = (call); done < 0 ? errno : done; })
static int allocate(int fd, off_t at, off_t length) { GUARDED(fd, at, length, REAL(posix_fallocate)(fd, at, length)); }
int posix_fallocate(int fd, off_t at, off_t length) { return ALLOCATED(allocate(fd, at, length)); }
int posix_fallocate64(int fd, off64_t at, off64_t length) { return ALLOCATED(allocate(fd, at, length)); }

int unlink(const char *path) {
    struct stat status;
    char whole[PATH_MAX];
    int64_t size = 0;
    if (control && control->room >= 0 && realpath(path, whole) && strncmp(whole, directory, directory_length) == 0
        && stat(path, &status) == 0)
        size = status.st_size;
    int done = REAL(unlink)(path);
    if (done == 0) give_back(size);
    return done;
}

/* A disk that is short of room says so. */
static int limit(const char *path, struct statvfs *status, int done) {
    char whole[PATH_MAX];
    if (done != 0 || !control || control->room < 0 || !realpath(path, whole)) return done;
    if (strncmp(whole, directory, directory_length - 1) != 0) return done;
    status->f_bfree = status->f_bavail = (fsblkcnt_t)control->room / (status->f_frsize ? status->f_frsize : 1);
    return done;
}
int statvfs(const char *path, struct statvfs *status) { return limit(path, status, REAL(statvfs)(path, status)); }
int statvfs64(const char *path, struct statvfs64 *status) {
    return limit(path, (struct statvfs *)status, REAL(statvfs64)(path, status));
}

/* MARK: Syncing */

#define SYNCED(descriptor, call)                                                                                       \
    ({                                                                                                                 \
        struct file *file = file_of(descriptor);                                                                       \
        if (!file) return call;                                                                                        \
        pthread_mutex_lock(&lock);                                                                                     \
        int done;                                                                                                      \
        int64_t failure = control->sync_error;                                                                         \
        if (failure && ends_with(file->path, control->sync_file)) {                                                    \
            file->has_failed = 1;                                                                                      \
            done = fail(&control->syncs_failed, failure);                                                              \
        } else {                                                                                                       \
            done = call;                                                                                               \
            if (done == 0) did_sync(file, descriptor);                                                                 \
        }                                                                                                              \
        pthread_mutex_unlock(&lock);                                                                                   \
        return done;                                                                                                   \
    })

int fsync(int fd) { SYNCED(fd, REAL(fsync)(fd)); }
int fdatasync(int fd) { SYNCED(fd, REAL(fdatasync)(fd)); }

/* MARK: The wall clock */

int clock_gettime(clockid_t clock, struct timespec *time) {
    int done = REAL(clock_gettime)(clock, time);
    if (done != 0 || !control || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return done;
    int64_t whole = time->tv_sec * 1000000000LL + time->tv_nsec + control->clock_offset;
    time->tv_sec = whole / 1000000000LL;
    time->tv_nsec = whole % 1000000000LL;
    return done;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    (void)zone;
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *seconds) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (seconds) *seconds = now.tv_sec;
    return now.tv_sec;
}

/*
 * Waits that end at a time of the wall clock, which the kernel knows nothing of: cut in slices, so that a jump changes
 * their length as a real one would.
 */
static int64_t nanoseconds(const struct timespec *time) { return time->tv_sec * 1000000000LL + time->tv_nsec; }

/* The end of the next slice by the kernel's clock; whether it is the whole rest. */
static int next_slice(const struct timespec *end, struct timespec *slice) {
    REAL(clock_gettime)(CLOCK_REALTIME, slice);
    int64_t now = nanoseconds(slice), last = nanoseconds(end) - control->clock_offset, is_last = last <= now + 50000000;
    int64_t stop = is_last ? last : now + 50000000;
    if (stop < 0) stop = 0;
    slice->tv_sec = stop / 1000000000LL;
    slice->tv_nsec = stop % 1000000000LL;
    return (int)is_last;
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict end) {
    if (!control) return REAL(sem_timedwait)(semaphore, end);
    for (;;) {
        struct timespec slice;
        int is_last = next_slice(end, &slice);
        int done = REAL(sem_timedwait)(semaphore, &slice);
        if (done == 0 || errno != ETIMEDOUT || is_last) return done;
    }
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict end) {
    static __typeof__(&pthread_cond_timedwait) real;
    if (!real) real = (__typeof__(real))dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    if (!control) return real(condition, mutex, end);
    struct timespec slice;
    int is_last = next_slice(end, &slice);
    int done = real(condition, mutex, &slice);
    /* A signal between two slices would be lost: a wake-up without reason is allowed, and the caller looks again. */
    return done == ETIMEDOUT && !is_last ? 0 : done;
}

/* MARK: Names */

int getaddrinfo(const char *restrict node, const char *restrict service, const struct addrinfo *restrict hints,
                struct addrinfo **restrict result) {
    if (!control || !node || !control->name_mode || strcmp(node, control->name) != 0)
        return REAL(getaddrinfo)(node, service, hints, result);
    __atomic_add_fetch(&control->names_answered, 1, __ATOMIC_RELAXED);
    return control->name_mode == 1 ? EAI_AGAIN : REAL(getaddrinfo)("127.0.0.1", service, hints, result);
}
