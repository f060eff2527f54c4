#include "insight/week.h"

#include <stdlib.h>

bool week_is_chat(category_set categories)
{
    const category_set chat = category_bit(CATEGORY_MESSAGING) | category_bit(CATEGORY_SOCIAL) |
                              category_bit(CATEGORY_STRANGER_CHAT) |
                              category_bit(CATEGORY_AI_COMPANION);

    return (categories & chat) != 0;
}

struct week *week_free(struct week *w)
{
    if (!w)
        return NULL;
    for (size_t i = 0; i < w->n_platforms; i++)
        free(w->platforms[i].id);
    for (size_t i = 0; i < w->n_sites; i++) {
        free(w->sites[i].site);
        free(w->sites[i].platform_id);
    }
    free(w->platforms);
    free(w->sites);
    free(w->days);
    for (size_t i = 0; i < w->n_guesses; i++)
        free(w->guesses[i].site);
    free(w->guesses);
    for (size_t i = 0; i < w->n_blocks; i++)
        free(w->blocks[i].site);
    free(w->blocks);
    free(w->gaps);
    free(w->signals);
    free(w->child);
    free(w);
    return NULL;
}
