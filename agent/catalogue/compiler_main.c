/*
 * catalogue-compiler — blocklists/ becomes the catalogue that is built into the program.
 *
 * usage: catalogue-compiler BLOCKLISTS OUTPUT
 */
#include "base/log.h"
#include "catalogue/catalogue_compile.h"
#include "catalogue/compile_folder.h"

#include <stdio.h>
#include <stdlib.h>

/* The built-in catalogue is the same from the same lists; hash flooding is no matter in a file that
 * nobody else writes. */
static const struct siphash_key build_key = {UINT64_C(0x4b696e6477617264), UINT64_C(0x6c69737473)};

int main(int argc, char **argv)
{
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct bytes image;
    FILE *out;

    if (argc != 3) {
        log_error("usage: catalogue-compiler BLOCKLISTS OUTPUT");
        return 2;
    }
    if (compiler_new(&c) < 0)
        return 1;
    if (compiler_add_folder(c, argv[1], &error) < 0) {
        log_error("%s", error.len > 0 ? text_string(&error) : "there is no memory for the lists");
        return 1;
    }
    if (compiler_finish(c, &build_key, &image) < 0 || !(out = fopen(argv[2], "wb")))
        return 1;
    if (fwrite(image.at, 1, image.len, out) != image.len || fclose(out) != 0) {
        log_error("%s: cannot be written", argv[2]);
        return 1;
    }
    free((void *)image.at);
    return 0;
}
