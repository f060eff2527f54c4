#include "lists/disk.h"

#include "base/write_all.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { BLOCK = 65536, JSON_MAX = 8 << 20 };

struct text disk_path(const char *folder, const char *name)
{
    struct text path = {.at = NULL};

    text_addf(&path, "%s/%s", folder, name);
    return path;
}

int disk_read(const char *path, size_t max, struct text *ret_text)
{
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    char block[BLOCK];
    size_t len = 0;

    if (fd < 0)
        return -errno;
    for (;;) {
        ssize_t n = read(fd, block, sizeof(block));

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (n == 0)
            return ret_text->failed ? -ENOMEM : 0;
        len += (size_t)n;
        if (len > max)
            return -EFBIG;
        text_add_bytes(ret_text, block, (size_t)n);
    }
}

int disk_replace(const char *path, struct bytes bytes)
{
    AUTO_TEXT struct text fresh = {.at = NULL};
    AUTO(close_fd) int fd = -1;
    int r;

    text_addf(&fresh, "%s.new", path);
    if (fresh.failed)
        return -ENOMEM;
    fd = open(fresh.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return -errno;
    r = write_all(fd, bytes);
    if (r == 0 && fsync(fd) < 0)
        r = -errno;
    if (r == 0 && rename(fresh.at, path) < 0)
        r = -errno;
    if (r < 0)
        (void)unlink(fresh.at);
    return r;
}

json_t *disk_read_json(const char *path)
{
    AUTO_TEXT struct text text = {.at = NULL};
    json_t *json;

    if (disk_read(path, JSON_MAX, &text) < 0)
        return NULL;
    json = json_loadb(text_string(&text), text.len, JSON_REJECT_DUPLICATES, NULL);
    if (json && !json_is_object(json)) {
        json_decref(json);
        json = NULL;
    }
    return json;
}

int disk_replace_json(const char *path, const json_t *json)
{
    AUTO(free_memory) char *text = json ? json_dumps(json, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;

    return text ? disk_replace(path, bytes_of(text, strlen(text))) : -ENOMEM;
}

const char *disk_json_text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));

    return value ? value : "";
}

void disk_remove_folder(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (entry->d_name[0] != '.')
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
    (void)rmdir(path);
}
