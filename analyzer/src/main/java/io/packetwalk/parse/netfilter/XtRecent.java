package io.packetwalk.parse.netfilter;

import io.packetwalk.fact.netfilter.KernelClockFact;
import io.packetwalk.fact.netfilter.RecentEntryFact;
import io.packetwalk.net.Ip;
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
import io.packetwalk.parse.Words;
import java.io.IOException;
import java.util.Optional;

/**
 * The lists of xt_recent with the kernel's clock, as {@code grep -rH -e ^src= -e ^jiffies: -e ^now.at /proc/net/xt_recent /proc/timer_list} prints them
 * (net/netfilter/xt_recent.c, recent_seq_show; kernel/time/timer_list.c): kube-proxy keeps session affinity there.
 *
 * <pre>
 * /proc/net/xt_recent/KUBE-SEP-AAAAAAAAAAAAAAAA:src=10.244.1.5 ttl: 64 last_seen: 4297712345 oldest_pkt: 1 4297712345
 * /proc/timer_list:now at 16951541234567 nsecs
 * /proc/timer_list:jiffies: 4299130181
 * </pre>
 */
public record XtRecent() implements Parser {

    private static final String LISTS = "/proc/net/xt_recent/";
    private static final String JIFFIES = "/proc/timer_list:jiffies: ";
    private static final String NOW = "/proc/timer_list:now at ";

    @Override
    public Format format() {
        return new Format("xt-recent");
    }

    @Override
    public Score claims(Head head) {
        boolean mark = Claims.some(head, 2, line -> line.startsWith(LISTS) && line.contains(":src=") || clock(line));
        return mark ? Score.SURE : Claims.byName(head, "xtrecent");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, XtRecent::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (clock(text)) {
            boolean ticks = text.startsWith(JIFFIES);
            String head = ticks ? JIFFIES : NOW;
            long value = Numbers.decimal(new Words(text.substring(head.length())).next(), -1L);
            if (value < 0) {
                sink.malformed(lines.source(), head + "NUMBER");
            } else {
                sink.fact(new KernelClockFact(
                        lines.source(),
                        ticks ? KernelClockFact.Unit.JIFFIES : KernelClockFact.Unit.NANOSECONDS,
                        value));
            }
            return true;
        }
        int colon = text.indexOf(":src=");
        if (!text.startsWith(LISTS) || colon < 0) {
            return false;
        }
        Words words = new Words(text.substring(colon + ":src=".length()));
        Optional<Ip> address = Ip.parse(words.next());
        long seen = -1;
        while (words.more() && seen < 0) {
            seen = words.take("last_seen:") ? Numbers.decimal(words.next(), -1L) : skip(words);
        }
        if (address.isEmpty() || seen < 0) {
            sink.malformed(lines.source(), LISTS + "LIST:src=ADDRESS ttl: N last_seen: N");
        } else {
            sink.fact(new RecentEntryFact(lines.source(), text.substring(LISTS.length(), colon), address.get(), seen));
        }
        return true;
    }

    private static boolean clock(String line) {
        return line.startsWith(JIFFIES) || line.startsWith(NOW);
    }

    private static long skip(Words words) {
        words.next();
        return -1;
    }
}
