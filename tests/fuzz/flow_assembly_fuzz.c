/* uses: base wire flow */
/*
 * Pieces by offset, against a plain array: four bytes each say offset, length and content. What is
 * there from the beginning on is what the array says, and a message is spoilt exactly where two
 * pieces differed.
 */
#include "property.h"

#include "flow/assembly.h"

enum { REFERENCE_BYTES = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t reference[REFERENCE_BYTES], piece[256];
    static bool is_there[REFERENCE_BYTES];
    struct reader in = reader_of(bytes_of(data, size));
    struct assembly_pool *pool;
    struct assembly *a;
    uint32_t number;
    size_t head = 0;
    bool is_spoiled = false;

    memset(is_there, 0, sizeof(is_there));
    HOLDS(assembly_pool_new(1 << 20, &pool) == 0);
    number = assembly_new(pool);
    HOLDS(number != 0);
    a = assembly_at(pool, number);
    while (in.left.len >= 4) {
        size_t offset = read_u16(&in) % (REFERENCE_BYTES - sizeof(piece)), len = read_u8(&in);
        uint8_t content = read_u8(&in);
        bool differs = false;

        for (size_t i = 0; i < len; i++) {
            /* what a sender says is the same at each place, unless it lies */
            piece[i] = (uint8_t)((offset + i) * 7 + (content >= 0xf0 ? content : 0));
            differs |= is_there[offset + i] && reference[offset + i] != piece[i];
        }
        if (!assembly_add(pool, a, offset, bytes_of(piece, len)))
            break;
        is_spoiled |= differs;
        for (size_t i = 0; i < len; i++) {
            reference[offset + i] = piece[i];
            is_there[offset + i] = true;
        }
        HOLDS(a->is_spoiled == is_spoiled);
        while (head < REFERENCE_BYTES && is_there[head])
            head++;
        HOLDS(assembly_head(a).len == head);
        HOLDS(head == 0 || memcmp(assembly_head(a).at, reference, head) == 0);
        for (uint16_t i = 1; i < a->n_pieces; i++)
            HOLDS(a->pieces[i - 1].to < a->pieces[i].from);
        HOLDS(a->n_pieces <= ASSEMBLY_PIECES_MAX);
    }
    assembly_release(pool, number);
    assembly_pool_free(pool);
    return 0;
}
