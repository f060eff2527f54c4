#include "catalogue/compile_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static int read_file(const char *path, struct text *ret, struct text *reterr)
{
    __attribute__((cleanup(auto_close_stream))) FILE *in = fopen(path, "rbe");
    char block[65536];
    size_t n;

    if (!in) {
        text_addf(reterr, "%s: cannot be read: %s", path, strerror(errno));
        return -EIO;
    }
    while ((n = fread(block, 1, sizeof(block), in)) > 0)
        text_add_bytes(ret, block, n);
    if (ret->failed || ferror(in)) {
        text_addf(reterr, "%s: cannot be read as a whole", path);
        return -EIO;
    }
    return 0;
}

static int add_list(struct compiler *c, const char *folder, const char *file, struct text *reterr)
{
    AUTO_TEXT struct text text = {.at = NULL};
    AUTO_TEXT struct text path = {.at = NULL};
    struct list_counts counts = {.names = 0};
    enum category category = CATEGORY_OTHER;
    enum list_meaning meaning = LIST_CATEGORY;
    char word[64], name[80];
    int r;

    text_addf(&path, "%s/starter/%s", folder, file);
    snprintf(word, sizeof(word), "%.*s", (int)(strlen(file) - strlen(".list")), file);
    snprintf(name, sizeof(name), "starter/%s", word);
    if (strcmp(word, "never-recorded") == 0)
        meaning = LIST_NEVER_RECORDED;
    else if (strcmp(word, "machinery") == 0)
        meaning = LIST_MACHINERY;
    else if (!category_of_list(word, &category)) {
        text_addf(reterr, "%s: its name does not begin with a category", text_string(&path));
        return -EINVAL;
    }
    r = read_file(text_string(&path), &text, reterr);
    if (r == 0)
        r = compiler_add_list(c, name, meaning, category, bytes_of(text_string(&text), text.len),
                              &counts, reterr);
    if (r == 0 && (counts.suffixes > 0 || counts.skipped > 0)) {
        text_addf(reterr,
                  "%s: %zu public suffixes and %zu lines of no use; `kindward lists check` shows "
                  "them, take them out",
                  text_string(&path), counts.suffixes, counts.skipped);
        r = -EINVAL;
    }
    return r;
}

static int is_list(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);

    return n > 5 && n < 60 && strcmp(entry->d_name + n - 5, ".list") == 0;
}

int compiler_add_folder(struct compiler *c, const char *folder, struct text *reterr)
{
    AUTO_TEXT struct text platforms = {.at = NULL};
    AUTO_TEXT struct text path = {.at = NULL};
    struct dirent **files;
    int n, r;

    text_addf(&path, "%s/platforms.tsv", folder);
    r = read_file(text_string(&path), &platforms, reterr);
    if (r == 0)
        r = compiler_add_platforms(c, "platforms", bytes_of(text_string(&platforms), platforms.len),
                                   reterr);
    if (r < 0)
        return r;
    text_clear(&path);
    text_addf(&path, "%s/starter", folder);
    n = scandir(text_string(&path), &files, is_list, alphasort);
    if (n <= 0) {
        text_addf(reterr, "%s: there is no list", text_string(&path));
        if (n == 0)
            free(files);
        return -ENOENT;
    }
    for (int i = 0; i < n; i++) {
        if (r == 0)
            r = add_list(c, folder, files[i]->d_name, reterr);
        free(files[i]);
    }
    free(files);
    return r;
}
