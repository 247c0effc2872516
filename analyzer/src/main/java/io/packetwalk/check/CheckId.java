package io.packetwalk.check;

/**
 * Name of a check.
 *
 * @param code {@code PW-034}
 * @param name {@code kubeproxy-rules-drift}
 * @param layer layer word of the catalogue, lower case: {@code service}, {@code translation}, {@code conntrack}, {@code policy}, {@code podnet},
 *     {@code mtu}, {@code dns}, {@code edge}, {@code tls}, {@code mesh}, {@code app}, {@code egress}, {@code host}
 * @param rank place in the masking order of the catalogue, 1 to 20: the first broken promise hides the later ones
 */
public record CheckId(String code, String name, String layer, int rank) implements Comparable<CheckId> {
    @Override
    public int compareTo(CheckId other) {
        return code.compareTo(other.code);
    }

    @Override
    public String toString() {
        return code + " " + name;
    }
}
