package io.packetwalk.parse.iproute;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.FdbFact;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code bridge fdb show}, as text or JSON. {@code vlan}, {@code vni} and {@code port} are kept as flags with their value.
 *
 * <pre>
 * 33:33:00:00:00:01 dev eth0 self permanent
 * 0a:58:08:3d:83:13 dev veth1524feb8 master cni0
 * aa:bb:cc:dd:ee:ff dev flannel.1 dst 192.0.2.12 self permanent
 * </pre>
 *
 * <pre>
 * [{"mac":"aa:bb:cc:dd:ee:ff","ifname":"flannel.1","dst":"192.0.2.12","flags":["self"],"state":"permanent"}]
 * </pre>
 */
public record BridgeFdb() implements Parser {

    @Override
    public Format format() {
        return new Format("bridge-fdb");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (json.startsWith("[{")) {
            return json.contains("\"mac\":") && json.contains("\"ifname\":") ? Score.SURE : Score.NONE;
        }
        if (Claims.most(head, 20, line -> Mac.parse(new Words(line).next()).isPresent() && line.contains(" dev "))) {
            return Score.SURE;
        }
        return Claims.byName(head, "bridgefdb", "fdb");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        TextOrJson.read(content, sink, "", BridgeFdb::line, BridgeFdb::json);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        Words words = new Words(text);
        Optional<Mac> mac = Mac.parse(words.next());
        if (mac.isEmpty()) {
            return false;
        }
        String dev = "";
        String master = "";
        Optional<Ip> dst = Optional.empty();
        Set<String> flags = new LinkedHashSet<>();
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "dev" -> dev = words.next();
                case "master" -> master = words.next();
                case "dst" -> dst = Ip.parse(words.next());
                case "vlan", "vni", "src_vni", "port", "via", "link-netnsid", "nhid" ->
                    flags.add(word + " " + words.next());
                case "used" -> words.next();
                case "state" -> flags.add(words.next());
                default -> flags.add(word);
            }
        }
        if (dev.isEmpty()) {
            sink.malformed(lines.source(), "MAC dev NAME");
        } else {
            sink.fact(new FdbFact(lines.source(), mac.get(), dev, master, dst, Set.copyOf(flags)));
        }
        return true;
    }

    private static Optional<List<Fact>> json(Field element, Source source) {
        Optional<Mac> mac = element.at("mac").text().flatMap(Mac::parse);
        Optional<String> dev = element.at("ifname").text();
        if (mac.isEmpty() || dev.isEmpty()) {
            return Optional.empty();
        }
        Set<String> flags = new LinkedHashSet<>(element.at("flags").texts());
        element.at("state").text().filter(state -> !state.isEmpty()).ifPresent(flags::add);
        for (String name : List.of("vlan", "vni", "src_vni", "port", "nhid")) {
            element.at(name).text().ifPresent(value -> flags.add(name + " " + value));
        }
        Optional<Ip> dst = element.at("dst").text().flatMap(Ip::parse);
        return Optional.of(List.of(
                new FdbFact(source, mac.get(), dev.get(), element.at("master").text(""), dst, Set.copyOf(flags))));
    }
}
