/*
 * compile_sort — the entries of a compiler in the order of their names. Private to
 * catalogue_compile.
 */
#pragma once

#include "catalogue/compiler_state.h"

/**
 * compile_sort() - order entries by name, back to front, then by what is said
 * @names: back to front, as the entries point into it; no name holds a NUL
 *
 * In place. Work is bounded by the bytes of the names, whatever they are, so a list that is made to
 * be slow is not.
 */
void compile_sort(const char *names, struct compiler_entry *entries, size_t n);
