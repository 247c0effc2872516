package io.packetwalk.evidence;

/** Why an artifact is or is not there. Only {@link Empty} is evidence of absence. */
public sealed interface Presence {

    /** Collected whole. */
    record Collected() implements Presence {}

    /** The command ran well and printed nothing. */
    record Empty() implements Presence {}

    /** Only a part is there. */
    record Truncated(String detail) implements Presence {}

    /** The command failed. */
    record Failed(int exit, String stderr) implements Presence {}

    /** The API or the kernel refused (RBAC, permissions). */
    record Refused(String detail) implements Presence {}

    /** Values were masked. */
    record Redacted(String detail) implements Presence {}

    /** Never asked for; {@code command} would get it. */
    record NotCollected(String command) implements Presence {}

    /** True when the content may be used as positive evidence. */
    default boolean readable() {
        return switch (this) {
            case Collected _c -> true;
            case Empty _e -> true;
            case Truncated _t -> true;
            case Redacted _r -> true;
            case Failed _f -> false;
            case Refused _f -> false;
            case NotCollected _n -> false;
        };
    }

    /** True when a pattern that is missing proves that it was not there. */
    default boolean complete() {
        return this instanceof Collected || this instanceof Empty;
    }

    /** The word of {@code verify -o json}. */
    default String word() {
        return switch (this) {
            case Collected _c -> "collected";
            case Empty _e -> "empty";
            case Truncated _t -> "truncated";
            case Failed _f -> "failed";
            case Refused _f -> "refused";
            case Redacted _r -> "redacted";
            case NotCollected _n -> "not-collected";
        };
    }
}
