package io.packetwalk.parse;

/** How sure a parser is that an artifact is of its format. The highest wins; ties go to the first format id. */
public enum Score {
    /** Not this format. */
    NONE,
    /** Only the name says so (the content is empty or neutral). */
    NAME,
    /** The content fits, as it would fit others. */
    LIKELY,
    /** The content has a mark that only this format has. */
    SURE
}
