package io.packetwalk.parse.nft;

import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftBaseChainFact;
import io.packetwalk.fact.nft.NftTableFact;
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
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code nft list ruleset}: tables and base chains. Rules, sets, maps and other objects are understood as such and not modelled here.
 *
 * <pre>
 * table ip filter { # handle 1
 * 	chain INPUT { # handle 7
 * 		type filter hook input priority filter; policy accept;
 * 		ct state new  counter packets 8 bytes 900 jump KUBE-PROXY-FIREWALL # handle 30
 * 	}
 * }
 * </pre>
 *
 * <p>{@code # Warning: table ip filter is managed by iptables-nft, do not touch!} is noted: such rules print lossy here, so
 * iptables-save is to be preferred for them. Braces inside quotes are text. Braces left open at the end tell a truncated list.
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
        LineReader.readAll(content, sink, new Reading());
    }

    /** One base chain while its rules are counted. */
    private record Open(Source source, String name, String type, String hook, int priority, String policy) {}

    /** One rule set being read. */
    private static final class Reading implements LineReader {
        private int depth;
        private String family = "";
        private String table = "";
        private String chain = "";
        private @Nullable Open base;
        private int rules;

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            String plain = text.strip();
            if (plain.startsWith("#")) {
                warning(lines, plain, sink);
                return true;
            }
            if (depth == 0) {
                return top(lines, plain, sink);
            }
            int before = depth;
            depth = Math.max(0, depth + braces(plain));
            if (before <= 2 && depth < before && plain.startsWith("}")) {
                close(sink);
                sink.ignored(1);
            } else if (before == 1) {
                chain = plain.startsWith("chain ") && depth == 2 ? new Words(plain.substring(6)).next() : "";
                sink.unmodelled(lines.source(), chain.isEmpty() ? "nft object" : "nft chain");
            } else if (before == 2
                    && !chain.isEmpty()
                    && base == null
                    && plain.startsWith("type ")
                    && plain.contains(" hook ")) {
                hook(lines, plain, sink);
            } else {
                rules +=
                        before == 2 && !chain.isEmpty() && !plain.startsWith("comment ") && !plain.startsWith("policy ")
                                ? 1
                                : 0;
                sink.unmodelled(lines.source(), chain.isEmpty() ? "nft element" : "nft rule");
            }
            return true;
        }

        private boolean top(Lines lines, String plain, FactSink sink) {
            if (!table(plain)) {
                return false;
            }
            Words words = new Words(plain.substring("table ".length()));
            family = words.next();
            table = words.next();
            depth = Math.max(0, braces(plain));
            sink.fact(new NftTableFact(lines.source(), family, table));
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

        /** {@code type filter hook input priority filter - 10; policy drop;}. */
        private void hook(Lines lines, String plain, FactSink sink) {
            String type = "";
            String hook = "";
            String priority = "";
            String policy = "accept";
            for (String clause : plain.split(";", -1)) {
                Words words = new Words(clause);
                while (words.more()) {
                    switch (words.next()) {
                        case "type" -> type = words.next();
                        case "hook" -> hook = words.next();
                        case "policy" -> policy = words.next();
                        case "priority" -> {
                            priority = words.rest();
                            words = new Words("");
                        }
                        default -> {}
                    }
                }
            }
            OptionalInt number = NftPriority.read(priority, family);
            if (number.isEmpty() || hook.isEmpty()) {
                sink.malformed(lines.source(), "type T hook H priority P; policy V;");
                return;
            }
            base = new Open(lines.source(), chain, type, hook, number.getAsInt(), policy);
            rules = 0;
        }

        private void close(FactSink sink) {
            if (base != null) {
                sink.fact(new NftBaseChainFact(
                        base.source(),
                        family,
                        table,
                        base.name(),
                        base.type(),
                        base.hook(),
                        base.priority(),
                        base.policy(),
                        rules));
                base = null;
            }
            chain = depth <= 1 ? "" : chain;
            rules = 0;
        }

        /** Opening minus closing braces outside quotes and before a comment. */
        private static int braces(String text) {
            int sum = 0;
            boolean quoted = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"') {
                    quoted = !quoted;
                } else if (!quoted && c == '#') {
                    break;
                } else if (!quoted) {
                    sum += c == '{' ? 1 : c == '}' ? -1 : 0;
                }
            }
            return sum;
        }

        @Override
        public void end(FactSink sink) {
            if (depth > 0) {
                close(sink);
                sink.presence(new Presence.Truncated("table " + family + " " + table + " is not closed"));
            }
        }
    }
}
