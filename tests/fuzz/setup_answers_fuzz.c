/* uses: base catalogue policy setup */
/*
 * Any bytes as a file of answers. What is taken is an account that is a file's name in its folder,
 * a year, and a name of one line; what is refused says why.
 */
#include "setup/answers.h"

#include "property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_TEXT struct text error = {.at = NULL};
    static struct answers a;

    if (answers_read(bytes_of(data, size), &a, &error) < 0) {
        HOLDS(error.len > 0);
        return 0;
    }
    HOLDS(a.n_children <= ANSWERS_CHILDREN_MAX && a.n_guardians <= ANSWERS_GUARDIANS_MAX);
    for (size_t i = 0; i < a.n_children; i++) {
        HOLDS(a.children[i].account[0] != '\0' && a.children[i].account[0] != '.');
        HOLDS(!strchr(a.children[i].account, '/'));
        HOLDS(!strpbrk(a.children[i].name, "\n\r\\"));
        HOLDS(a.children[i].birth.year >= 1900 && a.children[i].birth.year <= 2100);
    }
    return 0;
}
