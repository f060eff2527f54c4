/*
 * stamp — a moment for programs: RFC 3339 with the local offset that held then.
 */
#pragma once

#include <stdint.h>

enum { STAMP_TEXT_MAX = 48 };

/* "2026-11-17T17:06:12+01:00"; @ret_text holds STAMP_TEXT_MAX bytes. */
const char *stamp_format(int64_t when_us, int32_t utc_offset_s, char *ret_text);
