/*
 * finding — what the doctor found: what it is, how bad, and what to do.
 */
#pragma once

#include "base/scope.h"
#include "report/text_lines.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum grade {
    GRADE_WELL,
    GRADE_NOTE,    /* worth knowing; nothing has to be done */
    GRADE_WARNING, /* something works less well than it could, or can be got round */
    GRADE_FAULT,   /* something does not work */
};

const char *grade_name(enum grade g); /* "warning" */

struct finding {
    enum grade grade;
    const char *group; /* "kernel"; not owned */
    char *what;        /* a sentence */
    char *advice;      /* what to do; "" where there is nothing */
};

/* All zero at first. */
struct findings {
    struct finding *at;
    size_t n, room;
    const char *group; /* of those that are added now */
    bool failed;       /* no memory */
};

#define AUTO_FINDINGS __attribute__((cleanup(findings_done)))

void findings_done(struct findings *f);

/* @advice: what to do; of what is well, and of a note, NULL where there is nothing. Foreign text is
 * made clean when it is shown. */
void finding_add(struct findings *f, enum grade grade, const char *advice, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

enum grade findings_worst(const struct findings *f);

/* For a person: by group, what is well in short, and a summary at the end. */
void findings_text(const struct findings *f, struct lines *l);

/* One object, the caller's; NULL: no memory. */
json_t *findings_json(const struct findings *f);
