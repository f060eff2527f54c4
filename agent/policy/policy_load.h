/*
 * policy_load — the policy as a guardian wrote it: kindward.conf and children.d/NAME.conf.
 *
 * A policy is taken or refused as a whole. docs/policy.md is the form for a person. Reading files
 * and reading their texts are apart: the supervisor does the one, the inspector, which has no file
 * system, the other.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "catalogue/catalogue.h"
#include "policy/agent_config.h"
#include "policy/policy.h"
#include "policy/policy_problem.h"

/* One file of a policy. */
struct policy_text {
    char *name; /* below the configuration's folder: "kindward.conf", "children.d/mia.conf" */
    struct bytes text;
};

struct policy_texts {
    struct policy_text *at; /* names and texts are owned */
    size_t n;
};

#define AUTO_POLICY_TEXTS __attribute__((cleanup(policy_texts_done)))

/* As many as there can be: one child too many is for the loader to say. */
enum { POLICY_TEXTS_MAX = POLICY_CHILDREN_MAX + 2 };

void policy_texts_done(struct policy_texts *texts);

/* One more at the end, a copy of both; the place for it is the caller's to have. 0 or -ENOMEM. */
MUST_USE int policy_texts_add(struct policy_texts *texts, struct bytes name, struct bytes text);

/**
 * policy_texts_read() - the files of a configuration's folder, in the order of their names
 * @problems: files that cannot be read (errors), and files or folders that someone other than
 *            root could write (warnings)
 * @reterr:   set on failure only
 *
 * A folder without kindward.conf or without children.d is a configuration. Return: 0; -EINVAL
 * where problems hold an error; or the -errno of the folder.
 */
MUST_USE int policy_texts_read(const char *dir, struct policy_texts *ret_texts,
                               struct policy_problems *problems, struct text *reterr);

/**
 * policy_of_texts() - the policy of texts that are in memory
 * @texts:      @n of them; the children are numbered in their order
 * @catalogue:  what categories, platforms and help lines there are
 * @ret_policy: the caller's
 * @ret_config: the agent's settings; the defaults where kindward.conf does not speak
 * @problems:   every problem found, errors and warnings, in the order of the texts
 *
 * Return: 0 (there may be warnings), -EINVAL: errors are in *problems, or -ENOMEM.
 */
MUST_USE int policy_of_texts(const struct policy_text *texts, size_t n,
                             const struct catalogue *catalogue, struct policy **ret_policy,
                             struct agent_config *ret_config, struct policy_problems *problems);

/* Both at once; @reterr is set where the folder itself could not be read. */
MUST_USE int policy_of_directory(const char *dir, const struct catalogue *catalogue,
                                 struct policy **ret_policy, struct agent_config *ret_config,
                                 struct policy_problems *problems, struct text *reterr);
