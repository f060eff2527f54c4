#include "report/stamp.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

const char *stamp_format(int64_t when_us, int32_t utc_offset_s, char *ret_text)
{
    char date[DATE_TEXT_MAX];
    int32_t second = clock_second_of_day(when_us, utc_offset_s);
    int32_t offset = abs(utc_offset_s) / 60;

    snprintf(ret_text, STAMP_TEXT_MAX, "%sT%02d:%02d:%02d%c%02d:%02d",
             day_format(clock_day(when_us, utc_offset_s), date), second / 3600, second / 60 % 60,
             second % 60, utc_offset_s < 0 ? '-' : '+', offset / 60, offset % 60);
    return ret_text;
}
