#ifndef CSAMPLES_H
#define CSAMPLES_H

#include <stddef.h>

/// A file of this repository, as it was when the program was built.
typedef struct csamples_file {
    const char *_Nonnull path; ///< from the root of the repository
    const unsigned char *_Nonnull bytes;
    size_t length;
} csamples_file;

/// How many files there are.
size_t csamples_count(void);

/// A file, in the order of the paths; null beyond the last.
const csamples_file *_Nullable csamples_file_at(size_t index);

#endif
