/*
 * progress — a line on a terminal while long work goes on; nothing when piped.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool is_shown; /* standard error is a terminal */
    int64_t since_us, last_us;
};

void progress_begin(struct progress *p);

/* Packets so far and, where the size is known, how far: percent and time left. Cheap to call for
 * each packet. */
void progress_show(struct progress *p, uint64_t n_packets, uint64_t at_bytes, uint64_t size_bytes);

/* Takes the line away. */
void progress_end(struct progress *p);
