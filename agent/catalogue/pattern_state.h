/*
 * pattern_state — an expression as a program. Private to pattern.
 */
#pragma once

#include "catalogue/pattern.h"

enum pattern_op {
    OP_BYTE,  /* one byte of the class; goes on with the next */
    OP_SPLIT, /* goes on at a and at b */
    OP_JUMP,  /* goes on at a */
    OP_BEGIN, /* at the beginning of the name only */
    OP_END,   /* at its end only */
    OP_FOUND,
};

/* Where it goes on is counted from the instruction itself, so that code can be moved and copied. */
struct pattern_code {
    uint8_t op;
    int16_t a, b;
    uint64_t class[4]; /* bit n: the byte n */
};

struct pattern {
    size_t n;
    struct pattern_code code[];
};
