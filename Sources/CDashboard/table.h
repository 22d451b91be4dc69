#ifndef CDASHBOARD_TABLE_H
#define CDASHBOARD_TABLE_H

#include "cdashboard.h"

/// A file of this repository, as it was when the program was built.
typedef struct cdashboard_file {
    const char *path; ///< from the root of the repository
    const unsigned char *bytes;
    size_t length;
} cdashboard_file;

/// A file, in the order of the paths; null beyond the last.
const cdashboard_file *cdashboard_file_at(size_t index);

#endif
