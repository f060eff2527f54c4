/*
 * scope — what a scope takes, the scope gives back.
 *
 * AUTO(f) runs `f` on the variable when its scope ends, on every way out. `f` takes the pointer
 * and returns NULL, as every release function here does. TAKE(p) yields p and leaves NULL behind,
 * so that ownership leaves a function by a word one can see.
 */
#pragma once

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The release of a heap type: NULL is fine, and NULL comes back. */
#define AUTO_RELEASE(type, release)                                                                \
    static inline void auto_##release(type **at)                                                   \
    {                                                                                              \
        *at = release(*at);                                                                        \
    }                                                                                              \
    _Static_assert(sizeof(type *) == sizeof(void *), "a release runs on pointers")

#define AUTO(release) __attribute__((cleanup(auto_##release)))

#define TAKE(p)                                                                                    \
    ({                                                                                             \
        __typeof__(p) taken_ = (p);                                                                \
        (p) = NULL;                                                                                \
        taken_;                                                                                    \
    })

/* An answer that may not be dropped on the floor. */
#define MUST_USE     __attribute__((warn_unused_result))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Memory of malloc(), for AUTO(free_memory): any pointer type. */
static inline void auto_free_memory(void *at)
{
    free(*(void **)at);
    *(void **)at = NULL;
}

/* A stdio stream, for AUTO(close_stream). */
static inline void auto_close_stream(FILE **at)
{
    if (*at)
        fclose(*at);
    *at = NULL;
}

/* A file descriptor, -1 when there is none, for AUTO(close_fd). */
static inline void auto_close_fd(int *at)
{
    if (*at >= 0)
        close(*at);
    *at = -1;
}
