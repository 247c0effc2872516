package io.packetwalk.parse.iproute;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.RoutingRuleFact;
import io.packetwalk.net.Cidr;
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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code ip rule} of both families, as text or JSON. Selectors without a field stay as text in {@code unmodelled}.
 *
 * <pre>
 * 0:	from all lookup local
 * 1024:	from all fwmark 0x80/0x80 lookup main
 * 32764:	not from all fwmark 0xca6c lookup 51820
 * 32765:	from all lookup main suppress_prefixlength 0
 * </pre>
 *
 * <pre>
 * [{"priority":0,"src":"all","table":"local"},{"priority":512,"src":"all","dst":"10.0.1.7","table":"main"}]
 * </pre>
 */
public record IpRule() implements Parser {

    private static final String VRF = "[l3mdev-table]";

    private static final long ALL_BITS = 0xffff_ffffL;

    @Override
    public Format format() {
        return new Format("ip-rule");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (json.startsWith("[{")) {
            return json.contains("\"priority\":") && json.contains("\"src\":") ? Score.SURE : Score.NONE;
        }
        if (Claims.most(head, 20, IpRule::looks)) {
            return Score.SURE;
        }
        return Claims.byName(head, "iprule", "ip6rule", "ipv6rule");
    }

    private static boolean looks(String line) {
        Words words = new Words(line);
        String first = words.next();
        boolean number = first.endsWith(":") && Numbers.digits(first.substring(0, first.length() - 1));
        return number && (words.peek().equals("from") || words.peek().equals("not"));
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        TextOrJson.read(content, sink, "", IpRule::line, IpRule::json);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (!looks(text)) {
            return false;
        }
        Words words = new Words(text);
        String first = words.next();
        Rule rule = new Rule(Numbers.decimal(first.substring(0, first.length() - 1), -1));
        while (words.more()) {
            rule.word(words.next(), words);
        }
        if (rule.broken) {
            sink.malformed(lines.source(), "a prefix after from or to, a number after fwmark");
        } else {
            sink.fact(rule.fact(lines.source()));
        }
        return true;
    }

    /** One rule while it is read. */
    private static final class Rule {
        private final int priority;
        private final List<String> unmodelled = new ArrayList<>();
        private Optional<Cidr> from = Optional.empty();
        private Optional<Cidr> to = Optional.empty();
        private boolean negated;
        private boolean broken;
        private String iif = "";
        private String oif = "";
        private long mark = -1;
        private long mask = ALL_BITS;
        private String table = "";
        private String action = "";

        Rule(int priority) {
            this.priority = priority;
        }

        void word(String word, Words words) {
            switch (word) {
                case "not" -> negated = true;
                case "from" -> from = prefix(words.next());
                case "to" -> to = prefix(words.next());
                case "iif", "dev" -> iif = words.next();
                case "oif" -> oif = words.next();
                case "fwmark" -> mark(words.next());
                case "lookup", "table" -> lookup(words.next());
                case "goto" -> action = "goto " + words.next();
                case "nop", "blackhole", "unreachable", "prohibit" -> action = word;
                case "proto", "protocol" -> words.next();
                case "l3mdev" -> lookup(VRF);
                default -> unmodelled.add(word.startsWith("[") || !words.more() ? word : word + " " + words.next());
            }
        }

        void lookup(String name) {
            // The table is that of the VRF the packet belongs to.
            boolean vrf = name.equals(VRF);
            if (vrf) {
                unmodelled.add("l3mdev");
            }
            table = vrf ? "" : name;
            action = "lookup";
        }

        void mark(String text) {
            int slash = text.indexOf('/');
            OptionalLong value = Numbers.mark(slash < 0 ? text : text.substring(0, slash));
            OptionalLong bits = slash < 0 ? OptionalLong.of(ALL_BITS) : Numbers.mark(text.substring(slash + 1));
            broken |= value.isEmpty() || bits.isEmpty();
            mark = value.orElse(-1);
            mask = bits.orElse(ALL_BITS);
        }

        Optional<Cidr> prefix(String text) {
            if (text.equals("all") || text.equals("default")) {
                return Optional.empty();
            }
            Optional<Cidr> prefix = Cidr.parse(text);
            broken |= prefix.isEmpty();
            return prefix;
        }

        RoutingRuleFact fact(Source source) {
            return new RoutingRuleFact(
                    source, priority, negated, from, to, iif, oif, mark, mask, table, action, List.copyOf(unmodelled));
        }
    }

    private static Optional<List<Fact>> json(Field element, Source source) {
        Optional<Long> priority = element.at("priority").integer();
        if (priority.isEmpty()) {
            return Optional.empty();
        }
        Rule rule = new Rule(priority.get().intValue());
        for (Map.Entry<String, Field> field : element.fields().entrySet()) {
            String value =
                    field.getValue().scalar().map(scalar -> scalar.text()).orElse("");
            switch (field.getKey()) {
                case "priority", "protocol" -> {}
                case "not" -> rule.negated = true;
                case "src" -> rule.from = prefix(rule, value, element.at("srclen"));
                case "dst" -> rule.to = prefix(rule, value, element.at("dstlen"));
                case "srclen", "dstlen" -> {}
                case "iif" -> rule.iif = value;
                case "oif" -> rule.oif = value;
                case "fwmark" ->
                    rule.mark(value
                            + element.at("fwmask")
                                    .text()
                                    .map(mask -> "/" + mask)
                                    .orElse(""));
                case "fwmask" -> {}
                case "table" -> rule.lookup(value);
                case "l3mdev" -> rule.lookup(VRF);
                case "goto" -> rule.action = "goto " + value;
                case "action" -> action(rule, value);
                default ->
                    rule.unmodelled.add(
                            value.isEmpty() || value.equals("null") ? field.getKey() : field.getKey() + " " + value);
            }
        }
        return rule.broken ? Optional.empty() : Optional.of(List.of(rule.fact(source)));
    }

    private static Optional<Cidr> prefix(Rule rule, String address, Field length) {
        return rule.prefix(length.text()
                .filter(bits -> address.indexOf('/') < 0)
                .map(bits -> address + "/" + bits)
                .orElse(address));
    }

    private static void action(Rule rule, String value) {
        if (rule.action.isEmpty()) {
            rule.action = value.equals("to_tbl") ? "lookup" : value;
        }
    }
}
