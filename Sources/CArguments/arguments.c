/*
 * The Swift runtime reads a program's arguments from /proc/self/cmdline, and finds none where no /proc is mounted, as in
 * an image builder's chroot. glibc hands them to every constructor, as it does to main() (csu/init-first.c).
 */
#include "CArguments.h"

#include <stddef.h>

static int count;
static char **arguments;

__attribute__((constructor)) static void remember(int argc, char **argv) {
    count = argc;
    arguments = argv;
}

int nm_argument_count(void) { return count; }

const char *nm_argument(int index) { return index < 0 || index >= count ? NULL : arguments[index]; }
