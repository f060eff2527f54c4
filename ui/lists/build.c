#include "lists/build.h"

#include "catalogue/catalogue.h"
#include "catalogue/compile_folder.h"
#include "lists/digest.h"
#include "lists/disk.h"
#include "lists/list_file.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <time.h>

static const char *said(const struct part *part, const char *key)
{
    return disk_json_text(part->says, key);
}

static void add_file(struct text *identity, const char *folder, const char *name)
{
    AUTO_TEXT struct text path = disk_path(folder, name);
    char digest[DIGEST_TEXT_MAX];

    if (path.failed || digest_of_file(path.at, digest) < 0)
        identity->failed = true;
    else
        text_addf(identity, "%s %s\n", name, digest);
}

struct text build_identity(const struct ingredients *of)
{
    AUTO_TEXT struct text starter = disk_path(of->shipped, "starter");
    struct text identity = {.at = NULL};
    struct dirent **files;
    int n_files = starter.failed ? -1 : scandir(starter.at, &files, NULL, alphasort);

    text_addf(&identity, "read by %s\n", LIST_READERS);
    add_file(&identity, of->shipped, "platforms.tsv");
    for (int i = 0; i < n_files; i++) {
        if (files[i]->d_name[0] != '.')
            add_file(&identity, starter.at, files[i]->d_name);
        free(files[i]);
    }
    if (n_files >= 0)
        free(files);
    for (size_t i = 0; i < of->n; i++)
        text_addf(&identity, "%s %s %s %s\n", said(&of->parts[i], "id"),
                  said(&of->parts[i], "category"), said(&of->parts[i], "sha256"),
                  said(&of->parts[i], KEPT_TEXT_SHA256));
    for (size_t i = 0; i < of->own->n; i++) {
        const struct own_list *one = &of->own->at[i];
        char digest[DIGEST_TEXT_MAX];

        digest_of(bytes_of(text_string(&one->text), one->text.len), digest);
        text_addf(&identity, "%s %s\n", one->name, digest);
    }
    return identity;
}

static int add_part(struct compiler *c, struct part *part, struct text *reterr)
{
    AUTO_TEXT struct text text = {.at = NULL};
    struct list_counts counts;
    enum category category;
    int r = category_from_name(said(part, "category"), &category) ? 0 : -EINVAL;

    if (r == 0)
        r = disk_read(part->text, LIST_UNPACKED_MAX, &text);
    if (r == 0)
        r = compiler_add_list(c, said(part, "id"), LIST_CATEGORY, category,
                              bytes_of(text_string(&text), text.len), &counts, reterr);
    if (r == -EOVERFLOW) /* of all lists together: no fault of this one */
        return r;
    if (r < 0 && reterr->len == 0)
        text_addf(reterr, "%s: cannot be read again: %s", part->text, strerror(-r));
    part->is_bad = r < 0 && r != -ENOMEM;
    return r;
}

static int compile(const struct ingredients *of, const char *path, size_t *ret_names,
                   struct text *reterr)
{
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO(catalogue_close) struct catalogue *made = NULL;
    struct bytes image = {.at = NULL};
    int r = compiler_new(&c);

    if (r == 0)
        r = compiler_add_folder(c, of->shipped, reterr);
    for (size_t i = 0; i < of->n && r == 0; i++)
        r = add_part(c, &of->parts[i], reterr);
    if (r == 0)
        r = own_lists_compile(of->own, c, reterr);
    if (r == 0)
        r = compiler_finish(c, NULL, &image);
    if (r == -EOVERFLOW)
        text_add(reterr, "the lists are too many for one catalogue; turn some off");
    if (r == 0)
        r = disk_replace(path, image);
    free((void *)image.at);
    if (r == 0) /* what is not as it was made must not hold */
        r = catalogue_open(path, &made, reterr);
    if (r == 0)
        r = catalogue_check(made);
    if (r == 0)
        *ret_names = catalogue_n_names(made);
    return r;
}

/* The text of a list into the generation: the same file where the disk can, a copy otherwise. */
static int keep_text(const char *from, const char *to)
{
    AUTO_TEXT struct text text = {.at = NULL};
    int r;

    if (link(from, to) == 0)
        return 0;
    r = disk_read(from, LIST_UNPACKED_MAX, &text);
    return r < 0 ? r : disk_replace(to, bytes_of(text_string(&text), text.len));
}

static int keep_texts(const struct kept *k, unsigned generation, const struct part *parts, size_t n)
{
    int r = 0;

    for (size_t i = 0; i < n && r == 0; i++) {
        AUTO_TEXT struct text name = {.at = NULL};
        AUTO_TEXT struct text path = {.at = NULL};

        text_addf(&name, "%s.list", said(&parts[i], "id"));
        path = kept_path(k->folder, generation, text_string(&name));
        r = name.failed || path.failed ? -ENOMEM : keep_text(parts[i].text, path.at);
    }
    return r;
}

static int write_manifest(const struct kept *k, unsigned generation, const struct part *parts,
                          size_t n, const char *identity, size_t n_names)
{
    AUTO_TEXT struct text path = kept_path(k->folder, generation, "manifest.json");
    AUTO(json) json_t *lists = json_array();
    AUTO(json) json_t *manifest = NULL;

    for (size_t i = 0; i < n; i++)
        json_array_append(lists, parts[i].says);
    manifest = json_pack("{s:i, s:I, s:s, s:I, s:O}", "version", 1, "made", (json_int_t)time(NULL),
                         "identity", identity, "names", (json_int_t)n_names, "lists", lists);
    return path.failed ? -ENOMEM : disk_replace_json(path.at, manifest);
}

int build_generation(const struct kept *k, const struct ingredients *of, const char *identity,
                     unsigned *ret_generation, size_t *ret_names, struct text *reterr)
{
    AUTO_TEXT struct text path = {.at = NULL};
    unsigned generation = 0;
    int r = kept_begin(k, &generation, reterr);

    if (r < 0)
        return r;
    path = kept_path(k->folder, generation, "catalogue");
    r = path.failed ? -ENOMEM : compile(of, path.at, ret_names, reterr);
    if (r == 0)
        r = keep_texts(k, generation, of->parts, of->n);
    if (r == 0)
        r = write_manifest(k, generation, of->parts, of->n, identity, *ret_names);
    if (r == 0)
        r = kept_hold(k, generation, reterr);
    if (r == 0)
        *ret_generation = generation;
    else if (reterr->len == 0)
        text_addf(reterr, "the new lists cannot be kept: %s", strerror(-r));
    return r;
}
