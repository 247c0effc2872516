package io.packetwalk.evidence;

/** Strong three-valued (Kleene) logic: what is unknown stays unknown until both answers lead to the same place. */
public enum Ternary {
    YES,
    NO,
    UNKNOWN;

    public static Ternary of(boolean value) {
        return value ? YES : NO;
    }

    public Ternary and(Ternary other) {
        if (this == NO || other == NO) {
            return NO;
        }
        return this == YES && other == YES ? YES : UNKNOWN;
    }

    public Ternary or(Ternary other) {
        return not().and(other.not()).not();
    }

    public Ternary not() {
        return switch (this) {
            case YES -> NO;
            case NO -> YES;
            case UNKNOWN -> UNKNOWN;
        };
    }

    public boolean yes() {
        return this == YES;
    }

    public boolean no() {
        return this == NO;
    }

    public boolean unknown() {
        return this == UNKNOWN;
    }
}
