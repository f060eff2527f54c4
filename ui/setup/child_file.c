#include "setup/child_file.h"

#include "base/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void child_file_new(const struct child *child, struct text *ret)
{
    text_addf(ret,
              "# Written by `kindward setup`. What follows [child] is yours to add: see\n"
              "# kindward-child.conf(5). `kindward policy check` says what is wrong with it.\n\n"
              "[child]\n"
              "account=%s\n",
              child->account);
    if (child->name[0])
        text_addf(ret, "name=%s\n", child->name);
    text_addf(ret, "birth-year=%d\n", child->birth.year);
}

/* "key=" or "key =", at the beginning of a line. */
static bool says(const char *line, const char *key)
{
    size_t len = strlen(key);

    line += strspn(line, " \t");
    return strncmp(line, key, len) == 0 && line[len + strspn(line + len, " \t")] == '=';
}

bool child_file_is_of(const char *text, const char *account)
{
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const char *value;
        size_t len;

        if (!says(line, "account"))
            continue;
        value = strchr(line, '=') + 1;
        value += strspn(value, " \t");
        len = strcspn(value, " \t\r\n");
        return len == strlen(account) && strncmp(value, account, len) == 0;
    }
    return false;
}

void child_file_edit(const char *text, int birth_year, struct text *ret)
{
    for (const char *line = text; *line;) {
        size_t len = strcspn(line, "\n");

        if (says(line, "birth-year"))
            text_addf(ret, "birth-year=%d", birth_year);
        else
            text_add_bytes(ret, line, len);
        line += len;
        if (*line == '\n') {
            text_add_char(ret, '\n');
            line++;
        }
    }
}

static int failed(const char *path, int error, struct text *reterr)
{
    text_addf(reterr, "%s: cannot be written: %s%s", path, strerror(error),
              error == EACCES || error == EPERM ? "; type it as root" : "");
    return -error;
}

int child_file_write(const char *dir, const char *name, const struct text *text,
                     struct text *reterr)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO_TEXT struct text fresh = {.at = NULL};
    AUTO(close_fd) int fd = -1;
    AUTO(close_fd) int folder = -1;
    int r;

    text_addf(&path, "%s/%s", dir, name);
    text_addf(&fresh, "%s/.%s.new", dir, name); /* no .conf: nobody reads it half-way */
    if (path.failed || fresh.failed || text->failed) {
        text_add(reterr, "there is no memory left");
        return -ENOMEM;
    }
    if (mkdir(dir, 0755) < 0 && errno != EEXIST)
        return failed(dir, errno, reterr);
    (void)unlink(fresh.at);
    fd = open(fresh.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        return failed(path.at, errno, reterr);
    r = write_all(fd, bytes_of(text->at, text->len));
    if (r == 0 && fsync(fd) < 0)
        r = -errno;
    if (r == 0 && rename(fresh.at, path.at) < 0)
        r = -errno;
    if (r < 0) {
        (void)unlink(fresh.at);
        return failed(path.at, -r, reterr);
    }
    folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0)
        (void)fsync(folder); /* the name, too, is on the disk */
    return 0;
}
