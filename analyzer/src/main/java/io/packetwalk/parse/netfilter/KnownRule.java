package io.packetwalk.parse.netfilter;

import io.packetwalk.fact.Counters;
import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.table.Chapters;
import io.packetwalk.parse.Lines;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of a dump that stand in the dump of another node but for their counters, told by their bytes. The last rule is held until its table is known to go on. */
final class KnownRule {

    private static final Optional<Counters> ZERO = Optional.of(new Counters(0, 0));
    private static final byte[] USER_CHAIN = IptablesSave.USER_CHAIN.getBytes(StandardCharsets.US_ASCII);

    /** Digits of a number that fits into a long whatever they are. */
    private static final int DIGITS = 18;

    private int row = Chapters.NONE;
    private long line;
    private Optional<Counters> counted = Optional.empty();

    /** Where the number that {@link #number} read ends. */
    private int end;

    /** Whether the line begins as a chain or a rule does; a blank one is no line after a rule. */
    static boolean perhaps(Lines lines) {
        byte first = lines.from() == lines.to() ? 0 : lines.bytes()[lines.from()];
        return first == ':' || first == '-' || first == '[';
    }

    /** Declares a chain that the other dump declares next. */
    boolean chain(IptablesTable table, Lines lines) {
        byte[] bytes = lines.bytes();
        int to = lines.to() - USER_CHAIN.length;
        if (to <= lines.from() + 1 || bytes[lines.from()] != ':') {
            return false;
        }
        for (int i = 0; i < USER_CHAIN.length; i++) {
            if (bytes[to + i] != USER_CHAIN[i]) {
                return false;
            }
        }
        return table.sameChain(lines.number(), bytes, lines.from() + 1, to);
    }

    /** Holds a rule that is one of the next in the other dump. */
    boolean rule(IptablesTable table, Lines lines) {
        byte[] bytes = lines.bytes();
        int from = lines.from();
        Optional<Counters> counters = Optional.empty();
        if (from < lines.to() && bytes[from] == '[') {
            long packets = number(bytes, from + 1, lines.to(), ':');
            long octets = packets < 0 ? -1 : number(bytes, end + 1, lines.to(), ']');
            if (octets < 0) {
                return false;
            }
            counters = packets == 0 && octets == 0 ? ZERO : Optional.of(new Counters(packets, octets));
            for (from = end + 1; from < lines.to() && bytes[from] == ' '; ) {
                from++;
            }
        }
        if (from == lines.to() || bytes[from] != '-') {
            return false;
        }
        row = table.same(bytes, from, lines.to());
        line = lines.number();
        counted = counters;
        return held();
    }

    /** The number before {@code stop}; -1 when there is none that is plain. */
    private long number(byte[] bytes, int from, int to, char stop) {
        long number = 0;
        int at = from;
        for (; at < to && at - from < DIGITS && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            number = number * 10 + bytes[at] - '0';
        }
        end = at;
        return at == from || at == to || bytes[at] != stop ? -1 : number;
    }

    boolean held() {
        return row != Chapters.NONE;
    }

    /** Line of the rule that is held. */
    long line() {
        return line;
    }

    void release(IptablesTable table) {
        table.sameRule(line, row, counted);
        row = Chapters.NONE;
    }
}
