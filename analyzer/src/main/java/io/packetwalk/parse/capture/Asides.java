package io.packetwalk.parse.capture;

import io.packetwalk.fact.capture.IcmpErrorFact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What only some conversations have: questions and answers, words in the clear, ICMP errors. */
final class Asides {

    /** A UDP flood to a closed port brings thousands of errors that all say the same. */
    private static final int MAX_ERRORS = 64;

    private @Nullable DnsDialogue dialogue;
    private @Nullable DnsStream @Nullable [] streams;

    @Nullable
    Opening opening;

    /** Kind of a tunnel that cannot be looked into, empty when it is none. */
    String opaque = "";

    private List<IcmpErrorFact> errors = List.of();

    DnsDialogue dialogue() {
        DnsDialogue there = dialogue;
        if (there == null) {
            there = new DnsDialogue();
            dialogue = there;
        }
        return there;
    }

    /**
     * DNS over TCP of one side.
     *
     * @param base sequence number of its first byte
     */
    DnsStream stream(int side, int base) {
        @Nullable DnsStream[] both = streams;
        if (both == null) {
            both = new DnsStream[2];
            streams = both;
        }
        DnsStream there = both[side];
        if (there == null) {
            there = new DnsStream(base);
            both[side] = there;
        }
        return there;
    }

    void error(IcmpErrorFact error) {
        if (errors.isEmpty()) {
            errors = new ArrayList<>(2);
        }
        if (errors.size() < MAX_ERRORS) {
            errors.add(error);
        }
    }

    List<IcmpErrorFact> errors() {
        return List.copyOf(errors);
    }

    /** The dialogue, if there is nothing else and it can be packed. */
    @Nullable
    DnsDialogue packs() {
        boolean alone = streams == null && opening == null && opaque.isEmpty() && errors.isEmpty();
        return alone && dialogue != null && dialogue.packs() ? dialogue : null;
    }

    static Asides of(DnsDialogue dialogue) {
        Asides asides = new Asides();
        asides.dialogue = dialogue;
        return asides;
    }

    boolean asks() {
        return dialogue != null;
    }
}
