package io.packetwalk.model;

import io.packetwalk.evidence.Window;
import java.util.Optional;

/**
 * How a capture was run: what decides whether a packet it does not have was not there.
 *
 * @param window from when to when it ran for sure, empty when nothing tells
 * @param filter capture filter, empty text for none; empty when nothing tells
 * @param drops packets the kernel dropped, -1 when nothing tells
 */
public record CaptureTerms(Optional<Window> window, Optional<String> filter, long drops) {

    static final CaptureTerms UNKNOWN = new CaptureTerms(Optional.empty(), Optional.empty(), -1);

    /** True when it was asked to keep everything and lost nothing. */
    public boolean whole() {
        return drops == 0 && filter.filter(String::isEmpty).isPresent();
    }
}
