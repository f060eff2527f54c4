/*
 * catalogue-compiler — blocklists/ becomes the catalogue that is built into the program.
 *
 * usage: catalogue-compiler BLOCKLISTS OUTPUT
 */
#include "base/log.h"
#include "catalogue/catalogue_compile.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

/* The built-in catalogue is the same from the same lists; hash flooding is no matter in a file that
 * nobody else writes. */
static const struct siphash_key build_key = {UINT64_C(0x4b696e6477617264), UINT64_C(0x6c69737473)};

static int read_file(const char *path, struct text *ret)
{
    __attribute__((cleanup(auto_close_stream))) FILE *in = fopen(path, "rb");
    char block[65536];
    size_t n;

    if (!in) {
        log_error("%s: cannot be read", path);
        return -1;
    }
    while ((n = fread(block, 1, sizeof(block), in)) > 0)
        text_add_bytes(ret, block, n);
    return ret->failed || ferror(in) ? -1 : 0;
}

static int add_list(struct compiler *c, const char *folder, const char *file)
{
    AUTO_TEXT struct text text = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    char path[PATH_ROOM], word[64], name[80];
    struct list_counts counts;
    enum category category = CATEGORY_OTHER;
    enum list_meaning meaning = LIST_CATEGORY;

    snprintf(path, sizeof(path), "%s/starter/%s", folder, file);
    snprintf(word, sizeof(word), "%.*s", (int)(strlen(file) - strlen(".list")), file);
    snprintf(name, sizeof(name), "starter/%s", word);
    if (strcmp(word, "never-recorded") == 0)
        meaning = LIST_NEVER_RECORDED;
    else if (strcmp(word, "machinery") == 0)
        meaning = LIST_MACHINERY;
    else if (!category_from_name(word, &category)) {
        log_error("%s: its name is no category", path);
        return -1;
    }
    counts.suffixes = 0;
    if (read_file(path, &text) < 0 ||
        compiler_add_list(c, name, meaning, category, bytes_of(text.at, text.len), &counts,
                          &error) < 0) {
        log_error("%s", text_string(&error));
        return -1;
    }
    if (counts.suffixes > 0 || counts.skipped > 0) {
        log_error("%s: %zu public suffixes and %zu lines of no use; `kindward lists check` shows "
                  "them, take them out",
                  path, counts.suffixes, counts.skipped);
        return -1;
    }
    return 0;
}

static int is_list(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);

    return n > 5 && strcmp(entry->d_name + n - 5, ".list") == 0;
}

int main(int argc, char **argv)
{
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO_TEXT struct text platforms = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    char path[PATH_ROOM];
    struct dirent **files;
    struct bytes image;
    FILE *out;
    int n;

    if (argc != 3) {
        log_error("usage: catalogue-compiler BLOCKLISTS OUTPUT");
        return 2;
    }
    if (compiler_new(&c) < 0)
        return 1;
    snprintf(path, sizeof(path), "%s/platforms.tsv", argv[1]);
    if (read_file(path, &platforms) < 0 ||
        compiler_add_platforms(c, "platforms", bytes_of(platforms.at, platforms.len), &error) < 0) {
        log_error("%s", text_string(&error));
        return 1;
    }
    snprintf(path, sizeof(path), "%s/starter", argv[1]);
    n = scandir(path, &files, is_list, alphasort);
    if (n <= 0) {
        log_error("%s: there is no list", path);
        return 1;
    }
    for (int i = 0; i < n; i++) {
        if (add_list(c, argv[1], files[i]->d_name) < 0)
            return 1;
        free(files[i]);
    }
    free(files);
    if (compiler_finish(c, &build_key, &image) < 0 || !(out = fopen(argv[2], "wb")))
        return 1;
    if (fwrite(image.at, 1, image.len, out) != image.len || fclose(out) != 0) {
        log_error("%s: cannot be written", argv[2]);
        return 1;
    }
    free((void *)image.at);
    return 0;
}
