package io.packetwalk.redact;

import java.util.List;

/**
 * What was done.
 *
 * @param files files written
 * @param secrets secrets removed
 * @param leftOut files that could not be looked into, by their new paths
 */
public record Redacted(int files, long secrets, List<String> leftOut) {
    public Redacted {
        leftOut = List.copyOf(leftOut);
    }
}
