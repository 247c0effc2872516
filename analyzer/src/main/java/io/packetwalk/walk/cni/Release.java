package io.packetwalk.walk.cni;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of Cilium.
 *
 * @param major 1
 * @param minor 17 of 1.17.2
 */
record Release(int major, int minor) implements Comparable<Release> {

    /** The first in which a Service without backends is answered with an error (cilium/cilium pull request 28157). */
    static final Release ANSWERS_WITHOUT_BACKENDS = new Release(1, 16);

    private static final Pattern NUMBER = Pattern.compile("\\bv?(\\d{1,2})\\.(\\d{1,3})\\.\\d");

    /** The first number of that form: {@code Ok   1.17.2 (v1.17.2-3a1b)}, {@code quay.io/cilium/cilium:v1.16.5@sha256:...}. */
    static Optional<Release> of(String text) {
        Matcher matcher = NUMBER.matcher(text);
        return matcher.find()
                ? Optional.of(new Release(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(Release other) {
        return Comparator.comparingInt(Release::major)
                .thenComparingInt(Release::minor)
                .compare(this, other);
    }
}
