/*
 * hypotf() of glibc 2.35 and later has a version of its own, and a program that was linked with it does not start where
 * glibc is older (2.34 is what RHEL 9 has). Swift's overlay of libm refers to it, whether it is called or not. A
 * definition in the program itself is taken instead.
 */
#include "COldGlibc.h"

#include <math.h>

/* A double holds the square of any float: nothing overflows, and the result is rounded once more at most. */
float hypotf(float x, float y) { return (float)sqrt((double)x * x + (double)y * y); }
