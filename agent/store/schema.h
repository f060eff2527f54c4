/*
 * schema — the tables of the store, and how an older file becomes a newer one. Private to store.
 */
#pragma once

#include "base/scope.h"

#include <sqlite3.h>

#define SCHEMA_APPLICATION_ID 0x4b4e4457 /* "KNDW" */

/* Steps of migration: element i takes a file from version i to version i + 1. */
extern const char *const schema_steps[];
extern const int schema_version; /* of this program: the number of steps */

/**
 * schema_migrate() - bring a file to version @n_steps in one transaction
 *
 * Return: an SQLite result code; on failure the file is as it was.
 */
MUST_USE int schema_migrate(sqlite3 *db, const char *const *steps, int n_steps);

/* An integer that one statement yields; an SQLite result code. */
MUST_USE int schema_integer(sqlite3 *db, const char *sql, int *ret_value);
