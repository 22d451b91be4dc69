/*
 * Does to the files of a killed process what a cut of the power would have done: puts back what was not synced.
 *
 *     powercut CONTROL UNDO DIRECTORY drop        nothing that was not synced has reached the disk
 *     powercut CONTROL UNDO DIRECTORY tear SEED   some of it has, in any order, and some writes only in part
 */
#define _GNU_SOURCE
#include "faults.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct change {
    struct faults_record record;
    const char *saved;
    /* Whether it is durable, and how many bytes of a write reached the disk. */
    int is_durable, is_kept;
    int64_t kept;
};

struct target {
    uint64_t inode;
    char path[PATH_MAX];
};

enum { SECTOR = 512, TARGETS = 64 };

static uint64_t state;

/* SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
static uint64_t draw(void) {
    uint64_t z = (state += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

static void check(int is_fine, const char *what) {
    if (is_fine) return;
    perror(what);
    exit(1);
}

static void choose(struct change *change, int is_torn) {
    if (!is_torn || draw() % 2) return;
    change->is_kept = 1;
    change->kept = change->record.length;
    if (draw() % 4 == 0) change->kept = (int64_t)(draw() % (uint64_t)(change->kept / SECTOR + 1)) * SECTOR;
}

static void put(int file, const char *bytes, int64_t count, int64_t at) {
    while (count > 0) {
        ssize_t done = pwrite(file, bytes, (size_t)count, at);
        check(done > 0, "powercut: putting back");
        bytes += done;
        count -= done;
        at += done;
    }
}

static void put_back(int file, const struct change *change) {
    int64_t from = change->is_kept ? change->kept : 0, end = change->record.length;
    if (change->record.kind == FAULTS_TRUNCATE) {
        if (!change->is_kept) put(file, change->saved, change->record.saved, change->record.offset);
        return;
    }
    if (from < change->record.saved)
        put(file, change->saved + from, change->record.saved - from, change->record.offset + from);
    if (from < change->record.saved) from = change->record.saved;
    /* What was written behind the end was never there: zeros, where a later write that is kept makes the file reach. */
    static const char zeros[SECTOR];
    for (; from < end; from += SECTOR)
        put(file, zeros, end - from < SECTOR ? end - from : SECTOR, change->record.offset + from);
}

static void cut(const struct target *target, struct change *changes, size_t count) {
    int64_t size = -1;
    for (size_t index = 0; index < count; index++) {
        const struct change *change = &changes[index];
        if (change->record.inode != target->inode || change->is_durable) continue;
        if (size < 0) size = change->record.size;
        if (!change->is_kept) continue;
        int64_t end = change->record.offset + change->kept;
        if (change->record.kind == FAULTS_TRUNCATE)
            size = change->record.offset;
        else if (end > size)
            size = end;
    }
    if (size < 0) return;
    int file = open(target->path, O_RDWR);
    check(file >= 0, target->path);
    for (size_t index = count; index-- > 0;)
        if (changes[index].record.inode == target->inode && !changes[index].is_durable)
            put_back(file, &changes[index]);
    check(ftruncate(file, size) == 0, "powercut: the length");
    close(file);
}

int main(int argc, char **argv) {
    if (argc < 5) return 2;
    int is_torn = strcmp(argv[4], "tear") == 0;
    if (is_torn && argc > 5) state = strtoull(argv[5], NULL, 10);

    struct faults_control control;
    int file = open(argv[1], O_RDWR);
    check(file >= 0 && pread(file, &control, sizeof control, 0) == sizeof control, argv[1]);
    int64_t length = control.undo_length;
    char *log = malloc((size_t)length + 1);
    int undo = open(argv[2], O_RDONLY);
    check(log && undo >= 0, argv[2]);
    for (int64_t done = 0; done < length;) {
        ssize_t got = pread(undo, log + done, (size_t)(length - done), done);
        check(got > 0, argv[2]);
        done += got;
    }

    struct change *changes = NULL;
    size_t count = 0, room = 0;
    for (int64_t at = 0; at < length;) {
        if (count == room) changes = realloc(changes, (room = room ? 2 * room : 1024) * sizeof *changes);
        check(changes != NULL, "powercut");
        struct change change = {0};
        memcpy(&change.record, log + at, sizeof change.record);
        change.saved = log + at + sizeof change.record;
        at += (int64_t)sizeof change.record + change.record.saved;
        if (change.record.kind == FAULTS_SYNC) {
            for (size_t index = 0; index < count; index++)
                if (changes[index].record.inode == change.record.inode) changes[index].is_durable = 1;
        } else {
            changes[count++] = change;
        }
    }
    size_t lost = 0, open_changes = 0;
    for (size_t index = 0; index < count; index++) {
        if (changes[index].is_durable) continue;
        choose(&changes[index], is_torn);
        open_changes++;
        lost += !changes[index].is_kept;
    }

    struct target targets[TARGETS];
    int found = 0;
    DIR *entries = opendir(argv[3]);
    check(entries != NULL, argv[3]);
    for (struct dirent *entry; (entry = readdir(entries)) && found < TARGETS;) {
        struct target *target = &targets[found];
        struct stat status;
        snprintf(target->path, sizeof target->path, "%s/%s", argv[3], entry->d_name);
        if (lstat(target->path, &status) != 0 || !S_ISREG(status.st_mode)) continue;
        target->inode = status.st_ino;
        found++;
    }
    closedir(entries);
    for (int index = 0; index < found; index++) {
        /* Mapped and never synced: after a cut of the power it may hold anything. */
        const char *suffix = strstr(targets[index].path, ".db-shm");
        if (suffix) check(truncate(targets[index].path, 0) == 0, targets[index].path);
        cut(&targets[index], changes, count);
    }

    control.undo_length = 0;
    check(pwrite(file, &control, sizeof control, 0) == sizeof control, argv[1]);
    printf("%zu %zu\n", lost, open_changes);
    return 0;
}
