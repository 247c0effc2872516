package io.packetwalk.parse.ipvs;

import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.ipvs.IpvsConnectionFact;
import io.packetwalk.fact.ipvs.IpvsCounterFact;
import io.packetwalk.fact.ipvs.IpvsNameFact;
import io.packetwalk.fact.ipvs.IpvsService;
import io.packetwalk.fact.ipvs.IpvsTimeoutFact;
import io.packetwalk.fact.ipvs.RealServerFact;
import io.packetwalk.fact.ipvs.VirtualServerFact;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One output of ipvsadm being read, line by line. */
final class IpvsListing implements LineReader {

    static final String TIMEOUT = "Timeout (tcp tcpfin udp):";

    static final List<String> HEADS = List.of(
            "IP Virtual Server version ",
            "IPVS connection entries",
            "Prot LocalAddress:Port",
            "  -> RemoteAddress:Port",
            "pro expire state");

    private static final String ARROW = "->";

    /** A host's name, cut as ipvsadm prints it, and a port or its name. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,254}:[A-Za-z0-9_-]{1,64}");

    private final String artifact;
    private boolean connections;
    private List<String> columns = List.of();
    private Optional<IpvsService> service = Optional.empty();
    /** A virtual server that the listing names; real servers follow. */
    private Optional<IpvsNameFact> named = Optional.empty();

    private long names;

    IpvsListing(String artifact) {
        this.artifact = artifact;
    }

    @Override
    public boolean line(Lines lines, String text, FactSink sink) {
        if (HEADS.stream().anyMatch(text::startsWith)) {
            head(text);
            sink.ignored(1);
            return true;
        }
        if (text.startsWith(TIMEOUT)) {
            return timeout(lines, text, sink);
        }
        Words words = new Words(text);
        String first = words.next();
        return switch (first) {
            case "-A", "-a" -> new IpvsRestore(lines.source(), words).read(first.equals("-A"), sink);
            case "TCP", "UDP", "SCTP", "IP", "FWM" ->
                connections ? connection(lines, first, words, sink) : server(lines, first, words, sink);
            case ARROW -> real(lines, words, sink);
            default -> false;
        };
    }

    private void head(String text) {
        connections = text.startsWith("IPVS connection") || text.startsWith("pro ") || connections;
        if (text.startsWith("Prot ")) {
            connections = false;
            columns = text.contains("Scheduler") ? List.of() : columns(text);
        }
    }

    /** The heads of the columns behind the address. */
    private static List<String> columns(String text) {
        List<String> words = Words.of(text);
        return words.subList(Math.min(2, words.size()), words.size());
    }

    /** The last words of a line by their columns; a virtual server may have other words before them, or no figures. */
    private Map<String, Long> figures(Words words) {
        List<Long> values = new ArrayList<>();
        while (words.more()) {
            OptionalLong value = figure(words.next());
            if (value.isPresent()) {
                values.add(value.getAsLong());
            }
        }
        Map<String, Long> figures = new LinkedHashMap<>();
        for (int i = 0; values.size() == columns.size() && i < columns.size(); i++) {
            figures.put(columns.get(i), values.get(i));
        }
        return figures;
    }

    /** {@code 105116}, and without {@code --exact} {@code 12345K}, {@code 67M}, {@code 8G}, {@code 9T} (ipvsadm.c, print_largenum). */
    private static OptionalLong figure(String text) {
        int last = text.length() - 1;
        int scale = last > 0 ? "KMGT".indexOf(text.charAt(last)) : -1;
        OptionalLong number = scale < 0 ? Numbers.decimal(text, 0, text.length()) : Numbers.decimal(text, 0, last);
        long factor = scale < 0 ? 1 : (long) Math.pow(1000, scale + 1);
        return number.isPresent() && number.getAsLong() >= 0 && number.getAsLong() <= Long.MAX_VALUE / factor
                ? OptionalLong.of(number.getAsLong() * factor)
                : OptionalLong.empty();
    }

    private boolean timeout(Lines lines, String text, FactSink sink) {
        Words words = new Words(text.substring(TIMEOUT.length()));
        int tcp = Numbers.decimal(words.next(), -1);
        int fin = Numbers.decimal(words.next(), -1);
        int udp = Numbers.decimal(words.next(), -1);
        if (tcp < 0 || fin < 0 || udp < 0) {
            sink.malformed(lines.source(), TIMEOUT + " three numbers");
        } else {
            sink.fact(new IpvsTimeoutFact(lines.source(), tcp, fin, udp));
        }
        return true;
    }

    /** {@code TCP  10.96.0.1:443 rr persistent 10800}, {@code FWM  1 wrr}, {@code FWM  1 IPv6 wrr}. */
    private boolean server(Lines lines, String word, Words words, FactSink sink) {
        String address = words.peek();
        service = service(word, words);
        named = Optional.empty();
        if (service.isEmpty()) {
            named = name(lines, IpvsNameFact.Kind.VIRTUAL_SERVER, Proto.parse(word), List.of(address));
            return named(named, lines, sink);
        }
        if (!columns.isEmpty()) {
            sink.fact(new IpvsCounterFact(lines.source(), service.get(), Optional.empty(), figures(words)));
            return true;
        }
        String scheduler = words.next();
        int persistent = 0;
        StringBuilder flags = new StringBuilder();
        while (words.more()) {
            String flag = words.next();
            if (flag.equals("persistent")) {
                persistent = Numbers.decimal(words.next(), 0);
            } else {
                flags.append(flags.isEmpty() ? "" : " ").append(flag);
            }
        }
        sink.fact(new VirtualServerFact(lines.source(), service.get(), scheduler, persistent, flags.toString()));
        return true;
    }

    private static Optional<IpvsService> service(String word, Words words) {
        if (word.equals("FWM")) {
            int mark = Numbers.decimal(words.next(), -1);
            boolean v6 = words.take("IPv6");
            return mark < 0 ? Optional.empty() : Optional.of(new IpvsService.Marked(mark, v6));
        }
        Optional<Proto> proto = Proto.parse(word);
        Optional<IpPort> address = ServiceNames.address(words.next());
        return proto.flatMap(known -> address.map(at -> new IpvsService.At(known, at)));
    }

    private boolean real(Lines lines, Words words, FactSink sink) {
        String word = words.next();
        Optional<IpPort> address = ServiceNames.address(word);
        if (service.isEmpty() || address.isEmpty()) {
            Optional<Proto> proto = named.map(IpvsNameFact::protocol)
                    .or(() -> service.map(of -> of instanceof IpvsService.At at ? at.proto() : new Proto(0)));
            List<String> places = Stream.concat(Stream.of(word), named.stream().map(IpvsNameFact::address))
                    .toList();
            return named(name(lines, IpvsNameFact.Kind.REAL_SERVER, proto, places), lines, sink);
        }
        if (!columns.isEmpty()) {
            sink.fact(new IpvsCounterFact(lines.source(), service.get(), address, figures(words)));
            return true;
        }
        RealServerFact.Method method = switch (words.next()) {
            case "Masq" -> RealServerFact.Method.MASQUERADE;
            case "Route" -> RealServerFact.Method.ROUTE;
            case "Tunnel" -> RealServerFact.Method.TUNNEL;
            case "Local" -> RealServerFact.Method.LOCAL;
            default -> RealServerFact.Method.OTHER;
        };
        int weight = Numbers.decimal(words.next(), -1);
        if (weight < 0) {
            sink.malformed(lines.source(), "-> ADDRESS:PORT Forward Weight ActiveConn InActConn");
        } else {
            sink.fact(new RealServerFact(lines.source(), service.get(), address.get(), method, weight));
        }
        return true;
    }

    /** {@code TCP 14:57  ESTABLISHED 10.244.1.5:45678 10.96.45.12:80 10.244.1.15:8000}; more columns may follow. */
    private boolean connection(Lines lines, String word, Words words, FactSink sink) {
        Optional<Proto> proto = word.equals("IP") ? Optional.of(new Proto(0)) : Proto.parse(word);
        int seconds = seconds(words.next());
        String state = words.next();
        List<String> ends = List.of(words.next(), words.next(), words.next());
        Optional<IpPort> client = ServiceNames.address(ends.get(0));
        Optional<IpPort> virtual = ServiceNames.address(ends.get(1));
        Optional<IpPort> destination = ServiceNames.address(ends.get(2));
        if (proto.isEmpty() || seconds < 0 || client.isEmpty() || virtual.isEmpty() || destination.isEmpty()) {
            boolean read = seconds >= 0 && !ends.get(2).isEmpty();
            return named(read ? name(lines, IpvsNameFact.Kind.CONNECTION, proto, ends) : Optional.empty(), lines, sink);
        }
        sink.fact(new IpvsConnectionFact(
                lines.source(), proto.get(), seconds, state, client.get(), virtual.get(), destination.get()));
        return true;
    }

    /** {@code MM:SS}, or {@code HH:MM:SS}. */
    private static int seconds(String text) {
        int seconds = 0;
        for (String part : text.split(":", -1)) {
            int value = Numbers.decimal(part, -1);
            if (value < 0 || value > 100_000) {
                return -1;
            }
            seconds = seconds * 60 + value;
        }
        return seconds;
    }

    /** The first of these words that is a host's name with a port behind it. */
    private static Optional<IpvsNameFact> name(
            Lines lines, IpvsNameFact.Kind kind, Optional<Proto> proto, List<String> places) {
        return proto.flatMap(known -> places.stream()
                .filter(place -> ServiceNames.address(place).isEmpty())
                .filter(place -> HOST.matcher(place).matches())
                .findFirst()
                .map(place -> new IpvsNameFact(lines.source(), kind, known, place)));
    }

    private boolean named(Optional<IpvsNameFact> fact, Lines lines, FactSink sink) {
        fact.ifPresentOrElse(sink::fact, () -> sink.malformed(lines.source(), "PROTOCOL ADDRESS:PORT ..."));
        names += fact.isPresent() ? 1 : 0;
        return true;
    }

    @Override
    public void end(FactSink sink) {
        if (names > 0) {
            String what = "it has names instead of addresses in " + names + " lines";
            sink.note(Note.warn(
                    "ipvs-names",
                    Source.whole(artifact),
                    "This listing is not followed where " + what + "; ipvsadm -Sn shows what is needed."));
            sink.presence(new Presence.Truncated(what));
        }
        if (!columns.isEmpty()) {
            sink.note(
                    Note.hint(
                            "ipvs-figures",
                            Source.whole(artifact),
                            "This listing counts and shows neither schedulers nor forwarding methods; ipvsadm -Sn shows how packets are sent."));
        }
    }
}
