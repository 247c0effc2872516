package io.packetwalk.parse.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftTable;
import io.packetwalk.fact.table.Chapters;
import io.packetwalk.parse.Lines;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Lines of a rule set that stand in that of another node but for their handles, told by their bytes. The last rule is held until its chain is known to go on. */
final class KnownLine {

    private static final byte[] CHAIN = "chain ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OPEN = " {".getBytes(StandardCharsets.US_ASCII);

    private int row = Chapters.NONE;
    private Source place = Source.whole("");
    private int from;
    private int to;

    /** Looks at the next line: whether it has words; a blank one is no line after a rule. */
    boolean perhaps(Lines lines) {
        from = lines.from();
        to = lines.to();
        while (from < to && blank(lines.bytes()[from])) {
            from++;
        }
        trimEnd(lines.bytes());
        return from < to && lines.bytes()[from] > ' ';
    }

    /** The name of a chain that begins here, and in the other rule set next. */
    Optional<String> chain(NftTable table, Lines lines) {
        byte[] bytes = lines.bytes();
        cutHandle(bytes);
        int name = from + CHAIN.length;
        int end = to - OPEN.length;
        return end > name
                        && Arrays.equals(bytes, from, name, CHAIN, 0, CHAIN.length)
                        && Arrays.equals(bytes, end, to, OPEN, 0, OPEN.length)
                ? table.sameChain(lines.number(), bytes, name, end)
                : Optional.empty();
    }

    /** Whether a chain ends here. */
    boolean close(Lines lines) {
        return to - from == 1 && lines.bytes()[from] == '}';
    }

    /** Holds a rule of a chain that is one of the next in the other rule set. */
    boolean rule(NftTable table, String chain, Lines lines) {
        byte[] bytes = lines.bytes();
        row = table.same(chain, bytes, from, to);
        if (row == Chapters.NONE && cutHandle(bytes)) {
            row = table.same(chain, bytes, from, to);
        }
        if (held()) {
            place = lines.source();
        }
        return held();
    }

    private void trimEnd(byte[] bytes) {
        while (to > from && blank(bytes[to - 1])) {
            to--;
        }
    }

    private static boolean blank(byte sign) {
        return sign == ' ' || sign == '\t';
    }

    /** Takes {@code # handle 30} off, which is another on each node; false when there is none, or it may stand inside of quotes. */
    private boolean cutHandle(byte[] bytes) {
        int at = to - 1;
        while (at > from && bytes[at] >= '0' && bytes[at] <= '9') {
            at--;
        }
        int hash = at - "# handle".length();
        if (at == to - 1 || hash <= from || bytes[hash] != '#' || bytes[at] != ' ' || !blank(bytes[hash - 1])) {
            return false;
        }
        boolean quoted = false;
        for (int i = from; i < hash; i++) {
            quoted ^= bytes[i] == '"';
        }
        if (quoted) {
            return false;
        }
        to = hash;
        trimEnd(bytes);
        return true;
    }

    boolean held() {
        return row != Chapters.NONE;
    }

    /** Where the rule that is held stands. */
    Source place() {
        return place;
    }

    /** Appends the rule that is held; true when each of its statements can be read. */
    boolean release(NftTable table) {
        boolean whole = table.sameRule(place.from(), row);
        row = Chapters.NONE;
        return whole;
    }
}
