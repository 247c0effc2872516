package io.packetwalk.parse.ipvs;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.ipvs.IpvsService;
import io.packetwalk.fact.ipvs.RealServerFact;
import io.packetwalk.fact.ipvs.VirtualServerFact;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Words;
import java.util.Optional;

/** One line of {@code ipvsadm -Sn}: options as {@code ipvsadm -R} takes them. */
final class IpvsRestore {

    private static final int DEFAULT_PERSISTENCE = 300;

    private final Source source;
    private final Words words;
    private Optional<IpvsService> service = Optional.empty();
    private Optional<IpPort> real = Optional.empty();
    private long mark = -1;
    private boolean v6;
    private String scheduler = "wlc";
    private int persistent;
    private int weight = 1;
    private RealServerFact.Method method = RealServerFact.Method.ROUTE;
    private final StringBuilder flags = new StringBuilder();

    IpvsRestore(Source source, Words words) {
        this.source = source;
        this.words = words;
    }

    /** Reads a virtual server ({@code -A}) or a real one ({@code -a}). */
    boolean read(boolean virtual, FactSink sink) {
        while (words.more()) {
            option(words.next());
        }
        if (mark >= 0) {
            service = Optional.of(new IpvsService.Marked(
                    mark, v6 || real.filter(address -> address.ip().v6()).isPresent()));
        }
        if (service.isEmpty() || !virtual && real.isEmpty()) {
            sink.malformed(source, virtual ? "-A -t ADDRESS:PORT -s SCHEDULER" : "-a -t ADDRESS:PORT -r ADDRESS:PORT");
        } else if (virtual) {
            sink.fact(new VirtualServerFact(source, service.get(), scheduler, persistent, flags.toString()));
        } else {
            sink.fact(new RealServerFact(source, service.get(), real.get(), method, weight));
        }
        return true;
    }

    private void option(String name) {
        switch (name) {
            case "-t", "--tcp-service" -> at(Proto.TCP);
            case "-u", "--udp-service" -> at(Proto.UDP);
            case "--sctp-service" -> at(Proto.SCTP);
            case "-f", "--fwmark-service" -> mark = Numbers.decimal(words.next(), -1L);
            case "-6", "--ipv6" -> v6 = true;
            case "-s", "--scheduler" -> scheduler = words.next();
            case "-p", "--persistent" ->
                persistent = words.peek().startsWith("-") || !words.more()
                        ? DEFAULT_PERSISTENCE
                        : Numbers.decimal(words.next(), DEFAULT_PERSISTENCE);
            case "-o", "--ops" -> flag("ops");
            case "-M", "--netmask" -> flag("mask " + words.next());
            case "-b", "--sched-flags" -> flag(words.next());
            case "--pe" -> flag("pe " + words.next());
            case "-r", "--real-server" -> real = IpPort.parse(words.next());
            case "-m", "--masquerading" -> method = RealServerFact.Method.MASQUERADE;
            case "-g", "--gatewaying" -> method = RealServerFact.Method.ROUTE;
            case "-i", "--ipip" -> method = RealServerFact.Method.TUNNEL;
            case "-w", "--weight" -> weight = Numbers.decimal(words.next(), 1);
            case "-x", "--u-threshold", "-y", "--l-threshold" -> words.next();
            default -> flag(name);
        }
    }

    private void at(Proto proto) {
        service = IpPort.parse(words.next()).map(address -> new IpvsService.At(proto, address));
    }

    private void flag(String text) {
        flags.append(flags.isEmpty() ? "" : " ").append(text);
    }
}
