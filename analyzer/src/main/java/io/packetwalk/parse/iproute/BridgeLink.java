package io.packetwalk.parse.iproute;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.iproute.BridgePortFact;
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
 * {@code bridge [-d] link}, as text or JSON. Hairpin and isolation are printed with {@code -d} only.
 *
 * <pre>
 * 3: veth1524feb8@eth0: &lt;BROADCAST,MULTICAST,UP,LOWER_UP&gt; mtu 1450 master cni0 state forwarding priority 32 cost 2
 *     hairpin on guard off root_block off fastleave off learning on flood on isolated off
 * </pre>
 *
 * <pre>
 * [{"ifindex":3,"link":"eth0","ifname":"veth1524feb8","flags":["UP"],"mtu":1450,"master":"cni0","state":"forwarding","priority":32,"cost":2,"hairpin":true,"isolated":false}]
 * </pre>
 */
public record BridgeLink() implements Parser {

    @Override
    public Format format() {
        return new Format("bridge-link");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (json.startsWith("[{")) {
            boolean port = json.contains("\"ifname\":") && json.contains("\"state\":\"") && json.contains("\"cost\":");
            return port && !json.contains("\"operstate\":") ? Score.SURE : Score.NONE;
        }
        boolean port = Claims.some(
                head,
                1,
                line -> LinkWords.header(line)
                        && line.contains(" state ")
                        && (line.contains(" cost ") || line.contains(" priority "))
                        && !line.contains(" qdisc "));
        return port ? Score.SURE : Claims.byName(head, "bridgelink", "bridgedlink");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        TextOrJson.read(content, sink, "", new Reading(), BridgeLink::json);
    }

    /** Text being read: a port waits for its detail line. */
    private static final class Reading implements LineReader {
        private @Nullable Source source;
        private String dev = "";
        private String master = "";
        private String state = "";
        private Ternary hairpin = Ternary.UNKNOWN;
        private Ternary isolated = Ternary.UNKNOWN;

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            if (LinkWords.header(text)) {
                finish(sink);
                source = lines.source();
                dev = LinkWords.name(text);
                master = "";
                state = "";
                hairpin = Ternary.UNKNOWN;
                isolated = Ternary.UNKNOWN;
            } else if (source == null || lines.indent() == 0) {
                return false;
            } else {
                sink.continued(1);
            }
            Words words = new Words(text.replace('\\', ' '));
            while (words.more()) {
                switch (words.next()) {
                    case "master" -> master = words.next();
                    case "state" -> state = words.next();
                    case "hairpin" -> hairpin = onOff(words.next());
                    case "isolated" -> isolated = onOff(words.next());
                    default -> {}
                }
            }
            return true;
        }

        private static Ternary onOff(String word) {
            return word.equals("on") ? Ternary.YES : word.equals("off") ? Ternary.NO : Ternary.UNKNOWN;
        }

        private void finish(FactSink sink) {
            if (source != null) {
                sink.fact(new BridgePortFact(source, dev, master, state, hairpin, isolated));
                source = null;
            }
        }

        @Override
        public void end(FactSink sink) {
            finish(sink);
        }
    }

    private static Optional<List<Fact>> json(Field element, Source source) {
        Optional<String> dev = element.at("ifname").text();
        return dev.map(name -> List.of(new BridgePortFact(
                source,
                name,
                element.at("master").text(""),
                element.at("state").text(""),
                element.at("hairpin").flag(),
                element.at("isolated").flag())));
    }
}
