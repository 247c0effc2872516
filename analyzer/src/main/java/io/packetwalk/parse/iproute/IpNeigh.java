package io.packetwalk.parse.iproute;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.NeighFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.TextOrJson;
import io.packetwalk.parse.Words;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ip neigh} of both families, with or without {@code -s}, as text or JSON. The statistics' odd spacing is iproute2's own.
 *
 * <pre>
 * 10.244.2.0 dev flannel.1 lladdr ee:01:ee:af:09:24  used 0/1/1probes 0 PERMANENT
 * 192.168.56.13 dev eth0  used 0/66/0probes 6 FAILED
 * fe80::1 dev eth0 lladdr 02:42:8b:a4:c6:c1 router STALE
 * </pre>
 *
 * <pre>
 * [{"dst":"10.244.2.0","dev":"flannel.1","lladdr":"ee:01:ee:af:09:24","state":["PERMANENT"]}]
 * </pre>
 */
public record IpNeigh() implements Parser {

    private static final Set<String> STATES =
            Set.of("NONE", "INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT");

    @Override
    public Format format() {
        return new Format("ip-neigh");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (json.startsWith("[{")) {
            return json.contains("\"dst\":") && json.contains("\"state\":[") ? Score.SURE : Score.NONE;
        }
        if (Claims.most(head, 20, IpNeigh::looks)) {
            return Score.SURE;
        }
        return Claims.byName(head, "ipneigh", "ip6neigh", "ipv6neigh", "ip6n", "ip4n");
    }

    private static boolean looks(String line) {
        Words words = new Words(line);
        if (Ip.parse(words.next()).isEmpty()) {
            return false;
        }
        return Words.of(line).stream()
                .anyMatch(word -> STATES.contains(word) || word.equals("lladdr") || word.equals("proxy"));
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        TextOrJson.read(content, sink, "", IpNeigh::line, IpNeigh::json);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        Words words = new Words(text);
        Optional<Ip> ip = Ip.parse(words.next());
        if (ip.isEmpty()) {
            return false;
        }
        String dev = "";
        String state = "";
        Optional<Mac> mac = Optional.empty();
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "dev" -> dev = words.next();
                case "lladdr" -> mac = Mac.parse(words.next());
                case "ref", "probes", "proto", "protocol", "nhid", "used" -> skipCount(word, words);
                case "proxy" -> state = "PROXY";
                default -> state = STATES.contains(word) ? word : state;
            }
        }
        if (state.isEmpty()) {
            sink.malformed(lines.source(), "a neighbour state");
        } else {
            sink.fact(new NeighFact(lines.source(), ip.get(), dev, mac, state));
        }
        return true;
    }

    /** {@code used 0/66/0probes 6}: the blank before {@code probes} is missing. */
    private static void skipCount(String word, Words words) {
        String count = words.next();
        if (word.equals("used") && count.endsWith("probes")) {
            words.next();
        }
    }

    private static Optional<List<Fact>> json(Field element, Source source) {
        Optional<Ip> ip = element.at("dst").text().flatMap(Ip::parse);
        List<String> states =
                element.at("state").present() ? element.at("state").texts() : List.of();
        String state = element.at("proxy").present() ? "PROXY" : states.isEmpty() ? "NONE" : states.getFirst();
        Optional<Mac> mac = element.at("lladdr").text().flatMap(Mac::parse);
        return ip.map(address ->
                List.of(new NeighFact(source, address, element.at("dev").text(""), mac, state)));
    }
}
