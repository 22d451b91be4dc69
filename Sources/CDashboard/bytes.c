#include <string.h>

#include "table.h"

size_t cdashboard_path_length(size_t index) {
    const cdashboard_file *file = cdashboard_file_at(index);
    return file ? strlen(file->path) : 0;
}

uint8_t cdashboard_path_byte(size_t index, size_t at) {
    return at < cdashboard_path_length(index) ? (uint8_t)cdashboard_file_at(index)->path[at] : 0;
}

size_t cdashboard_length(size_t index) {
    const cdashboard_file *file = cdashboard_file_at(index);
    return file ? file->length : 0;
}

uint8_t cdashboard_byte(size_t index, size_t at) {
    return at < cdashboard_length(index) ? cdashboard_file_at(index)->bytes[at] : 0;
}
