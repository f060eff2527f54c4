#include "catalogue/pattern_state.h"

#include <stdlib.h>
#include <string.h>

struct pattern *pattern_free(struct pattern *p)
{
    free(p);
    return NULL;
}

size_t pattern_n_states(const struct pattern *p)
{
    return p->n;
}

/* A set of states: those in it, and for each whether it is. */
struct states {
    size_t n;
    uint16_t at[PATTERN_STATES_MAX];
    uint8_t is_in[PATTERN_STATES_MAX];
};

static void put(struct states *s, size_t at)
{
    if (!s->is_in[at]) {
        s->is_in[at] = 1;
        s->at[s->n++] = (uint16_t)at;
    }
}

static void clear(struct states *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->is_in[s->at[i]] = 0;
    s->n = 0;
}

/* All states that can be reached without a byte; true: one of them is the end of the expression.
 * The set grows while it is gone over. */
static bool follow(const struct pattern *p, struct states *s, bool is_begin, bool is_end)
{
    for (size_t i = 0; i < s->n; i++) {
        size_t at = s->at[i];
        const struct pattern_code *code = &p->code[at];

        switch ((enum pattern_op)code->op) {
        case OP_BYTE:
            break;
        case OP_SPLIT:
            put(s, at + (size_t)code->a);
            put(s, at + (size_t)code->b);
            break;
        case OP_JUMP:
            put(s, at + (size_t)code->a);
            break;
        case OP_BEGIN:
            if (is_begin)
                put(s, at + 1);
            break;
        case OP_END:
            if (is_end)
                put(s, at + 1);
            break;
        case OP_FOUND:
            return true;
        }
    }
    return false;
}

bool pattern_matches(const struct pattern *p, const char *name, size_t len)
{
    struct states sets[2];
    struct states *now = &sets[0], *next = &sets[1];

    now->n = next->n = 0;
    memset(now->is_in, 0, p->n);
    memset(next->is_in, 0, p->n);
    for (size_t i = 0;; i++) {
        struct states *was = now;
        uint8_t byte;

        put(now, 0); /* it may begin anywhere */
        if (follow(p, now, i == 0, i == len))
            return true;
        if (i == len)
            return false;
        byte = (uint8_t)name[i];
        for (size_t k = 0; k < now->n; k++) {
            const struct pattern_code *code = &p->code[now->at[k]];

            if (code->op == OP_BYTE && code->class[byte / 64] >> (byte % 64) & 1)
                put(next, now->at[k] + (size_t)1);
        }
        clear(now);
        now = next;
        next = was;
    }
}
