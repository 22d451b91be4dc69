/*
 * What the shim, the tool that cuts the power, and the tests agree on.
 *
 * The control file is mapped by the shim in every process under test; a test writes its fields at these offsets while
 * the process runs. All numbers are little-endian and 64 bits wide.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdint.h>

struct faults_control {
    /* offset 0: writes to matching files fail with this errno; 0: none does. */
    volatile int64_t write_error;
    /* 8: fsync and fdatasync of matching files fail with this errno; 0: none does. */
    volatile int64_t sync_error;
    /* 16: bytes by which the files under the directory may still grow, all together; negative: no limit. */
    volatile int64_t room;
    /* 24: nanoseconds by which the wall clock is off. */
    volatile int64_t clock_offset;
    /* 32: what becomes of a look-up of the name: 0 the system answers, 1 it fails, 2 it is 127.0.0.1. */
    volatile int64_t name_mode;
    /* 40, 48, 56: how often a write, a sync and a look-up were answered by the shim. */
    volatile int64_t writes_failed;
    volatile int64_t syncs_failed;
    volatile int64_t names_answered;
    /* 64: bytes of the undo log that count. */
    volatile int64_t undo_length;
    /* 72: how often a sync made something durable, so that a test knows that the shim sees them. */
    volatile int64_t syncs;
    /* 80, 144, 208: how the path of a matching file ends, for writes and for syncs; the name. Ended by a zero. */
    char write_file[64];
    char sync_file[64];
    char name[64];
};

/*
 * The undo log: before a file of the store is changed, what stood there. A record is followed by `saved` bytes.
 * Written before the change itself, so that a kill in between only undoes what did not happen.
 */
enum { FAULTS_WRITE = 1, FAULTS_TRUNCATE = 2, FAULTS_SYNC = 3 };

struct faults_record {
    uint64_t kind;
    /* The file, whatever its name is by then. */
    uint64_t inode;
    /* WRITE: where. TRUNCATE: the new length. */
    int64_t offset;
    /* WRITE: how many bytes. */
    int64_t length;
    /* The length of the file before. */
    int64_t size;
    /* The old bytes from `offset` on that follow. */
    int64_t saved;
};

#endif
