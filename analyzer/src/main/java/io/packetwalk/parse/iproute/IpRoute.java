package io.packetwalk.parse.iproute;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.RouteFact;
import io.packetwalk.fact.iproute.RouteFact.NextHop;
import io.packetwalk.net.Ip;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.TextOrJson;
import io.packetwalk.parse.Words;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code ip route show [table all]} of both families, as text or JSON.
 *
 * <pre>
 * default proto static nhid 24 metric 100
 * 	nexthop via 192.0.2.1 dev eth0 weight 1
 * 	nexthop via 192.0.2.2 dev eth1 weight 1
 * 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink
 * blackhole 10.244.5.0/26 proto bird
 * local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1
 * </pre>
 *
 * <pre>
 * [{"type":"unicast","dst":"10.244.2.0/24","gateway":"10.244.2.0","dev":"flannel.1","table":"main","protocol":"boot","scope":"global","flags":["onlink"]}]
 * </pre>
 *
 * <p>Indented lines continue the route above; so do the parts after a {@code \} of {@code ip -o}. A word we do not know is kept as a
 * flag of the route and noted: the route stays, for losing it would send packets to a less specific one.
 */
public record IpRoute() implements Parser {

    @Override
    public Format format() {
        return new Format("ip-route");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (json.startsWith("[{")) {
            boolean route = json.contains("\"dst\":") && json.contains("\"flags\":[") && !json.contains("\"ifname\":");
            return route && !json.contains("\"state\":[") ? Score.SURE : Score.NONE;
        }
        if (Claims.most(head, 20, IpRoute::looks)) {
            return Score.SURE;
        }
        return Claims.byName(head, "iproute", "ip6route", "ipv6route", "ip4route", "ip6r", "ip4r");
    }

    private static boolean looks(String line) {
        if (line.startsWith("\t") || line.startsWith("  ")) {
            String start = line.strip();
            return start.startsWith("nexthop ") || start.startsWith("cache");
        }
        Words words = new Words(line);
        String first = words.next();
        boolean typed = RouteWords.TYPES.contains(first);
        String dst = typed ? words.next() : first;
        boolean to =
                dst.equals("default") || dst.indexOf('/') > 0 || Ip.parse(dst).isPresent();
        boolean prefix = typed || dst.indexOf('/') > 0 || dst.equals("default");
        return to
                && (prefix || line.contains(" via ") || line.contains(" scope ") || line.contains(" proto "))
                && (typed
                        || line.contains(" dev ")
                        || line.contains(" via ")
                        || line.contains(" nhid ")
                        || line.contains(" proto "));
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        boolean v6File = v6(content.artifact());
        TextOrJson.read(content, sink, "", new Reading(v6File), (element, source) -> json(element, source, v6File));
    }

    /** True when the file name tells IPv6: a default route without addresses does not show its family. */
    private static boolean v6(String artifact) {
        String name = Claims.bare(artifact.substring(artifact.lastIndexOf('/') + 1));
        return name.contains("route6") || name.contains("ip6") || name.contains("ipv6") || name.contains("routev6");
    }

    /** Text being read: the current route waits for its continuation lines. */
    private static final class Reading implements LineReader {
        private final boolean v6File;
        private @Nullable RouteWords current;

        Reading(boolean v6File) {
            this.v6File = v6File;
        }

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            String plain = text.replace('\\', ' ');
            Words words = new Words(plain);
            if (lines.indent() > 0) {
                if (current == null
                        || !(plain.strip().startsWith("nexthop")
                                || plain.strip().startsWith("cache"))) {
                    return false;
                }
                current.read(words);
                sink.continued(1);
                return true;
            }
            if (!starts(plain)) {
                return false;
            }
            finish(sink);
            String type = RouteWords.TYPES.contains(words.peek()) ? words.next() : "unicast";
            current = new RouteWords(lines.source(), type, words.next());
            current.read(words);
            return true;
        }

        private static boolean starts(String text) {
            Words words = new Words(text);
            String first = words.next();
            if (RouteWords.TYPES.contains(first)) {
                return words.more();
            }
            char c = first.charAt(0);
            return first.equals("default")
                    || first.equals("all")
                    || c >= '0' && c <= '9'
                    || first.indexOf(':') >= 0 && words.more();
        }

        private void finish(FactSink sink) {
            RouteWords route = current;
            if (route == null) {
                return;
            }
            current = null;
            Optional<RouteFact> fact = route.fact(v6File);
            if (fact.isEmpty()) {
                sink.malformed(route.source, "a destination prefix instead of " + route.dst);
                return;
            }
            sink.fact(fact.get());
            route.unknown.ifPresent(word -> sink.note(
                    Note.hint("route-word-unknown", route.source, "'" + word + "' of this route was not understood.")));
        }

        @Override
        public void end(FactSink sink) {
            finish(sink);
        }
    }

    private static Optional<List<Fact>> json(Field route, Source source, boolean v6File) {
        Optional<String> dst = route.at("dst").text();
        if (dst.isEmpty()) {
            return Optional.empty();
        }
        RouteWords words = new RouteWords(source, route.at("type").text("unicast"), dst.get());
        StringBuilder text = new StringBuilder();
        via(route).ifPresent(via -> text.append("via ").append(via).append(' '));
        add(text, route, "dev", "dev");
        add(text, route, "table", "table");
        add(text, route, "protocol", "proto");
        add(text, route, "scope", "scope");
        add(text, route, "prefsrc", "src");
        add(text, route, "metric", "metric");
        add(text, route, "pref", "pref");
        add(text, route, "nhid", "nhid");
        route.at("flags").texts().forEach(flag -> text.append(flag).append(' '));
        for (Field metrics : route.at("metrics").items()) {
            add(text, metrics, "mtu", "mtu");
        }
        words.read(new Words(text.toString()));
        if (route.at("encap").present()) {
            words.flags.add("encap");
        }
        route.at("from").text().ifPresent(from -> words.flags.add("from " + from));
        for (Field hop : route.at("nexthops").items()) {
            Optional<Ip> via = via(hop).flatMap(Ip::parse);
            words.v6 |= via.isPresent() && via.get().v6();
            words.nextHops.add(new NextHop(
                    via, hop.at("dev").text(""), Math.max(1, hop.at("weight").integer(1))));
            int number = words.nextHops.size();
            hop.at("flags").texts().forEach(flag -> words.flags.add("nexthop " + number + " " + flag));
        }
        return words.fact(v6File).map(List::<Fact>of);
    }

    /** {@code "gateway":"a"}, or {@code "via":{"family":"inet6","host":"a"}} when the families differ (RFC 5549). */
    private static Optional<String> via(Field place) {
        return place.at("gateway")
                .text()
                .or(() -> place.at("via").present() ? place.at("via", "host").text() : Optional.empty());
    }

    private static void add(StringBuilder text, Field place, String name, String word) {
        place.at(name)
                .text()
                .ifPresent(value -> text.append(word).append(' ').append(value).append(' '));
    }
}
