#include "lists/kept.h"

#include "lists/digest.h"
#include "lists/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

enum { GENERATIONS_MAX = 64 };

const char *kept_folder(void)
{
    const char *told = getenv("KINDWARD_LISTS");

    return told && told[0] ? told : KEPT_FOLDER;
}

static int failed(struct text *reterr, const char *path, int error)
{
    text_addf(reterr, "%s: cannot be written: %s; run it as root, or name a folder with --lists",
              path ? path : "the folder of the lists", strerror(-error));
    return error;
}

static int make_folder(const char *folder, const char *name, struct text *reterr)
{
    AUTO_TEXT struct text path = disk_path(folder, name);

    if (path.failed)
        return failed(reterr, folder, -ENOMEM);
    return mkdir(path.at, 0755) < 0 && errno != EEXIST ? failed(reterr, path.at, -errno) : 0;
}

int kept_open(const char *folder, struct kept *ret_kept, struct text *reterr)
{
    AUTO_KEPT struct kept k = {.folder = strdup(folder), .lock = -1};
    AUTO_TEXT struct text path = disk_path(folder, "lock");
    int r = k.folder && !path.failed ? make_folder(folder, "", reterr) : -ENOMEM;

    if (r == 0)
        r = make_folder(folder, "generations", reterr);
    if (r == 0)
        r = make_folder(folder, "partial", reterr);
    if (r < 0)
        return r;
    k.lock = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (k.lock < 0)
        return failed(reterr, path.at, -errno);
    if (flock(k.lock, LOCK_EX | LOCK_NB) < 0) {
        text_addf(reterr, "%s: another update is at work; wait until it is done", folder);
        return -EBUSY;
    }
    *ret_kept = k;
    k = (struct kept){.lock = -1};
    return 0;
}

void kept_done(struct kept *k)
{
    free(k->folder);
    auto_close_fd(&k->lock);
    *k = (struct kept){.lock = -1};
}

/* 0 where it is no number of a generation. */
static unsigned number_of(const char *word)
{
    unsigned n = 0;

    for (; *word >= '0' && *word <= '9' && n < 100000000; word++)
        n = n * 10 + (unsigned)(*word - '0');
    return *word == '\0' ? n : 0;
}

unsigned kept_current(const char *folder)
{
    AUTO_TEXT struct text path = disk_path(folder, "current");
    char target[64];
    ssize_t n = path.failed ? -1 : readlink(path.at, target, sizeof(target) - 1);
    const char *slash;

    if (n < 0)
        return 0;
    target[n] = '\0';
    slash = strrchr(target, '/');
    return slash ? number_of(slash + 1) : 0;
}

static int newer_first(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

    return x < y ? 1 : x > y ? -1 : 0;
}

size_t kept_generations(const char *folder, unsigned *ret, size_t room)
{
    AUTO_TEXT struct text path = disk_path(folder, "generations");
    unsigned all[GENERATIONS_MAX];
    struct dirent *entry;
    size_t n = 0;
    DIR *dir = path.failed ? NULL : opendir(path.at);

    while (dir && n < GENERATIONS_MAX && (entry = readdir(dir)))
        if (number_of(entry->d_name) > 0)
            all[n++] = number_of(entry->d_name);
    if (dir)
        closedir(dir);
    qsort(all, n, sizeof(*all), newer_first);
    n = n < room ? n : room;
    memcpy(ret, all, n * sizeof(*all));
    return n;
}

struct text kept_path(const char *folder, unsigned generation, const char *name)
{
    struct text path = {.at = NULL};

    text_addf(&path, "%s/generations/%u%s%s", folder, generation, name[0] ? "/" : "", name);
    return path;
}

json_t *kept_manifest(const char *folder, unsigned generation)
{
    AUTO_TEXT struct text path = kept_path(folder, generation, "manifest.json");

    return path.failed || generation == 0 ? NULL : disk_read_json(path.at);
}

json_t *kept_entry(const json_t *manifest, const char *id)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(manifest, "lists"), i, one)
    {
        if (strcmp(disk_json_text(one, "id"), id) == 0)
            return one;
    }
    return NULL;
}

bool kept_is_whole(const char *path, const json_t *entry, char *ret_sha256)
{
    json_int_t bytes = json_integer_value(json_object_get(entry, KEPT_TEXT_BYTES));
    const char *sha256 = disk_json_text(entry, KEPT_TEXT_SHA256);
    struct stat st;

    if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
        (bytes > 0 ? st.st_size != bytes : st.st_size == 0))
        return false;
    return digest_of_file(path, ret_sha256) == 0 &&
           (sha256[0] == '\0' || strcmp(sha256, ret_sha256) == 0);
}

static void remove_generation(const struct kept *k, unsigned generation)
{
    AUTO_TEXT struct text path = kept_path(k->folder, generation, "");

    if (!path.failed)
        disk_remove_folder(path.at);
}

int kept_begin(const struct kept *k, unsigned *ret_generation, struct text *reterr)
{
    unsigned all[GENERATIONS_MAX], current = kept_current(k->folder), fresh;
    size_t n = kept_generations(k->folder, all, GENERATIONS_MAX);
    AUTO_TEXT struct text path = {.at = NULL};

    /* What was begun and never held has no manifest. */
    for (size_t i = 0; i < n; i++) {
        AUTO(json) json_t *manifest = kept_manifest(k->folder, all[i]);

        if (!manifest && all[i] != current)
            remove_generation(k, all[i]);
    }
    fresh = (n > 0 && all[0] > current ? all[0] : current) + 1;
    path = kept_path(k->folder, fresh, "");
    if (path.failed || mkdir(path.at, 0755) < 0)
        return failed(reterr, path.at, path.failed ? -ENOMEM : -errno);
    *ret_generation = fresh;
    return 0;
}

int kept_hold(const struct kept *k, unsigned generation, struct text *reterr)
{
    AUTO_TEXT struct text link = disk_path(k->folder, "current");
    AUTO_TEXT struct text fresh = disk_path(k->folder, "current.new");
    char target[64];
    unsigned all[GENERATIONS_MAX];
    size_t n;

    snprintf(target, sizeof(target), "generations/%u", generation);
    if (link.failed || fresh.failed)
        return failed(reterr, k->folder, -ENOMEM);
    (void)unlink(fresh.at);
    if (symlink(target, fresh.at) < 0 || rename(fresh.at, link.at) < 0)
        return failed(reterr, link.at, -errno);
    n = kept_generations(k->folder, all, GENERATIONS_MAX);
    for (size_t i = KEPT_BEFORE + 1; i < n; i++)
        if (all[i] != generation)
            remove_generation(k, all[i]);
    return 0;
}
