#include "lists/own.h"

#include "lists/disk.h"
#include "lists/no_list.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

void own_lists_done(struct own_lists *o)
{
    for (size_t i = 0; i < o->n; i++) {
        free(o->at[i].name);
        free(o->at[i].prose);
        text_done(&o->at[i].text);
    }
    free(o->at);
    *o = (struct own_lists){.at = NULL};
}

/* What names in the file mean, by the first part of its name. */
static bool take_meaning(const char *file, struct own_list *one)
{
    if (strncmp(file, "allow.", strlen("allow.")) == 0) {
        one->meaning = LIST_ALLOW;
        return true;
    }
    one->meaning = LIST_CATEGORY;
    return category_of_list(file, &one->category);
}

static int read_list(const char *folder, const char *file, struct own_list *one,
                     struct text *reterr)
{
    AUTO_TEXT struct text path = disk_path(folder, file);
    AUTO_TEXT struct text name = {.at = NULL};
    const char *what;
    int r = path.failed ? -ENOMEM : 0;

    if (r == 0 && !take_meaning(file, one)) {
        text_addf(reterr,
                  "%s: its name begins with no category, and not with allow; docs/lists.md "
                  "has the categories",
                  path.at);
        return -EINVAL;
    }
    text_addf(&name, "own/%.*s", (int)(strlen(file) - strlen(".list")), file);
    one->name = text_take(&name);
    if (r == 0)
        r = one->name ? disk_read(path.at, OWN_BYTES_MAX, &one->text) : -ENOMEM;
    if (r < 0) {
        text_addf(reterr, "%s: cannot be read: %s", text_string(&path), strerror(-r));
        return r;
    }
    what = no_list_at_all(bytes_of(text_string(&one->text), one->text.len));
    if (what)
        text_addf(reterr, "%s: %s", path.at, what);
    return what ? -EINVAL : 0;
}

static int is_list(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name), tail = strlen(".list");

    return entry->d_name[0] != '.' && len > tail && len < 100 &&
           strcmp(entry->d_name + len - tail, ".list") == 0;
}

static int add(const struct own_list *one, struct compiler *c, struct list_counts *ret_counts,
               struct text *reterr)
{
    return compiler_add_local(c, one->name, one->meaning, one->category,
                              bytes_of(text_string(&one->text), one->text.len), ret_counts, reterr);
}

/* What cannot be compiled is said before anything is fetched. */
static int check(struct own_lists *o, struct text *reterr)
{
    AUTO(compiler_free) struct compiler *c = NULL;
    int r = compiler_new(&c);

    for (size_t i = 0; i < o->n && r == 0; i++) {
        AUTO_TEXT struct text prose = {.at = NULL};
        struct list_counts counts = {.names = 0};

        r = add(&o->at[i], c, &counts, reterr);
        o->at[i].n_passed_over = counts.skipped + counts.suffixes;
        if (r == 0 && no_list_prose(counts.invalid, counts.names, &prose)) {
            o->at[i].prose = text_take(&prose);
            r = o->at[i].prose ? 0 : -ENOMEM;
        }
    }
    return r;
}

int own_lists_load(const char *folder, struct own_lists *ret, struct text *reterr)
{
    AUTO_OWN_LISTS struct own_lists o = {.at = NULL};
    struct dirent **files;
    int n = scandir(folder, &files, is_list, alphasort), r = 0;

    if (n < 0 && errno == ENOENT)
        return 0;
    if (n < 0) {
        r = -errno;
        text_addf(reterr, "%s: cannot be read: %s", folder, strerror(-r));
        return r;
    }
    o.at = calloc((size_t)n + 1, sizeof(*o.at));
    if (!o.at)
        r = -ENOMEM;
    if (r == 0 && n > OWN_LISTS_MAX) {
        text_addf(reterr, "%s: there are more than %d lists", folder, OWN_LISTS_MAX);
        r = -E2BIG;
    }
    for (int i = 0; i < n; i++) {
        if (r == 0)
            r = read_list(folder, files[i]->d_name, &o.at[o.n++], reterr);
        free(files[i]);
    }
    free(files);
    if (r == 0)
        r = check(&o, reterr);
    if (r < 0)
        return r;
    *ret = o;
    o = (struct own_lists){.at = NULL};
    return 0;
}

int own_lists_compile(const struct own_lists *o, struct compiler *c, struct text *reterr)
{
    int r = 0;

    for (size_t i = 0; i < o->n && r == 0; i++) {
        struct list_counts counts;

        r = add(&o->at[i], c, &counts, reterr);
    }
    return r;
}
