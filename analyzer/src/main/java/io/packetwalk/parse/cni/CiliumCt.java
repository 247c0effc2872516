package io.packetwalk.parse.cni;

import io.packetwalk.fact.cni.CiliumCtFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
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
import java.util.regex.Pattern;

/**
 * {@code cilium-dbg bpf ct list global} (pkg/tuple, {@code Dump}; pkg/maps/ctmap, {@code CtEntry.String}). Fields between the addresses and {@code Flags=} differ between
 * releases. A Service's entry is {@code SVC}, before 1.10 {@code OUT} with the word {@code service} behind the addresses. IPv6 addresses stand without brackets.
 *
 * <pre>
 * TCP SVC 10.244.1.10:40000 -> 10.96.0.10:80 expires=8229 ... Flags=0x0012 [ TxClosing SeenNonSyn ] RevNAT=38 SourceSecurityID=0 BackendID=7
 * TCP OUT 10.244.1.10:40000 -> 10.244.2.20:8080 expires=289 ... Flags=0x0000 [ ] RevNAT=38 SourceSecurityID=1001 BackendID=0
 * </pre>
 *
 * <p>Entries of no Service say nothing about where packets go, and are left out.
 */
public record CiliumCt() implements Parser {

    private static final Pattern ENTRY = Pattern.compile("\\S+ (IN|OUT|SVC) \\S+:\\d+ -> \\S+:\\d+ .*");

    /** {@code RxClosing} and {@code TxClosing} (bpf/lib/common.h, {@code struct ct_entry}). */
    private static final long CLOSING = 0x3;

    @Override
    public Format format() {
        return new Format("cilium-bpf-ct");
    }

    @Override
    public Score claims(Head head) {
        boolean entry = Claims.some(
                head,
                5,
                line -> ENTRY.matcher(line).matches() && line.contains(" expires=") && line.contains(" RevNAT="));
        return entry ? Score.SURE : Claims.byName(head, "bpfctlist", "ciliumct");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, CiliumCt::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (!ENTRY.matcher(text).matches()) {
            return false;
        }
        Words words = new Words(text);
        Optional<Proto> proto = Proto.parse(words.next());
        String way = words.next();
        Optional<IpPort> from = at(words.next());
        words.next();
        Optional<IpPort> to = at(words.next());
        int revNat = Numbers.decimal(value(text, "RevNAT="), -1);
        Optional<Long> flags = flags(value(text, "Flags="));
        if (proto.isEmpty() || from.isEmpty() || to.isEmpty() || revNat < 0 || revNat > 0xffff || flags.isEmpty()) {
            sink.malformed(lines.source(), "PROTOCOL IN|OUT|SVC address:port -> address:port ... Flags=0x... RevNAT=N");
            return true;
        }
        boolean service = way.equals("SVC") || words.peek().equals("service");
        if (revNat == 0 || way.equals("IN") || words.peek().equals("related")) {
            sink.ignored(1);
            return true;
        }
        sink.fact(new CiliumCtFact(
                lines.source(),
                new FiveTuple(proto.get(), from.get(), to.get()),
                service,
                (flags.get() & CLOSING) != 0,
                revNat));
        return true;
    }

    private static String value(String text, String key) {
        int at = text.indexOf(" " + key);
        return at < 0 ? "" : new Words(text.substring(at + 1 + key.length())).next();
    }

    private static Optional<Long> flags(String word) {
        return word.startsWith("0x")
                ? Numbers.hex(word.substring(2)).stream().boxed().findFirst()
                : Numbers.digits(word) ? Optional.of(Numbers.decimal(word, 0L)) : Optional.empty();
    }

    private static Optional<IpPort> at(String word) {
        int colon = word.lastIndexOf(':');
        long port = Numbers.decimal(word.substring(colon + 1), -1L);
        return port < 0 || port > 0xffff
                ? Optional.empty()
                : Ip.parse(word.substring(0, colon)).map(ip -> new IpPort(ip, (int) port));
    }
}
