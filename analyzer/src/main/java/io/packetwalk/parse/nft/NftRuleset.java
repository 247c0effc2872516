package io.packetwalk.parse.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftChainFact;
import io.packetwalk.fact.nft.NftElementFact;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftObjectFact;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftSetFact;
import io.packetwalk.fact.nft.NftTable;
import io.packetwalk.fact.nft.NftTableContentFact;
import io.packetwalk.fact.nft.NftTableFact;
import io.packetwalk.fact.table.OnDemand;
import io.packetwalk.parse.Alike;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.Words;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code nft list ruleset}, with or without {@code -a}, {@code -n}, {@code -s}.
 *
 * <pre>
 * table ip filter { # handle 1
 * 	set allowed {
 * 		type ipv4_addr . inet_service
 * 		elements = { 10.0.0.1 . 80,
 * 			     10.0.0.2 . 443 }
 * 	}
 * 	chain INPUT { # handle 7
 * 		type filter hook input priority filter; policy accept;
 * 		ct state new  counter packets 8 bytes 900 jump KUBE-PROXY-FIREWALL # handle 30
 * 	}
 * }
 * </pre>
 *
 * <p>{@code # Warning: table ip filter is managed by iptables-nft, do not touch!} is noted: such rules print lossy here, so
 * iptables-save is to be preferred for them. Braces left open at the end tell a truncated list, whose last rule may be cut: it is no fact.
 */
public record NftRuleset() implements Parser {

    private static final Set<String> FAMILIES = Set.of("ip", "ip6", "inet", "bridge", "netdev", "arp");

    @Override
    public Format format() {
        return new Format("nft-ruleset");
    }

    @Override
    public Score claims(Head head) {
        List<String> data = Claims.data(head, 1);
        boolean table = !data.isEmpty() && table(data.getFirst());
        return table ? Score.SURE : Claims.byName(head, "nftruleset", "nftlistruleset", "nftalistruleset", "nftables");
    }

    private static boolean table(String line) {
        Words words = new Words(line);
        return words.take("table") && FAMILIES.contains(words.next()) && line.contains("{");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        Reading reading = new Reading(content.alike());
        try {
            LineReader.readAll(content, sink, reading);
        } finally {
            reading.tables.values().forEach(table -> content.alike().told(table.content()));
            reading.tables.values().forEach(sink::more);
        }
    }

    /** The fact of a rule; its statements are read when somebody looks at more than chain and text. */
    private static NftRuleFact rule(NftTable table, Source source, String chain, String text) {
        return new NftRuleFact(
                source,
                table.family(),
                table.name(),
                chain,
                new OnDemand<>(() -> new NftStatements(NftTokens.of(text)).read()),
                text);
    }

    /** What the braces around a line belong to. */
    private enum In {
        NOTHING,
        TABLE,
        CHAIN,
        SET,
        ELEMENTS,
        OBJECT
    }

    /** One rule set being read. */
    private static final class Reading implements LineReader {
        /** The chains around an anonymous one, the innermost first. */
        private final Deque<String> outer = new ArrayDeque<>();

        private final Map<List<String>, NftTableContentFact> tables = new LinkedHashMap<>();
        private final NftShapes shapes = new NftShapes();
        private final KnownLine known = new KnownLine();
        private final Alike alike;
        private NftTable content = new NftTable("", "", "", NftRuleset::rule);
        private In in = In.NOTHING;
        private String family = "";
        private String table = "";
        private String name = "";
        private boolean map;
        private Source opened = Source.whole("");
        private List<String> flags = List.of();
        private boolean header;
        private int depth;
        private @Nullable Runnable held;
        private Source heldAt = Source.whole("");
        private boolean heldWhole;
        private final List<String> words = new ArrayList<>();
        private final WrappedRule wrapped = new WrappedRule();
        private final ElementWords elements = new ElementWords();

        Reading(Alike alike) {
            this.alike = alike;
        }

        /** Chains and rules that stand in the rule set of another node. */
        @Override
        public boolean known(Lines lines, FactSink sink) {
            if (content.independent() || in != In.TABLE && in != In.CHAIN || wrapped.open() || !known.perhaps(lines)) {
                return false;
            }
            release(sink);
            if (in == In.TABLE) {
                Optional<String> chain = known.chain(content, lines);
                chain.ifPresent(same -> {
                    opened = lines.source();
                    flags = List.of();
                    name = same;
                    in = In.CHAIN;
                    sink.continued(1);
                });
                return chain.isPresent();
            }
            if (known.close(lines)) {
                closeChain(sink);
                return true;
            }
            return known.rule(content, name, lines);
        }

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            release(sink);
            if (in == In.CHAIN && !wrapped.open()) {
                Optional<Boolean> whole = shapes.whole(text);
                if (whole.isPresent()) {
                    hold(lines.source(), text.substring(0, shapes.end()).strip(), whole.get());
                    return true;
                }
            }
            words.clear();
            int end = NftTokens.cut(text, words);
            if (words.isEmpty()) {
                warning(lines, text.strip(), sink);
                return true;
            }
            switch (in) {
                case NOTHING -> {
                    return top(lines, text, sink);
                }
                case TABLE -> inTable(lines, sink);
                case CHAIN -> inChain(lines, text, end, sink);
                case SET -> inSet(lines, sink);
                case ELEMENTS -> elements(lines, words, sink);
                case OBJECT -> inObject(sink);
            }
            return true;
        }

        private boolean top(Lines lines, String text, FactSink sink) {
            if (!table(text.strip())) {
                return false;
            }
            family = words.get(1);
            table = words.size() > 2 ? NftTokens.plain(words.get(2)) : "";
            in = words.getLast().equals("}") ? In.NOTHING : In.TABLE;
            sink.fact(new NftTableFact(lines.source(), family, table));
            // One that comes twice goes on where it was.
            content = tables.computeIfAbsent(
                            List.of(family, table),
                            key -> new NftTableContentFact(
                                    lines.source(), alike.table(lines.artifact(), family, table, NftRuleset::rule)))
                    .content();
            return true;
        }

        private static void warning(Lines lines, String text, FactSink sink) {
            if (text.contains("is managed by iptables-nft")) {
                sink.note(Note.hint(
                        "nft-managed-by-iptables",
                        lines.source(),
                        text.substring(1).strip() + " Its rules print lossy here; iptables-save holds them whole."));
            }
            sink.ignored(1);
        }

        private void inTable(Lines lines, FactSink sink) {
            String kind = words.getFirst();
            if (kind.equals("}")) {
                in = In.NOTHING;
                sink.ignored(1);
                return;
            }
            if (kind.equals("flags")) {
                List<String> own = words.subList(1, words.size()).stream()
                        .filter(word -> word.length() > 1)
                        .toList();
                sink.continued(1);
                own.forEach(flag -> sink.more(new NftObjectFact(lines.source(), family, table, "table flag", flag)));
                return;
            }
            if (!words.contains("{")) {
                // The table's own comment and owner.
                if (kind.equals("comment")) {
                    sink.ignored(1);
                } else {
                    sink.unmodelled(lines.source(), "nft table");
                }
                return;
            }
            int open = words.indexOf("{");
            boolean closed = words.getLast().equals("}");
            name = NftTokens.plain(words.get(Math.max(0, open - 1)));
            opened = lines.source();
            flags = List.of();
            switch (kind) {
                case "chain" -> {
                    content.chain(lines.number(), name);
                    sink.continued(1);
                    in = closed ? In.TABLE : In.CHAIN;
                }
                case "set", "map", "meter" -> {
                    map = kind.equals("map");
                    sink.continued(1);
                    header = true;
                    in = closed ? In.TABLE : In.SET;
                    if (closed) {
                        header(sink);
                    }
                }
                default -> {
                    String what = String.join(" ", words.subList(0, Math.max(1, open - 1)));
                    sink.fact(new NftObjectFact(opened, family, table, what, name));
                    depth = closed ? 0 : 1;
                    in = closed ? In.TABLE : In.OBJECT;
                }
            }
        }

        private void inChain(Lines lines, String text, int end, FactSink sink) {
            String first = words.getFirst();
            if (wrapped.open()) {
                rule(lines.source(), text.substring(0, end).strip(), sink);
            } else if (first.equals("}")) {
                closeChain(sink);
            } else if (first.equals("type") && words.contains("hook")) {
                HookWords.read(words, lines.source(), family, table, name)
                        .ifPresentOrElse(
                                sink::fact,
                                () -> sink.malformed(lines.source(), "type T hook H priority P; policy V;"));
            } else if (first.equals("comment") || first.equals("policy") || first.equals("flags")) {
                sink.ignored(1);
            } else {
                rule(lines.source(), text.substring(0, end).strip(), sink);
            }
        }

        private void closeChain(FactSink sink) {
            if (outer.isEmpty()) {
                in = In.TABLE;
            } else {
                name = outer.pop();
            }
            sink.ignored(1);
        }

        /** The rules of an anonymous chain follow. */
        private void openChain(Source place, List<String> all, String text) {
            String inner = AnonymousChain.name(place, 0);
            all.set(all.size() - 1, inner);
            ruleOf(all, place, text);
            content.chain(place.from(), inner);
            outer.push(name);
            name = inner;
        }

        private void rule(Source place, String text, FactSink sink) {
            if (AnonymousChain.opens(words) && wrapped.depth() + WrappedRule.depth(words) == 1) {
                if (wrapped.open()) {
                    wrapped.add(words, place, text);
                    sink.continued(1);
                    openChain(wrapped.source(), wrapped.words(), wrapped.text());
                    wrapped.clear();
                } else {
                    openChain(place, words, text);
                }
                return;
            }
            if (wrapped.open() || WrappedRule.depth(words) > 0) {
                boolean first = !wrapped.open();
                wrapped.add(words, place, text);
                if (!first) {
                    sink.continued(1);
                }
                if (wrapped.open()) {
                    return;
                }
                ruleOf(wrapped.words(), wrapped.source(), wrapped.text());
                wrapped.clear();
                return;
            }
            if (AnonymousChain.within(words)) {
                ruleOf(words, place, text);
                return;
            }
            boolean whole = NftShapes.whole(new NftStatements(new NftTokens(words)).read());
            shapes.learn(text, whole);
            hold(place, text, whole);
        }

        private void hold(Source place, String text, boolean whole) {
            String chain = name;
            heldAt = place;
            heldWhole = whole;
            held = () -> content.rule(place.from(), chain, text);
        }

        /** A rule of words that do not stand so in one line. It is held until its chain is known to go on; what stands in it is behind it. */
        private void ruleOf(List<String> all, Source place, String text) {
            heldAt = place;
            heldWhole = true;
            for (Fact fact : new AnonymousChain(family, table).read(place, name, all, text)) {
                switch (fact) {
                    case NftRuleFact rule -> {
                        heldWhole &= NftShapes.whole(rule.statements());
                        if (held == null) {
                            held = () -> content.rule(rule);
                        } else {
                            content.rule(rule);
                        }
                    }
                    case NftChainFact chain -> content.chain(chain.source().from(), chain.name());
                    default -> {
                        // There is nothing else in a rule.
                    }
                }
            }
        }

        private void inSet(Lines lines, FactSink sink) {
            switch (words.getFirst()) {
                case "}" -> {
                    header(sink);
                    in = In.TABLE;
                    sink.ignored(1);
                }
                case "elements" -> {
                    header(sink);
                    in = In.ELEMENTS;
                    elements.begin();
                    elements(lines, words.subList(Math.min(words.size(), 3), words.size()), sink);
                }
                case "flags" -> {
                    flags = words.subList(1, words.size()).stream()
                            .filter(word -> !word.equals(","))
                            .toList();
                    sink.continued(1);
                }
                case "type", "typeof" -> sink.continued(1);
                default -> sink.ignored(1);
            }
        }

        private void header(FactSink sink) {
            if (header) {
                sink.more(new NftSetFact(opened, family, table, name, map, flags));
                header = false;
            }
        }

        private void elements(Lines lines, List<String> more, FactSink sink) {
            List<ElementWords.Found> found = elements.add(more, lines.source());
            boolean first = true;
            for (ElementWords.Found one : found) {
                NftElementFact fact =
                        new NftElementFact(one.source(), family, table, name, alike.element(one.element()));
                boolean odd = one.element().key() instanceof NftExpr.Other;
                if (first && odd) {
                    sink.unmodelled(lines.source(), "nft element");
                    sink.more(fact);
                } else if (first) {
                    sink.fact(fact);
                } else {
                    sink.more(fact);
                }
                first = false;
            }
            if (first) {
                sink.continued(1);
            }
            if (elements.closed()) {
                in = In.SET;
            }
        }

        private void inObject(FactSink sink) {
            for (String word : words) {
                depth += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
            }
            if (depth <= 0) {
                in = In.TABLE;
            }
            sink.ignored(1);
        }

        private void release(FactSink sink) {
            if (known.held()) {
                Source place = known.place();
                accounted(known.release(content), place, sink);
            }
            Runnable rule = held;
            if (rule == null) {
                return;
            }
            accounted(heldWhole, heldAt, sink);
            rule.run();
            if (!heldWhole) {
                content.odd();
            }
            held = null;
        }

        private static void accounted(boolean whole, Source place, FactSink sink) {
            if (whole) {
                sink.continued(1);
            } else {
                sink.unmodelled(place, "nft statement");
            }
        }

        @Override
        public void end(FactSink sink) {
            if (held != null || known.held()) {
                sink.malformed(
                        known.held() ? known.place() : heldAt,
                        "a line after this one: its chain is not closed, so the rule may be cut");
                held = null;
            }
            if (wrapped.open()) {
                sink.malformed(wrapped.source(), "the end of this rule");
            }
            if (in == In.NOTHING) {
                return;
            }
            header(sink);
            sink.presence(new Presence.Truncated("table " + family + " " + table + " is not closed"));
        }
    }
}
