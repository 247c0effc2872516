package io.packetwalk.parse.iproute;

import io.packetwalk.fact.iproute.AddrFact;
import io.packetwalk.net.Ip;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Words;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text of {@code ip link} and {@code ip addr}: an interface and the lines below it, the addresses among them. With {@code -o} the lines
 * of one interface or address are joined by backslashes.
 */
final class LinkText implements LineReader {

    private @Nullable LinkWords link;
    private String dev = "";

    @Override
    public boolean line(Lines lines, String text, FactSink sink) {
        String[] parts = text.split("\\\\", -1);
        String first = parts[0];
        boolean header = LinkWords.header(first);
        if (header) {
            finish(sink);
            link = new LinkWords(lines.source(), first);
            dev = LinkWords.name(first);
        } else if (oneLineAddress(first)) {
            finish(sink);
            Words words = new Words(first);
            words.next();
            dev = words.next();
            address(lines, words, sink);
            return true;
        } else if (dev.isEmpty() || lines.indent() == 0) {
            return false;
        }
        Words words = new Words(first);
        if (words.peek().equals("inet") || words.peek().equals("inet6")) {
            address(lines, words, sink);
            return true;
        }
        if (link != null) {
            for (int i = header ? 1 : 0; i < parts.length; i++) {
                link.below(parts[i]);
            }
        }
        if (!header) {
            sink.continued(1);
        }
        return true;
    }

    /** {@code 2: eth0    inet 10.0.0.1/24 ...} of {@code ip -o addr}. */
    private static boolean oneLineAddress(String text) {
        Words words = new Words(text);
        String index = words.next();
        words.next();
        String family = words.next();
        return index.endsWith(":")
                && Numbers.digits(index.substring(0, index.length() - 1))
                && (family.equals("inet") || family.equals("inet6"));
    }

    private void address(Lines lines, Words words, FactSink sink) {
        words.next();
        String own = words.next();
        int slash = own.indexOf('/');
        boolean peer = words.take("peer");
        Optional<Ip> ip = Ip.parse(slash < 0 ? own : own.substring(0, slash));
        if (ip.isEmpty()) {
            sink.malformed(lines.source(), "inet ADDRESS/LENGTH");
            return;
        }
        // With a peer the prefix is that of the peer; the own address is a single one.
        int prefix = slash < 0 || peer ? ip.get().bits() : Numbers.decimal(own.substring(slash + 1), -1);
        String scope = "";
        while (words.more()) {
            if (words.next().equals("scope")) {
                scope = words.next();
            }
        }
        if (prefix < 0 || prefix > ip.get().bits()) {
            sink.malformed(lines.source(), "a prefix length");
        } else {
            sink.fact(new AddrFact(lines.source(), dev, ip.get(), prefix, scope));
        }
    }

    private void finish(FactSink sink) {
        if (link != null) {
            sink.fact(link.fact());
            link = null;
        }
    }

    @Override
    public void end(FactSink sink) {
        finish(sink);
    }
}
