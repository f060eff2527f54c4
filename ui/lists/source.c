#include "lists/source.h"

#include "base/bytes.h"
#include "lists/disk.h"
#include "policy/key_text.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

enum key {
    KEY_NAME,
    KEY_HOME,
    KEY_URL,
    KEY_LICENCE,
    KEY_CATEGORY,
    KEY_ON,
    KEY_CHECKED,
    KEY_FORMAT,
    KEY_NOTE,
    KEY_COUNT
};

static const struct known_key known[KEY_COUNT] = {
    [KEY_NAME] = {"Source", "name"},         [KEY_HOME] = {"Source", "home"},
    [KEY_URL] = {"Source", "url"},           [KEY_LICENCE] = {"Source", "licence"},
    [KEY_CATEGORY] = {"Source", "category"}, [KEY_ON] = {"Source", "on"},
    [KEY_CHECKED] = {"Source", "checked"},   [KEY_FORMAT] = {"Source", "format"},
    [KEY_NOTE] = {"Source", "note"},
};

void sources_done(struct sources *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct source *one = &s->at[i];

        free(one->id);
        free(one->name);
        free(one->home);
        free(one->url);
        free(one->licence);
        free(one->checked);
    }
    free(s->at);
    *s = (struct sources){.at = NULL};
}

static struct source *find(const struct sources *s, const char *id)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->at[i].id, id) == 0)
            return &s->at[i];
    return NULL;
}

const struct source *sources_find(const struct sources *s, const char *id)
{
    return find(s, id);
}

/* "ut1-adult" of "ut1-adult.source"; false where the name is none of a source. */
static bool id_of(const char *file, char *ret_id)
{
    size_t len = strlen(file), tail = strlen(".source");

    if (len <= tail || strcmp(file + len - tail, ".source") != 0 || len - tail >= SOURCE_ID_MAX ||
        file[0] == '-')
        return false;
    for (size_t i = 0; i < len - tail; i++)
        if (!((file[i] >= 'a' && file[i] <= 'z') || (file[i] >= '0' && file[i] <= '9') ||
              file[i] == '-'))
            return false;
    memcpy(ret_id, file, len - tail);
    ret_id[len - tail] = '\0';
    return true;
}

static int set(char **to, const char *value)
{
    char *copy = strdup(value);

    if (!copy)
        return -ENOMEM;
    free(*to);
    *to = copy;
    return 0;
}

static int take_category(struct source *s, const char *value, const struct policy_place *where,
                         struct policy_problems *problems)
{
    if (!category_from_name(value, &s->category))
        policy_error(problems, *where, NULL, "there is no category of that name");
    return 0;
}

/* One key of a file into the source. */
static int take(struct source *s, enum key key, const char *value, const struct policy_place *where,
                struct policy_problems *problems)
{
    char **const texts[KEY_COUNT] = {
        [KEY_NAME] = &s->name,       [KEY_HOME] = &s->home,       [KEY_URL] = &s->url,
        [KEY_LICENCE] = &s->licence, [KEY_CHECKED] = &s->checked,
    };

    if (key == KEY_CATEGORY)
        return take_category(s, value, where, problems);
    if (key == KEY_ON) {
        s->is_on = strcmp(value, "true") == 0;
        if (!s->is_on && strcmp(value, "false") != 0)
            policy_error(problems, *where, "true or false", "whether it is on is not said");
    }
    if (key == KEY_URL && strncmp(value, "https://", 8) != 0)
        policy_error(problems, *where, "https://...", "a list is fetched by HTTPS only");
    return texts[key] ? set(texts[key], value) : 0;
}

static int read_source(const char *name, struct bytes text, struct source *s,
                       struct policy_problems *problems)
{
    struct key_text keys;
    int r = 0;

    if (!key_text_read(name, text, known, KEY_COUNT, problems, &keys))
        return 0; /* the problems say it */
    for (enum key k = 0; k < KEY_COUNT && r == 0; k++) {
        const struct policy_place where = {name, keys.lines[k]};
        char *value = keys.lines[k] ? key_text_value(&keys, known, k, problems) : NULL;

        if (value)
            r = take(s, k, value, &where, problems);
        g_free(value);
    }
    key_text_done(&keys);
    return r;
}

/* A new one is nothing yet: off, without texts. */
static int add(struct sources *s, const char *id, struct source **ret)
{
    struct source *grown = realloc(s->at, (s->n + 1) * sizeof(*grown));

    if (!grown)
        return -ENOMEM;
    s->at = grown;
    grown[s->n] = (struct source){.category = CATEGORY_COUNT, .id = strdup(id)};
    *ret = &grown[s->n];
    return grown[s->n++].id ? 0 : -ENOMEM;
}

static int read_folder(const char *folder, struct sources *s, struct policy_problems *problems)
{
    struct dirent **files;
    int n = scandir(folder, &files, NULL, alphasort), r = 0;

    if (n < 0)
        return errno == ENOENT ? 0 : -errno;
    for (int i = 0; i < n; i++) {
        AUTO_TEXT struct text path = disk_path(folder, files[i]->d_name);
        AUTO_TEXT struct text text = {.at = NULL};
        char id[SOURCE_ID_MAX];
        struct source *one = NULL;

        if (r == 0 && id_of(files[i]->d_name, id)) {
            one = find(s, id);
            r = disk_read(path.at, KEY_TEXT_BYTES_MAX, &text);
            if (r == 0 && !one)
                r = s->n < SOURCES_MAX ? add(s, id, &one) : -E2BIG;
            if (r == 0)
                r = read_source(path.at, bytes_of(text_string(&text), text.len), one, problems);
        }
        free(files[i]);
    }
    free(files);
    return r;
}

/* What is still missing after all folders were read. */
static int complete(struct source *s, struct policy_problems *problems)
{
    const struct policy_place where = {s->id, 0};
    char **const texts[] = {&s->name, &s->home, &s->licence, &s->checked};
    int r = 0;

    if (!s->url)
        policy_error(problems, where, "url=https://...", "it has no address to fetch it from");
    if (s->category == CATEGORY_COUNT)
        policy_error(problems, where, "category=...", "what its names are is not said");
    for (size_t i = 0; i < ARRAY_LEN(texts) && r == 0; i++)
        if (!*texts[i])
            r = set(texts[i], i == 0 ? s->id : "");
    return r;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct source *)a)->id, ((const struct source *)b)->id);
}

int sources_load(const char *const *folders, size_t n_folders, struct sources *ret_sources,
                 struct text *reterr)
{
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    AUTO_SOURCES struct sources s = {.at = NULL};
    int r = 0;

    for (size_t i = 0; i < n_folders && r == 0; i++) {
        r = read_folder(folders[i], &s, &problems);
        if (r < 0)
            text_addf(reterr, "%s: %s", folders[i],
                      r == -E2BIG ? "there are more than 500 lists" : strerror(-r));
    }
    for (size_t i = 0; i < s.n && r == 0; i++)
        r = complete(&s.at[i], &problems);
    if (r < 0)
        return r;
    for (size_t i = 0; i < problems.n; i++) {
        if (problems.at[i].is_warning)
            continue;
        if (reterr->len > 0)
            text_add_char(reterr, '\n');
        policy_problem_format(&problems.at[i], reterr);
    }
    if (problems.failed)
        return -ENOMEM;
    if (problems.n_errors > 0)
        return -EINVAL;
    if (s.n > 0)
        qsort(s.at, s.n, sizeof(*s.at), by_id);
    *ret_sources = s;
    s = (struct sources){.at = NULL};
    return 0;
}
