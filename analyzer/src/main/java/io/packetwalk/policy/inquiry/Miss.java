package io.packetwalk.policy.inquiry;

import java.util.Optional;

/**
 * One field of a rule that does not fit a connection.
 *
 * @param kind which field
 * @param text in words
 * @param change what would make it fit, when something would
 */
public record Miss(Kind kind, String text, Optional<Change> change) {

    /** What did not fit. */
    public enum Kind {
        /** The namespace has not got the label at all. */
        NAMESPACE_LABEL_ABSENT,
        /** The namespace has the label with another value, or one that is excluded. */
        NAMESPACE_LABEL,
        /** The pod's labels. */
        POD_LABEL,
        /** A pod selector of another namespace, or an end that no pod selector finds. */
        PEER,
        /** The address. */
        ADDRESS,
        /** The number is not among the ports. */
        PORT,
        /** The rule names ports, and the destination has none of these names. */
        NAMED_PORT_ABSENT,
        /** Something that is not modelled. */
        UNMODELLED
    }

    static Miss plain(Kind kind, String text) {
        return new Miss(kind, text, Optional.empty());
    }
}
