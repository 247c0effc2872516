package io.packetwalk.parse.iproute;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.NextHopFact;
import io.packetwalk.fact.iproute.NextHopFact.Member;
import io.packetwalk.net.Ip;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.TextOrJson;
import io.packetwalk.parse.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code ip nexthop}, as text or JSON (iproute2, {@code print_nexthop}).
 *
 * <pre>
 * id 24 via 192.0.2.1 dev eth0 scope link proto static
 * id 25 blackhole
 * id 100 group 24,3/26 type resilient buckets 64
 * </pre>
 *
 * <pre>
 * [{"id":24,"gateway":"192.0.2.1","dev":"eth0","scope":"link"},{"id":100,"group":[{"id":24,"weight":3},{"id":26}]}]
 * </pre>
 */
public record IpNexthop() implements Parser {

    @Override
    public Format format() {
        return new Format("ip-nexthop");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (json.startsWith("[{")) {
            boolean object = json.startsWith("[{\"id\":")
                    && (json.contains("\"group\":[") || json.contains("\"scope\":") || json.contains("\"blackhole\":"));
            return object && !json.contains("\"ifname\":") ? Score.SURE : Score.NONE;
        }
        return Claims.most(head, 20, IpNexthop::looks) ? Score.SURE : Claims.byName(head, "ipnexthop", "nexthop");
    }

    private static boolean looks(String line) {
        Words words = new Words(line);
        return words.take("id")
                && Numbers.digits(words.next())
                && List.of("via", "dev", "group", "blackhole").contains(words.peek());
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        TextOrJson.read(content, sink, "", IpNexthop::line, IpNexthop::json);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (!looks(text)) {
            return false;
        }
        Words words = new Words(text);
        words.next();
        long id = Numbers.decimal(words.next(), -1L);
        Optional<Ip> via = Optional.empty();
        String dev = "";
        boolean blackhole = false;
        List<Member> group = List.of();
        while (words.more()) {
            switch (words.next()) {
                case "via" -> via = Ip.parse(words.next());
                case "dev" -> dev = words.next();
                case "blackhole" -> blackhole = true;
                case "group" -> group = group(words.next());
                default -> {
                    // scope, proto, flags: nothing that says where a packet goes
                }
            }
        }
        sink.fact(new NextHopFact(lines.source(), id, via, dev, blackhole, group));
        return true;
    }

    /** {@code 24,3/26}: an id, and its weight where that is not 1. */
    private static List<Member> group(String text) {
        List<Member> members = new ArrayList<>();
        for (String part : text.split("/", -1)) {
            String[] numbers = part.split(",", -1);
            members.add(new Member(
                    Numbers.decimal(numbers[0], -1L),
                    numbers.length > 1 ? Math.max(1, Numbers.decimal(numbers[1], 1)) : 1));
        }
        return List.copyOf(members);
    }

    private static Optional<List<Fact>> json(Field element, Source source) {
        Optional<Long> id = element.at("id").integer();
        if (id.isEmpty()) {
            return Optional.empty();
        }
        List<Member> group = element.at("group").items().stream()
                .map(member -> new Member(
                        member.at("id").integer(-1),
                        Math.max(1, member.at("weight").integer(1))))
                .toList();
        Optional<Ip> via = element.at("gateway")
                .text()
                .or(() -> element.at("via", "host").text())
                .flatMap(Ip::parse);
        return Optional.of(List.of(new NextHopFact(
                source,
                id.get(),
                via,
                element.at("dev").text(""),
                element.fields().containsKey("blackhole"),
                group)));
    }
}
