package io.packetwalk.parse.capture;

import io.packetwalk.capture.speech.DnsMessage;
import io.packetwalk.fact.capture.DnsExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions and answers of one conversation. */
final class DnsDialogue {

    /** How far back an answer is matched; a resolver with more open questions on one socket reuses ids soon anyway. */
    private static final int OPEN = 512;

    /** A socket that asks for hours: so many exchanges are kept, what comes later is packets of the conversation, and no more. */
    private static final int KEPT = 20_000;

    private final List<Turn> turns = new ArrayList<>(2);

    /** One question and its answer. */
    private static final class Turn {
        final int id;
        final String qname;
        final String qtype;
        final long askedNanos;
        long queryPacket;
        int queries;
        String rcode = "";
        List<String> answers = List.of();
        long answerPacket;
        long micros = -1;
        boolean truncated;
        int udpSize;

        Turn(DnsMessage message, long nanos) {
            this.id = message.id();
            this.qname = message.qname();
            this.qtype = message.qtype();
            this.askedNanos = nanos;
        }

        void answer(DnsMessage message, long nanos, long number) {
            rcode = message.rcode();
            answers = message.answers();
            answerPacket = number;
            truncated = message.truncated();
            micros = queries == 0 ? -1 : (nanos - askedNanos) / 1000;
        }

        boolean asks(DnsMessage message) {
            return id == message.id() && qname.equals(message.qname()) && qtype.equals(message.qtype());
        }
    }

    /** Takes a message; {@code again} says that this capture saw the very packet before. */
    void add(DnsMessage message, long nanos, long number, boolean again) {
        Optional<Turn> known = latest(message);
        if (known.isEmpty() && turns.size() == KEPT) {
            return;
        }
        if (message.response()) {
            Turn turn = known.orElseGet(() -> begin(message, nanos));
            if (turn.answerPacket == 0) {
                turn.answer(message, nanos, number);
            }
            return;
        }
        if (turns.size() == KEPT
                && known.filter(asked -> again || asked.answerPacket == 0).isEmpty()) {
            return;
        }
        // The same question after its answer is a new one: stub resolvers do not ask twice what they know.
        Turn turn = known.filter(asked -> again || asked.answerPacket == 0).orElseGet(() -> begin(message, nanos));
        if (turn.queryPacket == 0) {
            turn.queryPacket = number;
            turn.udpSize = message.udpSize();
        }
        turn.queries += again && turn.queries > 0 ? 0 : 1;
    }

    /** Takes a message of several fragments, of which the first may have been read already, as far as it goes. */
    void whole(DnsMessage message, long nanos, long number) {
        Optional<Turn> known = latest(message).filter(turn -> turn.answerPacket != 0);
        if (message.response() && known.isPresent()) {
            Turn turn = known.get();
            turn.answers = message.answers();
            turn.rcode = message.rcode();
        } else if (message.response() || latest(message).isEmpty()) {
            add(message, nanos, number, false);
        }
    }

    private Turn begin(DnsMessage message, long nanos) {
        Turn turn = new Turn(message, nanos);
        turns.add(turn);
        return turn;
    }

    private Optional<Turn> latest(DnsMessage message) {
        for (int i = turns.size() - 1; i >= Math.max(0, turns.size() - OPEN); i--) {
            if (turns.get(i).asks(message)) {
                return Optional.of(turns.get(i));
            }
        }
        return Optional.empty();
    }

    List<DnsExchange> exchanges() {
        List<DnsExchange> exchanges = new ArrayList<>(turns.size());
        for (Turn turn : turns) {
            exchanges.add(new DnsExchange(
                    turn.id,
                    turn.qname,
                    turn.qtype,
                    Capture.instant(turn.askedNanos),
                    turn.queryPacket,
                    turn.queries,
                    turn.rcode,
                    turn.answers,
                    turn.answerPacket,
                    turn.micros,
                    turn.truncated,
                    turn.udpSize));
        }
        return exchanges;
    }
}
