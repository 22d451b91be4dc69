#include "cconformance.h"

#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t entries(const char *path) {
    DIR *directory = opendir(path);
    if (!directory) return -1;
    int64_t count = 0;
    for (struct dirent *entry; (entry = readdir(directory));) count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

struct conf_census conf_take_census(void) {
    struct mallinfo2 information = mallinfo2();
    struct conf_census census = {
        .threads = entries("/proc/self/task"),
        // Without the one that is open while they are counted.
        .descriptors = entries("/proc/self/fd") - 1,
        .allocated = (int64_t)(information.uordblks + information.hblkhd),
        .resident = -1,
    };
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file) {
        if (fscanf(file, "%*d %ld", &pages) == 1) census.resident = pages * sysconf(_SC_PAGESIZE);
        fclose(file);
    }
    return census;
}

struct conf_census conf_take_later_census(struct conf_census before) {
    struct conf_census census = conf_take_census();
    for (int wait = 0; wait < 400 && (census.threads > before.threads || census.descriptors > before.descriptors);
         wait++) {
        usleep(5000);
        census = conf_take_census();
    }
    return census;
}

int64_t conf_written(void) {
    struct stat output;
    return fstat(1, &output) == 0 ? output.st_size : 0;
}
