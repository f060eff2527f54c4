#include "report/weekly.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char ending[] = ".html";

int32_t weekly_monday(int64_t now_us, int utc_offset_s)
{
    int32_t today = clock_day(now_us, utc_offset_s), monday = week_monday(today);
    bool is_ready =
        day_weekday(today) == 6 && clock_second_of_day(now_us, utc_offset_s) >= WEEKLY_HOUR * 3600;

    return is_ready ? monday : monday - 7;
}

void weekly_path(const char *dir, int32_t monday, struct text *ret_path)
{
    char week[WEEK_TEXT_MAX];

    text_addf(ret_path, "%s/%s%s", dir, week_format(monday, week), ending);
}

bool weekly_is_made(const char *path, int32_t monday)
{
    struct stat st;
    int64_t made_us;

    if (stat(path, &st) < 0)
        return false;
    made_us = st.st_mtim.tv_sec * SECOND_US;
    return clock_day(made_us, clock_utc_offset_s(made_us)) >= monday + 7;
}

/* The week of a file's name; false where it is no page of a week. */
static bool is_page(const char *name, int32_t *ret_monday)
{
    char week[WEEK_TEXT_MAX] = "";
    size_t len = strlen(name);

    if (len <= strlen(ending) || len - strlen(ending) >= sizeof(week) ||
        strcmp(name + len - strlen(ending), ending) != 0)
        return false;
    memcpy(week, name, len - strlen(ending));
    return week_from_text(week, ret_monday) == 0;
}

int weekly_latest(const char *dir, struct text *ret_path, struct text *reterr)
{
    DIR *d = opendir(dir);
    int32_t monday, latest = INT32_MIN;
    const struct dirent *entry;

    if (!d) {
        int r = -errno;

        text_addf(reterr, "%s: %s; %s", dir, strerror(-r),
                  r == -EACCES ? "a guardian may look there: `usermod --append --groups "
                                 "kindward-guardians NAME`, as root, and log in anew"
                               : "the first page comes on Sunday evening; until then, `kindward "
                                 "report`");
        return r;
    }
    while ((entry = readdir(d)))
        if (is_page(entry->d_name, &monday) && monday > latest)
            latest = monday;
    closedir(d);
    if (latest == INT32_MIN) {
        text_addf(reterr,
                  "%s: there is no page yet; the first one comes on Sunday evening; until then, "
                  "`kindward report`",
                  dir);
        return -ENOENT;
    }
    weekly_path(dir, latest, ret_path);
    return ret_path->failed ? -ENOMEM : 0;
}
