#include "store/store_state.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

struct store *store_close(struct store *s)
{
    if (!s)
        return NULL;
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(s->statements[i]);
    if (s->in_transaction)
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(s->db);
    intern_forget(s);
    free(s->path);
    free(s);
    return NULL;
}

/* What the system says of the file, before the database does: its words are the clearer ones. */
static int look_at_file(const char *path, enum store_mode mode, struct text *reterr)
{
    static const char magic[] = "SQLite format 3";
    char head[sizeof(magic)];
    struct stat status;
    AUTO(close_fd) int fd = -1;
    ssize_t n;

    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        text_add(reterr, "the store ");
        text_add_visible(reterr, path);
        text_add(reterr, S_ISDIR(status.st_mode) ? " is a directory; name a file in it"
                                                 : " is no ordinary file; name another");
        return S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
    }
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && mode == STORE_WRITE)
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600); /* a child's days are no one else's */
    if (fd < 0) {
        int error = errno;

        text_addf(reterr, "cannot %s the store ", mode == STORE_WRITE ? "make" : "open");
        text_add_visible(reterr, path);
        text_addf(reterr, ": %s; %s", strerror(error),
                  error == ENOENT && mode == STORE_READ
                      ? "name the store that a replay wrote (--store)"
                  : error == ENOENT ? "make its folder first"
                  : error == EROFS  ? "name a place that can be written"
                                    : "check who may use it");
        return -error;
    }
    n = pread(fd, head, sizeof(head), 0);
    if ((n == 0 && mode == STORE_WRITE) ||
        (n == (ssize_t)sizeof(head) && memcmp(head, magic, sizeof(magic)) == 0))
        return 0;
    text_add_visible(reterr, path);
    text_add(reterr, n == 0 ? " is empty, not a Kindward store; name another file"
                            : " is not a Kindward store; name another file");
    return -EINVAL;
}

/* A reader of WAL needs a -shm file beside it. Where that can be neither found nor made, the file
 * lies on a medium that nobody writes, and may be read as it is. */
static bool is_at_rest(const char *path)
{
    AUTO_TEXT struct text other = {.at = NULL};
    char *slash;

    text_addf(&other, "%s-wal", path);
    if (other.failed || access(other.at, F_OK) == 0)
        return false;
    slash = strrchr(other.at, '/');
    if (slash)
        slash[slash == other.at ? 1 : 0] = '\0';
    return access(slash ? other.at : ".", W_OK) < 0;
}

static void add_uri(struct text *uri, const char *path, const char *query)
{
    text_add(uri, path[0] == '/' ? "file://" : "file:");
    for (const char *c = path; *c; c++)
        if (strchr("%?#", *c))
            text_addf(uri, "%%%02x", (unsigned char)*c);
        else
            text_add_char(uri, *c);
    text_add(uri, query);
}

int store_check_version(struct store *s, struct text *reterr)
{
    int application, version, n_tables = 0, rc;

    rc = schema_integer(s->db, "PRAGMA application_id", &application);
    if (rc == SQLITE_OK)
        rc = schema_integer(s->db, "PRAGMA user_version", &version);
    if (rc == SQLITE_OK)
        rc = schema_integer(s->db, "SELECT count(*) FROM sqlite_schema", &n_tables);
    if (rc != SQLITE_OK)
        return store_fail(s, rc, "open", reterr);
    if (application != SCHEMA_APPLICATION_ID &&
        (application != 0 || version != 0 || n_tables != 0 || s->mode == STORE_READ)) {
        text_add_visible(reterr, s->path);
        text_add(reterr, " is a database of another program, not a Kindward store; name another"
                         " file");
        return -EINVAL;
    }
    if (version > schema_version || (version < schema_version && s->mode == STORE_READ)) {
        text_add(reterr, "the store ");
        text_add_visible(reterr, s->path);
        text_addf(reterr, " has version %d, this Kindward %d: %s", version, schema_version,
                  version > schema_version ? "update Kindward to read it"
                                           : "open it once for writing (kindward replay) to bring"
                                             " it up to date");
        return -ENOTSUP;
    }
    return 0;
}

static int prepare_to_write(struct store *s, struct text *reterr)
{
    int rc = sqlite3_exec(s->db,
                          "PRAGMA secure_delete=ON; PRAGMA journal_mode=WAL;"
                          "PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=0;",
                          NULL, NULL, NULL);

    if (rc == SQLITE_OK && sqlite3_db_readonly(s->db, "main") == 1)
        rc = SQLITE_READONLY;
    if (rc == SQLITE_OK)
        rc = schema_migrate(s->db, schema_steps, schema_version);
    return rc == SQLITE_OK ? 0 : store_fail(s, rc, "write", reterr);
}

int store_open(const char *path, enum store_mode mode, struct store **ret_store,
               struct text *reterr)
{
    AUTO(store_close) struct store *s = NULL;
    AUTO_TEXT struct text uri = {.at = NULL};
    int r = look_at_file(path, mode, reterr);

    if (r < 0)
        return r;
    s = calloc(1, sizeof(*s));
    if (!s)
        return -ENOMEM;
    s->mode = mode;
    s->key = siphash_key_random();
    s->path = strdup(path);
    add_uri(&uri, path, mode == STORE_READ && is_at_rest(path) ? "?immutable=1" : "");
    if (!s->path || uri.failed)
        return -ENOMEM;
    int rc = sqlite3_open_v2(
        uri.at, &s->db,
        (mode == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
            SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        NULL);
    if (rc != SQLITE_OK)
        return store_fail(s, rc, "open", reterr);
    sqlite3_busy_timeout(s->db, 2000);
    sqlite3_exec(s->db, "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;", NULL, NULL, NULL);
    r = store_check_version(s, reterr);
    if (r == 0 && mode == STORE_WRITE)
        r = prepare_to_write(s, reterr);
    if (r < 0)
        return r;
    *ret_store = TAKE(s);
    return 0;
}
