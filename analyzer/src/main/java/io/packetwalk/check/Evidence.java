package io.packetwalk.check;

import io.packetwalk.evidence.Source;

/**
 * One statement of a finding and where it stands.
 *
 * @param statement what the place shows, for a reader
 * @param source where
 */
public record Evidence(String statement, Source source) {}
