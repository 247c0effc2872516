package io.packetwalk.flow.loss;

import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Leg;
import java.util.List;

/**
 * The hop at which a failed flow ends.
 *
 * @param kind how much is known
 * @param way whose packets
 * @param after the last point that saw them
 * @param before the first point on their way that did not; empty when there is none
 * @param inside what lies between the two, in order
 * @param doubts why it is not certain, empty for {@link Kind#LOST}
 * @param sources what shows it: the last packets, and the capture without them
 */
public record Loss(
        Kind kind, Way way, Leg after, String before, List<String> inside, List<String> doubts, List<Source> sources) {

    /** How much is known. */
    public enum Kind {
        /** Seen at one point and surely not at the next, which was capturing all of it. */
        LOST("lost"),
        /** They came to the server's own namespace, and nothing left it. */
        UNANSWERED("unanswered"),
        /** Seen there last; whoever could have seen them further on was not capturing for sure. */
        LAST_SEEN("last-seen");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word of the reports. */
        public String word() {
            return word;
        }
    }

    /** A direction of a flow. */
    public enum Way {
        REQUEST("request"),
        ANSWER("answer");

        private final String word;

        Way(String word) {
            this.word = word;
        }

        /** The word of the reports. */
        public String word() {
            return word;
        }
    }
}
