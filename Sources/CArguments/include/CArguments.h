#ifndef CARGUMENTS_H
#define CARGUMENTS_H

/* The number of arguments that this process was started with, its own name among them. */
int nm_argument_count(void);

/* An argument by its index, or NULL; it lives as long as the process. */
const char *nm_argument(int index);

#endif
