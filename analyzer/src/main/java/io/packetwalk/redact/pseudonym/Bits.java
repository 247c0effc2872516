package io.packetwalk.redact.pseudonym;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A keyed permutation of bit strings that keeps common prefixes common (Xu, Fan, Ammar, Moon: Prefix-Preserving IP Address
 * Anonymization, ICNP 2002): each bit is flipped or not as the key and the bits before it say.
 */
final class Bits {
    private static final int CACHED = 1 << 16;

    private final Key key;
    private final String domain;
    private final Map<String, byte[]> flips = new HashMap<>();

    /** @param domain separates permutations drawn from one key */
    Bits(Key key, String domain) {
        this.key = key;
        this.domain = domain;
    }

    /**
     * The image of {@code address}.
     *
     * @param still depths whose bit is never flipped; must depend on the bits before that depth only
     */
    byte[] permuted(byte[] address, Set<Integer> still) {
        byte[] out = address.clone();
        for (int at = 0; at < address.length; at++) {
            byte[] tree = tree(address, at);
            int node = 1;
            for (int bit = 0; bit < 8; bit++) {
                int value = address[at] >> 7 - bit & 1;
                boolean flip = (tree[node / 8] >> node % 8 & 1) != 0;
                if (flip && !still.contains(at * 8 + bit)) {
                    out[at] ^= (byte) (1 << 7 - bit);
                }
                node = node * 2 + value;
            }
        }
        return out;
    }

    /** 256 bits: one for each inner node of the binary tree of the byte behind a prefix. */
    private byte[] tree(byte[] address, int length) {
        String prefix = domain + Arrays.toString(Arrays.copyOf(address, length));
        byte[] known = flips.get(prefix);
        if (known != null) {
            return known;
        }
        if (flips.size() >= CACHED) {
            flips.clear();
        }
        byte[] drawn = key.draw(prefix);
        flips.put(prefix, drawn);
        return drawn;
    }
}
