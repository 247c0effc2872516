package io.packetwalk.parse.system;

import io.packetwalk.fact.system.CounterFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * {@code ethtool -S DEVICE}: counters that a network card's driver keeps, by names of its own. Which device it was stands in the file's name only. Counters of single
 * queues and of what went well are ignored: what was lost, and allowances of a cloud that were exceeded, are facts.
 *
 * <pre>
 * NIC statistics:
 *      rx_missed_errors: 12
 *      conntrack_allowance_exceeded: 407
 *      queue_0_rx_cnt: 51233
 * </pre>
 */
public record EthtoolStats() implements Parser {

    private static final String TITLE = "NIC statistics:";

    private static final List<String> LOSSES = List.of(
            "drop", "miss", "err", "exceeded", "discard", "crc", "fifo", "no_buf", "nobuf", "carrier", "overrun");

    @Override
    public Format format() {
        return new Format("ethtool-stats");
    }

    @Override
    public Score claims(Head head) {
        return head.first().strip().equals(TITLE) ? Score.SURE : Claims.byName(head, "ethtoolS", "ethtoolstats");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, EthtoolStats::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        String trimmed = text.strip();
        if (trimmed.equals(TITLE)) {
            sink.ignored(1);
            return true;
        }
        int colon = trimmed.lastIndexOf(": ");
        OptionalLong value = colon < 0 ? OptionalLong.empty() : Numbers.decimal(trimmed.substring(colon + 2));
        if (value.isEmpty()) {
            return false;
        }
        String name = trimmed.substring(0, colon);
        if (lost(name.toLowerCase(Locale.ROOT))) {
            String device = device(lines.source().artifact());
            sink.fact(new CounterFact(lines.source(), "ethtool:" + device + ":" + name, value.getAsLong()));
        } else {
            sink.ignored(1);
        }
        return true;
    }

    private static boolean lost(String name) {
        return !name.contains("queue")
                && !name.startsWith("rx[")
                && LOSSES.stream().anyMatch(name::contains);
    }

    /** The file's name without folders, ending and the word for a second reading. */
    private static String device(String artifact) {
        String name = artifact.substring(artifact.lastIndexOf('/') + 1);
        return name.replaceFirst("\\.txt$", "").replaceFirst("-later$", "");
    }
}
