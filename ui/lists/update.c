#include "lists/update.h"

#include "catalogue/catalogue.h"
#include "lists/admit.h"
#include "lists/attempts.h"
#include "lists/build.h"
#include "lists/digest.h"
#include "lists/disk.h"
#include "lists/kept.h"
#include "lists/list_file.h"
#include "lists/source.h"
#include "lists/unpack.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* A list that is on, on its way. */
struct candidate {
    const struct source *source;
    json_t *before;      /* its entry in the manifest that holds; NULL: it is new. Borrowed */
    json_t *says;        /* its entry in the manifest to come; NULL: it has no version */
    size_t names_before; /* of the last good version, also if it is spoilt; 0: it is new */
    json_int_t fetched_before;
    bool is_spoilt;       /* what is kept is not as it was written: before is NULL for that */
    struct text old_text; /* the file of the version that holds */
    char old_sha256[DIGEST_TEXT_MAX];
    struct text fresh;    /* the file of a new one */
    const char *outcome;  /* for attempts.json */
    enum refusal refusal; /* where the outcome is "refused" */
    struct text why;
};

struct update {
    const struct update_options *options;
    struct kept kept;
    json_t *manifest;
    json_t *attempts; /* those of before; may be NULL */
    unsigned current;
    bool stays; /* no generation is made: the one that holds is better */
    enum { FIT_UNKNOWN, FIT, UNFIT } fitness;
    struct candidate *candidates;
    struct fetch *fetches; /* one a candidate */
    size_t n;
};

/* For so long a list that is spoilt and cannot be had keeps the others as they are. */
#define MISSED_FOR_S (7 * 24 * 3600)

static void update_done(struct update *u)
{
    for (size_t i = 0; i < u->n; i++) {
        json_decref(u->candidates[i].says);
        text_done(&u->candidates[i].old_text);
        text_done(&u->candidates[i].fresh);
        text_done(&u->candidates[i].why);
        fetch_done(&u->fetches[i]);
    }
    free(u->candidates);
    free(u->fetches);
    json_decref(u->manifest);
    json_decref(u->attempts);
    kept_done(&u->kept);
}

/* What is known of a list, and what to fetch. */
static int prepare(struct update *u, const struct source *source)
{
    struct candidate *c = &u->candidates[u->n];
    struct fetch *f = &u->fetches[u->n];
    AUTO_TEXT struct text name = {.at = NULL};

    *c = (struct candidate){.source = source, .before = kept_entry(u->manifest, source->id)};
    u->n++;
    text_addf(&name, "%s.list", source->id);
    c->old_text = kept_path(u->options->folder, u->current, text_string(&name));
    c->names_before = (size_t)json_integer_value(json_object_get(c->before, "names"));
    if (c->names_before == 0)
        c->names_before = attempts_names(u->attempts, source->id);
    c->fetched_before = json_integer_value(json_object_get(c->before, "fetched"));
    if (c->before && !c->old_text.failed &&
        !kept_is_whole(c->old_text.at, c->before, c->old_sha256)) {
        c->is_spoilt = true;
        c->before = NULL; /* and so it is fetched anew */
    }
    text_addf(&c->fresh, "%s/partial/%s.text", u->options->folder, source->id);
    *f = (struct fetch){.name = source->id, .url = source->url, .etag = "", .modified = ""};
    text_clear(&name);
    text_addf(&name, "%s/partial/%s.part", u->options->folder, source->id);
    f->path = text_take(&name);
    if (c->before && strcmp(disk_json_text(c->before, "url"), source->url) == 0) {
        f->etag = disk_json_text(c->before, "etag");
        f->modified = disk_json_text(c->before, "modified");
    }
    return f->path && !c->old_text.failed && !c->fresh.failed ? 0 : -ENOMEM;
}

static int prepare_all(struct update *u)
{
    int r = 0;

    u->candidates = calloc(u->options->sources->n + 1, sizeof(*u->candidates));
    u->fetches = calloc(u->options->sources->n + 1, sizeof(*u->fetches));
    if (!u->candidates || !u->fetches)
        return -ENOMEM;
    for (size_t i = 0; i < u->options->sources->n && r == 0; i++)
        if (u->options->sources->at[i].is_on)
            r = prepare(u, &u->options->sources->at[i]);
    return r;
}

/* The version that holds goes on holding; a category that the source now says holds at once. What a
 * manifest of before does not say of its text is said from now on. */
static int keep_before(struct candidate *c)
{
    if (!c->before)
        return 0;
    c->says = json_deep_copy(c->before);
    return c->says &&
                   json_object_set_new(c->says, "category",
                                       json_string(category_name(c->source->category))) == 0 &&
                   json_object_set_new(c->says, KEPT_TEXT_SHA256, json_string(c->old_sha256)) == 0
               ? 0
               : -ENOMEM;
}

static bool may_shrink(const struct update *u, const char *id)
{
    for (const char *const *a = u->options->accepted; a && *a; a++)
        if (strcmp(*a, id) == 0)
            return true;
    return false;
}

static int describe(struct candidate *c, const struct fetch *f, const struct list_sum *sum,
                    const char *digest)
{
    struct stat st;

    if (stat(c->fresh.at, &st) < 0)
        return -errno;
    c->says = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "id",
        c->source->id, "name", c->source->name, "url", c->source->url, "licence",
        c->source->licence, "category", category_name(c->source->category), "etag",
        text_string(&f->new_etag), "modified", text_string(&f->new_modified), "sha256", digest,
        KEPT_TEXT_SHA256, sum->sha256, "format", list_format_name(sum->format), "bytes",
        (json_int_t)f->n_bytes, KEPT_TEXT_BYTES, (json_int_t)st.st_size, "names",
        (json_int_t)sum->names, "skipped", (json_int_t)sum->skipped, "suffixes",
        (json_int_t)sum->suffixes, "fetched", (json_int_t)time(NULL));
    return c->says ? 0 : -ENOMEM;
}

size_t update_unpacked_max(uint64_t bytes_max)
{
    return bytes_max < LIST_UNPACKED_MAX / LIST_UNPACKED_TIMES
               ? (size_t)bytes_max * LIST_UNPACKED_TIMES
               : LIST_UNPACKED_MAX;
}

/* What was fetched becomes the list, or is refused and the old one stays. */
static int admit(const struct update *u, struct candidate *c, struct fetch *f)
{
    char digest[DIGEST_TEXT_MAX];
    struct list_sum sum;
    int refused = 0;
    int r = unpack_list(f->path, c->fresh.at, update_unpacked_max(u->options->limits.bytes_max),
                        &refused, &c->why);

    if (r < 0)
        return r;
    if (refused == 0)
        r = admit_text(c->fresh.at, may_shrink(u, c->source->id) ? 0 : c->names_before, &sum,
                       &c->why);
    c->refusal = r == -ERANGE ? REFUSED_SHRUNK : REFUSED_NO_LIST;
    if (refused == 0 && r == 0)
        r = digest_of_file(f->path, digest);
    if (r == -ENOMEM)
        return r;
    if (refused == 0)
        refused = r;
    if (refused < 0) {
        c->outcome = "refused";
        if (c->why.len == 0)
            text_addf(&c->why, "it cannot be read: %s", strerror(-refused));
        return keep_before(c);
    }
    c->outcome = "new";
    return describe(c, f, &sum, digest);
}

static bool can_use(const struct update *u)
{
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_TEXT struct text path = kept_path(u->options->folder, u->current, "catalogue");
    AUTO_TEXT struct text error = {.at = NULL};

    return u->current > 0 && !path.failed && catalogue_open(path.at, &catalogue, &error) == 0 &&
           catalogue_check(catalogue) == 0;
}

/* Can this version of Kindward use what holds? All of it is read for that, once. */
static bool is_fit(struct update *u)
{
    if (u->fitness == FIT_UNKNOWN)
        u->fitness = can_use(u) ? FIT : UNFIT;
    return u->fitness == FIT;
}

/* Since when it is missed: spoilt, and not to be had; 0: it is not. */
static json_int_t missed_since(const struct update *u, const struct candidate *c)
{
    return c->is_spoilt && !c->says
               ? attempts_missed_since(u->attempts, c->source->id, c->fetched_before)
               : 0;
}

/* Is what holds better than what could be made of what is there? Of a list that is spoilt and
 * cannot be had now, the catalogue that was made of it before still has the names. One that cannot
 * be had for long does not keep the others from being new. */
static bool is_better_kept(struct update *u)
{
    bool is_missed = false;

    for (size_t i = 0; i < u->n; i++) {
        json_int_t since = missed_since(u, &u->candidates[i]);

        is_missed |= since > 0 && (u->options->is_offline || time(NULL) - since < MISSED_FOR_S);
    }
    return is_missed && is_fit(u);
}

/* Nothing of what was fetched is used, and each list says why. */
static void stay(struct update *u)
{
    u->stays = true;
    for (size_t i = 0; i < u->n; i++) {
        struct candidate *c = &u->candidates[i];

        if (c->is_spoilt && !c->says) {
            text_add(&c->why, "; until it can be had, all lists stay as they are");
        } else if (c->outcome && strcmp(c->outcome, "new") == 0) {
            c->outcome = "refused";
            c->refusal = REFUSED_WAITS;
            text_clear(&c->why);
            text_add(&c->why, "it is good, and waits for another list, which is spoilt and cannot "
                              "be had");
        }
    }
}

static int settle(const struct update *u, struct candidate *c, struct fetch *f)
{
    AUTO_TEXT struct text begun = {.at = NULL};
    bool was_asked;
    int r;

    if (u->options->is_offline && c->is_spoilt) {
        c->outcome = "refused";
        c->refusal = REFUSED_SPOILT;
        text_add(&c->why, u->stays ? "what is kept of it is spoilt; until `kindward lists update` "
                                     "fetches it, all lists stay as they are"
                                   : "what is kept of it is spoilt; the next update fetches it");
    }
    if (u->options->is_offline)
        return keep_before(c);
    if (f->outcome == FETCH_NEW) {
        r = admit(u, c, f);
        if (c->is_spoilt && r == 0)
            text_addf(&c->why, "%swhat was kept of it was not as it was written",
                      c->why.len > 0 ? "; " : "");
        text_addf(&begun, "%s.json", f->path);
        (void)unlink(f->path);
        if (!begun.failed)
            (void)unlink(begun.at);
        return r;
    }
    was_asked = c->before && (f->etag[0] || f->modified[0]);
    c->outcome = f->outcome == FETCH_SAME && was_asked ? "same" : "failed";
    if (f->outcome == FETCH_SAME && !was_asked)
        text_add(&c->why, "the server says that it is as before, and was not asked that");
    text_add(&c->why, text_string(&f->why));
    if (c->is_spoilt)
        text_add(&c->why, "; what was kept of it was not as it was written");
    return keep_before(c);
}

/* Of a version that is not used the number of names says nothing. */
static size_t good_names(const struct candidate *c, bool is_changed)
{
    return is_changed && c->says ? (size_t)json_integer_value(json_object_get(c->says, "names"))
                                 : c->names_before;
}

/* What became of each attempt; of a list that is off nothing is said any more. On a full disk they
 * cannot be noted, which is said, and stands in nobody's way. */
static int note_attempts(const struct update *u, struct update_result *ret)
{
    int r = (ret->attempts = json_object()) ? 0 : -ENOMEM;

    for (size_t i = 0; i < u->n && r == 0; i++) {
        const struct candidate *c = &u->candidates[i];
        const char *id = c->source->id;
        struct attempt a = {.id = id,
                            .outcome = c->outcome,
                            .why = text_string(&c->why),
                            .cause = c->refusal,
                            .holds = ret->is_changed ? c->says : kept_entry(u->manifest, id),
                            .is_resumed = u->fetches[i].is_resumed,
                            .missed_since = missed_since(u, c),
                            .names = good_names(c, ret->is_changed)};

        if (c->outcome)
            r = attempts_add(ret->attempts, u->attempts, &a);
    }
    if (r == 0 && !u->options->is_offline)
        ret->note_error = attempts_write(u->options->folder, ret->attempts);
    return r;
}

/* Was something fetched in place of what is spoilt? A generation has to keep it, even where it is
 * the same as it was. */
static bool has_mended(const struct update *u)
{
    bool has = false;

    for (size_t i = 0; i < u->n; i++)
        has |= u->candidates[i].is_spoilt && u->candidates[i].says;
    return has;
}

/* What the new generation is made of. */
static size_t gather(const struct update *u, struct part *parts)
{
    size_t n = 0;

    for (size_t i = 0; i < u->n; i++) {
        const struct candidate *c = &u->candidates[i];
        bool is_new = c->outcome && strcmp(c->outcome, "new") == 0;

        if (c->says)
            parts[n++] =
                (struct part){.says = c->says, .text = is_new ? c->fresh.at : c->old_text.at};
    }
    return n;
}

/* A list that cannot be compiled stands in no other's way. Of a new version the one before holds
 * on; where that is what cannot be read, the list is left out, and fetched anew the next time.
 * False: it is none of the lists that the generation could not be made. */
static bool set_back(struct update *u, const struct ingredients *of, struct text *reterr)
{
    for (size_t i = 0; i < of->n; i++)
        for (size_t k = 0; k < u->n && of->parts[i].is_bad; k++) {
            struct candidate *c = &u->candidates[k];
            bool was_new = c->outcome && strcmp(c->outcome, "new") == 0;

            if (c->says != of->parts[i].says)
                continue;
            json_decref(c->says);
            c->says = NULL;
            c->outcome = "refused";
            c->refusal = was_new ? REFUSED_UNCOMPILED : REFUSED_SPOILT;
            text_clear(&c->why);
            text_addf(&c->why,
                      was_new
                          ? "it cannot be compiled (%s)"
                          : "what is kept of it cannot be read (%s); the next update fetches it",
                      text_string(reterr));
            if (was_new && keep_before(c) < 0)
                return false;
            text_clear(reterr);
            if (!u->options->is_offline && is_better_kept(u))
                stay(u);
            return true;
        }
    return false;
}

static int build(struct update *u, struct update_result *ret, struct text *reterr)
{
    AUTO(free_memory) struct part *parts = calloc(u->n + 1, sizeof(*parts));
    struct ingredients of = {u->options->shipped, parts, 0, u->options->own};
    int r;

    if (!parts)
        return -ENOMEM;
    do {
        AUTO_TEXT struct text identity = {.at = NULL};
        bool is_same;

        of.n = gather(u, parts);
        identity = build_identity(&of);
        if (identity.failed) {
            text_addf(reterr, "%s: the lists that come with Kindward cannot be read there",
                      u->options->shipped);
            return -EIO;
        }
        ret->generation = u->current;
        ret->n_names = (size_t)json_integer_value(json_object_get(u->manifest, "names"));
        is_same = strcmp(disk_json_text(u->manifest, "identity"), text_string(&identity)) == 0;
        ret->stays = u->stays;
        if (u->stays || (is_same && !has_mended(u) && is_fit(u)))
            return 0;
        r = build_generation(&u->kept, &of, text_string(&identity), &ret->generation, &ret->n_names,
                             reterr);
    } while (r < 0 && set_back(u, &of, reterr));
    ret->is_changed = r == 0;
    return r;
}

/* Does a list that is on go on with this file? */
static bool is_awaited(const struct update *u, const char *file)
{
    for (size_t i = 0; i < u->n; i++) {
        const char *id = u->candidates[i].source->id;

        if (strncmp(file, id, strlen(id)) == 0 && (strcmp(file + strlen(id), ".part") == 0 ||
                                                   strcmp(file + strlen(id), ".part.json") == 0))
            return true;
    }
    return false;
}

/* What was begun of lists that are off by now. */
static void tidy(const struct update *u)
{
    AUTO_TEXT struct text path = disk_path(u->options->folder, "partial");
    DIR *dir = path.failed ? NULL : opendir(path.at);
    struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (entry->d_name[0] != '.' && !is_awaited(u, entry->d_name))
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
}

static void count(const struct update *u, struct update_result *ret)
{
    for (size_t i = 0; i < u->n; i++) {
        const char *outcome = u->candidates[i].outcome;

        (void)unlink(u->candidates[i].fresh.at); /* linked into the generation, or refused */
        if (!outcome)
            continue;
        ret->n_new += strcmp(outcome, "new") == 0;
        ret->n_same += strcmp(outcome, "same") == 0;
        ret->n_refused += strcmp(outcome, "refused") == 0 || strcmp(outcome, "failed") == 0;
    }
}

int update_lists(const struct update_options *options, struct update_result *ret_result,
                 struct text *reterr)
{
    __attribute__((cleanup(update_done))) struct update u = {.options = options,
                                                             .kept = {.lock = -1}};
    struct update_result result = {.n_new = 0};
    int r = kept_open(options->folder, &u.kept, reterr);

    if (r < 0)
        return r;
    u.current = kept_current(options->folder);
    u.manifest = kept_manifest(options->folder, u.current);
    u.attempts = attempts_before(options->folder);
    r = prepare_all(&u);
    u.stays = r == 0 && options->is_offline && is_better_kept(&u);
    if (r == 0 && !options->is_offline)
        r = fetch_all(u.fetches, u.n, &options->limits, options->shows);
    for (size_t i = 0; i < u.n && r == 0; i++)
        r = settle(&u, &u.candidates[i], &u.fetches[i]);
    if (r == 0 && !options->is_offline && is_better_kept(&u))
        stay(&u);
    if (r == 0) {
        int noted;

        r = build(&u, &result, reterr);
        noted = note_attempts(&u, &result);
        r = r < 0 ? r : noted;
    }
    count(&u, &result);
    tidy(&u);
    if (r == 0)
        *ret_result = result;
    else
        json_decref(result.attempts);
    return r;
}
