#include "daemon/accountwatch.h"

#include <string.h>
#include <sys/stat.h>

bool accountwatch_look(struct accountwatch *w, const char *const paths[ACCOUNTWATCH_FILES])
{
    struct accountwatch before = *w;

    for (int i = 0; i < ACCOUNTWATCH_FILES; i++) {
        struct stat st;

        w->files[i] = (struct accountwatch_file){.inode = 0};
        if (stat(paths[i], &st) == 0)
            w->files[i] = (struct accountwatch_file){.inode = st.st_ino,
                                                     .size = st.st_size,
                                                     .changed_s = st.st_ctim.tv_sec,
                                                     .changed_ns = st.st_ctim.tv_nsec};
    }
    w->is_begun = true;
    return before.is_begun && memcmp(before.files, w->files, sizeof(w->files)) != 0;
}
