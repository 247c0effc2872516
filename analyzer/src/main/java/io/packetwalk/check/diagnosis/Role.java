package io.packetwalk.check.diagnosis;

/** What part a finding plays in the failures that were seen. */
public enum Role {
    ROOT_CAUSE("root-cause"),
    CONTRIBUTING("contributing"),
    WOULD_FAIL_NEXT("would-fail-next"),
    OBSERVATION("observation");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /** The word of the JSON contract. */
    public String word() {
        return word;
    }
}
