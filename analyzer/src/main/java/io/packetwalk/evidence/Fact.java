package io.packetwalk.evidence;

/** One typed statement read from one artifact. Has a source, always; says what the file says, never what it means. */
public interface Fact {
    /** Where the statement stands. */
    Source source();
}
