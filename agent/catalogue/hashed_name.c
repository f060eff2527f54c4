#include "catalogue/hashed_name.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>

_Static_assert(BASE16_ENCODE_LENGTH(SHA256_DIGEST_SIZE) == HASHED_DIGITS, "two digits a byte");

void hashed_name_of_digits(const char *digits, char ret_name[HASHED_LEN + 1])
{
    memcpy(ret_name, digits, HASHED_DIGITS);
    memcpy(ret_name + HASHED_DIGITS, "." HASHED_PARENT, sizeof("." HASHED_PARENT));
}

void hashed_name_of(struct bytes name, char ret_name[HASHED_LEN + 1])
{
    struct sha256_ctx sum;
    uint8_t digest[SHA256_DIGEST_SIZE];
    char digits[HASHED_DIGITS];

    sha256_init(&sum);
    sha256_update(&sum, name.len, name.at);
    sha256_digest(&sum, sizeof(digest), digest);
    base16_encode_update(digits, sizeof(digest), digest);
    hashed_name_of_digits(digits, ret_name);
}

bool hashed_name_is(struct bytes name)
{
    return name.len >= 2 && name.at[name.len - 1] == '#' && name.at[name.len - 2] == '.';
}
