package io.packetwalk.parse;

/**
 * A format of the catalogue.
 *
 * @param id kebab-case id as in {@code collector/catalogue.tsv}, for example {@code iptables-save}
 */
public record Format(String id) implements Comparable<Format> {
    @Override
    public int compareTo(Format other) {
        return id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return id;
    }
}
