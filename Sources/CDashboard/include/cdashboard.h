#ifndef CDASHBOARD_H
#define CDASHBOARD_H

#include <stddef.h>
#include <stdint.h>

// The files are read byte by byte: what is never pointed at, nobody can read beyond, and it is done once.

/// How many files there are.
size_t cdashboard_count(void);

/// How long the path of a file from the root of the repository is; 0 beyond the last file.
size_t cdashboard_path_length(size_t index);

/// A byte of a path; 0 beyond its end.
uint8_t cdashboard_path_byte(size_t index, size_t at);

/// How long a file is; 0 beyond the last.
size_t cdashboard_length(size_t index);

/// A byte of a file, as it was when the program was built; 0 beyond its end.
uint8_t cdashboard_byte(size_t index, size_t at);

#endif
