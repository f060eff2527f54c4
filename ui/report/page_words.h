/*
 * page_words — what stands in every report, whoever it is about.
 */
#pragma once

/* Never recorded, what cannot be seen, privacy. Each is NULL-terminated paragraphs. */
extern const char *const page_never_recorded[];
extern const char *const page_cannot_see[];
extern const char *const page_privacy[];

/* Where nothing stood out, and where there is nobody to report on. */
extern const char page_no_talk[];
extern const char page_nobody[];

/* Words for the heat map and tables: "Monday", "Mon". */
extern const char *const page_weekday[7];
extern const char *const page_weekday_short[7];
