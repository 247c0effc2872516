package io.packetwalk.check;

import io.packetwalk.check.service.SelectorNoMatch;
import java.util.List;

/** All checks, by code. A test fails when one is missing here, or has no page, or no case. */
public final class Checks {

    /** In order of their codes. */
    public static final List<Check> ALL = List.of(new SelectorNoMatch());

    private Checks() {}
}
