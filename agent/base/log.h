/*
 * log — what we say to a person, on standard error.
 *
 * A message says what, where and what to do. Libraries return errors and say nothing; whoever
 * decides what to do about one says it, once.
 */
#pragma once

/* "kindward: " and the message, with a line end added. Foreign text in it is made visible first. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, for what went well but is worth knowing. */
void log_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
