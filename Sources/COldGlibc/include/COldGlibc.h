#pragma once

/* What the program brings itself, so that it starts where glibc is older than where it was built. */
__attribute__((visibility("hidden"))) float hypotf(float x, float y);
