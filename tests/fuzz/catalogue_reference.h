/*
 * catalogue_reference — what lists mean together, done the slow way: a sorted array of their lines,
 * and docs/lists.md ("Who wins") read word by word. Whatever it answers, the catalogue has to.
 */
#pragma once

#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"
#include "catalogue/compiler_state.h"
#include "catalogue/hashed_name.h"
#include "catalogue/list_name.h"

#include <stdlib.h>

enum { REFERENCE_LINES_MAX = 4096, REFERENCE_LISTS = 10 };

/* The lists, each of one meaning and one way to write its lines. */
static const struct reference_list {
    enum list_meaning meaning;
    enum category category;
    bool is_exact, is_exception, is_local, is_hashed;
} reference_lists[REFERENCE_LISTS] = {
    {.meaning = LIST_CATEGORY, .category = CATEGORY_ADULT},
    {.meaning = LIST_CATEGORY, .category = CATEGORY_GAMES},
    {.meaning = LIST_CATEGORY, .category = CATEGORY_DATING, .is_exact = true},
    {.meaning = LIST_CATEGORY, .category = CATEGORY_GAMES, .is_exception = true},
    {.meaning = LIST_ALLOW, .category = CATEGORY_OTHER},
    {.meaning = LIST_NEVER_RECORDED, .category = CATEGORY_OTHER},
    {.meaning = LIST_MACHINERY, .category = CATEGORY_OTHER},
    {.meaning = LIST_CATEGORY, .category = CATEGORY_ADULT, .is_local = true},
    {.meaning = LIST_ALLOW, .category = CATEGORY_OTHER, .is_local = true},
    {.meaning = LIST_CATEGORY, .category = CATEGORY_GAMBLING, .is_hashed = true},
};

struct reference_line {
    char name[LIST_NAME_ROOM];
    uint8_t list;
};

struct reference {
    struct reference_line lines[REFERENCE_LINES_MAX];
    size_t n;
};

/* A line more, if it is one that a list may have. */
static inline void reference_add(struct reference *r, uint8_t list, struct bytes word)
{
    struct reference_line *line = &r->lines[r->n];

    if (r->n < REFERENCE_LINES_MAX && list_word(word, line->name) == WORD_NAME &&
        compiler_may_list(line->name)) {
        line->list = list % REFERENCE_LISTS;
        r->n++;
    }
}

static inline int reference_order(const void *a, const void *b)
{
    const struct reference_line *x = a, *y = b;
    int order = strcmp(x->name, y->name);

    return order != 0 ? order : x->list - y->list;
}

static inline void reference_sort(struct reference *r)
{
    qsort(r->lines, r->n, sizeof(r->lines[0]), reference_order);
}

/* The lists that hold for the suffix of `name` that begins at `at`: bit n for list n. */
static inline unsigned reference_lists_of(const struct reference *r, const char *name, size_t at)
{
    unsigned lists = 0;

    for (uint8_t list = 0; list < REFERENCE_LISTS; list++) {
        struct reference_line line = {.list = list};
        bool is_near = at == 0 || (at == 4 && strncmp(name, "www.", 4) == 0);

        if (strlen(name + at) >= sizeof(line.name) || (reference_lists[list].is_exact && !is_near))
            continue;
        strcpy(line.name, name + at);
        if (bsearch(&line, r->lines, r->n, sizeof(line), reference_order))
            lists |= 1u << list;
    }
    return lists;
}

/* @name: any text without a NUL. */
static inline struct meaning reference_find(const struct reference *r, const char *name)
{
    struct meaning m = {.categories = 0};

    for (int local = 0; local < 2; local++)
        for (size_t end = strlen(name), at = end; end > 0;) { /* shortest suffix first */
            unsigned lists;
            category_set said = 0, taken = 0;

            while (at > 0 && name[at - 1] != '.')
                at--;
            if (at == end || strlen(name) > 253)
                break; /* an empty label: what is listed to its right still holds */
            lists = reference_lists_of(r, name, at);
            for (int k = 0; k < REFERENCE_LISTS; k++) {
                const struct reference_list *list = &reference_lists[k];

                if (!(lists >> k & 1) || list->is_local != local)
                    continue;
                m.is_listed = true;
                if (m.suffix_len < strlen(name + at))
                    m.suffix_len = (uint16_t)strlen(name + at);
                m.never_recorded |= list->meaning == LIST_NEVER_RECORDED;
                m.is_machinery |= list->meaning == LIST_MACHINERY;
                if (list->meaning == LIST_ALLOW)
                    taken = ~(category_set)0;
                else if (list->is_exception)
                    taken |= category_bit(list->category);
                else if (list->meaning == LIST_CATEGORY)
                    said |= category_bit(list->category);
            }
            m.categories = (m.categories | said) & ~taken;
            end = at > 0 ? at - 1 : 0;
            at = end;
        }
    return m;
}

/* A line of a hashed list. */
static inline void reference_add_hashed(struct text *text, const char *name)
{
    char hashed[HASHED_LEN + 1];

    hashed_name_of(bytes_of(name, strlen(name)), hashed);
    text_add_bytes(text, hashed, HASHED_DIGITS);
    text_add_char(text, '\n');
}

/* All of it as a catalogue: bytes of malloc(). No line at all is an empty one. */
static inline struct bytes reference_image(const struct reference *r, const struct siphash_key *key)
{
    AUTO(compiler_free) struct compiler *c = NULL;
    struct bytes image;

    if (compiler_new(&c) < 0)
        abort();
    for (int k = 0; k < REFERENCE_LISTS; k++) {
        const struct reference_list *list = &reference_lists[k];
        AUTO_TEXT struct text text = {.at = NULL};
        AUTO_TEXT struct text error = {.at = NULL};
        struct list_counts counts;

        for (size_t i = 0; i < r->n; i++)
            if (r->lines[i].list == k && list->is_hashed)
                reference_add_hashed(&text, r->lines[i].name);
            else if (r->lines[i].list == k)
                text_addf(&text, "%s%s%s\n",
                          list->is_exact       ? "0.0.0.0 "
                          : list->is_exception ? "@@||"
                                               : "||",
                          r->lines[i].name, list->is_exact ? "" : "^");
        if (text.len > 0 && (list->is_local ? compiler_add_local : compiler_add_list)(
                                c, "list", list->meaning, list->category,
                                bytes_of(text.at, text.len), &counts, &error) < 0)
            abort();
    }
    if (compiler_finish(c, key, &image) < 0)
        abort();
    return image;
}

static inline bool reference_agrees(const struct meaning *a, const struct meaning *b)
{
    return a->categories == b->categories && a->is_listed == b->is_listed &&
           a->never_recorded == b->never_recorded && a->is_machinery == b->is_machinery &&
           a->suffix_len == b->suffix_len && a->platform == b->platform;
}
