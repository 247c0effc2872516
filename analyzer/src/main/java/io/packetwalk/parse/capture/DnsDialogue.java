package io.packetwalk.parse.capture;

import io.packetwalk.capture.speech.DnsMessage;
import io.packetwalk.fact.capture.DnsExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Questions and answers of one conversation. */
final class DnsDialogue {

    /** How far back an answer is matched; a resolver with more open questions on one socket reuses ids soon anyway. */
    private static final int OPEN = 512;

    /** A socket that asks for hours: so many exchanges are kept, what comes later is packets of the conversation, and no more. */
    private static final int KEPT = 20_000;

    /** Packed are short ones only: others are few, and have more to say than that they take room. */
    private static final int PACKED_TURNS = 8;

    private static final int PACKED_ANSWERS = 8;

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

        Turn(int id, String qname, String qtype, long askedNanos) {
            this.id = id;
            this.qname = qname;
            this.qtype = qtype;
            this.askedNanos = askedNanos;
        }

        void pack(Packing out, Words words, long since, long from) {
            out.count(id);
            out.count(words.number(qname));
            out.count(words.number(qtype));
            out.near(askedNanos - since);
            out.count(queryPacket == 0 ? 0 : 1 + queryPacket - from);
            out.count(queries);
            out.count(udpSize << 1 | (truncated ? 1 : 0));
            out.count(answerPacket == 0 ? 0 : 1 + answerPacket - from);
            if (answerPacket > 0) {
                out.count(words.number(rcode));
                out.near(micros);
                out.count(answers.size());
                for (int i = 0; i < answers.size(); i++) {
                    out.count(words.number(answers.get(i)));
                }
            }
        }

        static Turn unpack(Packing in, Words words, long since, long from) {
            Turn turn = new Turn((int) in.count(), words.word(in.count()), words.word(in.count()), since + in.near());
            turn.queryPacket = packet(in.count(), from);
            turn.queries = (int) in.count();
            int mixed = (int) in.count();
            turn.udpSize = mixed >>> 1;
            turn.truncated = (mixed & 1) != 0;
            turn.answerPacket = packet(in.count(), from);
            if (turn.answerPacket > 0) {
                turn.rcode = words.word(in.count());
                turn.micros = in.near();
                turn.answers = IntStream.range(0, (int) in.count())
                        .mapToObj(_i -> words.word(in.count()))
                        .toList();
            }
            return turn;
        }

        private static long packet(long packed, long from) {
            return packed == 0 ? 0 : from + packed - 1;
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
        Turn turn = new Turn(message.id(), message.qname(), message.qtype(), nanos);
        turns.add(turn);
        return turn;
    }

    /** True when it is short. */
    boolean packs() {
        int answers = 0;
        for (int i = 0; i < turns.size() && i < PACKED_TURNS; i++) {
            answers += turns.get(i).answers.size();
        }
        return turns.size() <= PACKED_TURNS && answers <= PACKED_ANSWERS;
    }

    /**
     * Packs a short one.
     *
     * @param since time of the first packet of the conversation
     * @param from number of that packet
     */
    void pack(Packing out, Words words, long since, long from) {
        out.count(turns.size());
        for (int i = 0; i < turns.size(); i++) {
            turns.get(i).pack(out, words, since, from);
        }
    }

    static DnsDialogue unpack(Packing in, Words words, long since, long from) {
        DnsDialogue dialogue = new DnsDialogue();
        for (long left = in.count(); left > 0; left--) {
            dialogue.turns.add(Turn.unpack(in, words, since, from));
        }
        return dialogue;
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
