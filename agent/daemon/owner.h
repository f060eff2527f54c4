/*
 * owner — open what is another account's, as that account.
 *
 * The supervisor is root without the right to pass over permissions (CAP_DAC_OVERRIDE), which would
 * open every file of the machine to it. The two things of others that it needs, the agent's own
 * folder and resolved's socket, are open to their owner; for that one call it has the owner's
 * place before the file system, and is root to everybody else (setfsuid(2)).
 */
#pragma once

#include <sys/types.h>

/**
 * owner_begin() - from here on files are opened as by the account that @path belongs to
 *
 * Where @path is not there, or we may not (CAP_SETUID), nothing changes. Return: who we were, for
 * owner_end(). Not to be nested.
 */
uid_t owner_begin(const char *path);

void owner_end(uid_t before);

/* Ends a process as the account it has, which needs no right over those of others (CAP_KILL).
 * @account: of the process; (uid_t)-1: ours. */
void owner_kill(pid_t pid, uid_t account);
