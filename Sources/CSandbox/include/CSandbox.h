#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stddef.h>

// The scripts that make a sandbox, in the program itself: whoever has the program has them.
struct csandbox_file {
    const char *name;
    const unsigned char *bytes;
    size_t size;
};

// The file with this number, from 0; the one after the last has no name.
struct csandbox_file csandbox_file_at(size_t number);

#endif
