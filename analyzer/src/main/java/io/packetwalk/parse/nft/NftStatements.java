package io.packetwalk.parse.nft;

import io.packetwalk.fact.Counters;
import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.parse.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The statements of one rule of nft text. A piece that is not understood becomes {@link NftStatement.Other} up to the next word that can only start a statement; the
 * pieces around it are read as ever.
 */
final class NftStatements {

    /** Operators, with the words that old releases print for them. */
    private static final Map<String, String> OPERATORS = Map.ofEntries(
            Map.entry("==", "=="),
            Map.entry("!=", "!="),
            Map.entry("<", "<"),
            Map.entry(">", ">"),
            Map.entry("<=", "<="),
            Map.entry(">=", ">="),
            Map.entry("!", "!"),
            Map.entry("eq", "=="),
            Map.entry("ne", "!="),
            Map.entry("neq", "!="),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("le", "<="),
            Map.entry("ge", ">="));

    /** Words that start a statement and nothing else. */
    private static final Set<String> STARTS = Set.of(
            "accept",
            "drop",
            "continue",
            "return",
            "jump",
            "goto",
            "counter",
            "log",
            "limit",
            "quota",
            "queue",
            "reject",
            "dnat",
            "snat",
            "masquerade",
            "redirect",
            "notrack",
            "flow",
            "dup",
            "fwd",
            "synproxy",
            "tproxy",
            "add",
            "update",
            "delete",
            "xt",
            "comment",
            "meter",
            "last",
            "reset",
            "set");

    /** Fields whose bare match asks for any of the bits. */
    private static final Set<String> BITS =
            Set.of("tcp flags", "ct state", "ct status", "ct label", "ct event", "frag frag-off");

    private static final Set<String> NAT_FLAGS = Set.of("random", "fully-random", "persistent", "prefix", "interval");

    private final NftTokens tokens;
    private final NftExpressions expressions;

    NftStatements(NftTokens tokens) {
        this.tokens = tokens;
        this.expressions = new NftExpressions(tokens);
    }

    /** All statements up to the end. */
    List<NftStatement> read() {
        List<NftStatement> statements = new ArrayList<>(4);
        while (tokens.more()) {
            int from = tokens.position();
            if (tokens.take("comment")) {
                tokens.next();
                continue;
            }
            statements.add(statement());
            if (tokens.position() == from) {
                tokens.next();
                statements.add(new NftStatement.Other(tokens.since(from)));
            }
        }
        return statements;
    }

    private NftStatement statement() {
        int from = tokens.position();
        String word = tokens.peek();
        return switch (word) {
            case "accept", "drop", "continue", "return", "jump", "goto" ->
                new NftStatement.Decide(expressions.verdict());
            case "counter" -> counter();
            case "log" -> log(from);
            case "limit" -> limit(from, "limit");
            case "quota" -> quota(from);
            case "queue" -> queue(from);
            case "reject" -> reject();
            case "dnat", "snat", "masquerade", "redirect" -> nat();
            case "notrack" -> plain(from, "notrack", 1);
            case "flow" ->
                plain(
                        from,
                        "flow",
                        tokens.second().equals("offload") || tokens.second().equals("add") ? 3 : 2);
            case "dup", "fwd" -> duplicate(from, word);
            case "synproxy" -> synproxy(from);
            case "tproxy" -> tproxy(from);
            case "add", "update", "delete", "set" -> update(from);
            case "meter" -> meter(from);
            case "xt" -> xt(from);
            case "last" -> last(from);
            case "reset" -> plain(from, "reset", 4);
            case "ct" -> ct(from);
            default -> match(from);
        };
    }

    private NftStatement plain(int from, String kind, int words) {
        for (int i = 0; i < words; i++) {
            tokens.next();
        }
        return new NftStatement.Plain(kind, tokens.since(from));
    }

    private NftStatement counter() {
        tokens.next();
        if (tokens.take("name")) {
            expressions.read();
            return new NftStatement.Count(Optional.empty());
        }
        if (!tokens.take("packets")) {
            return new NftStatement.Count(Optional.empty());
        }
        long packets = Numbers.decimal(tokens.next(), -1L);
        tokens.take("bytes");
        long bytes = Numbers.decimal(tokens.next(), -1L);
        return new NftStatement.Count(
                packets < 0 || bytes < 0 ? Optional.empty() : Optional.of(new Counters(packets, bytes)));
    }

    private NftStatement log(int from) {
        tokens.next();
        while (Set.of("prefix", "group", "snaplen", "queue-threshold", "level", "flags")
                .contains(tokens.peek())) {
            boolean flags = tokens.next().equals("flags");
            String value = tokens.next();
            if (flags && Set.of("tcp", "ip").contains(value)) {
                tokens.next();
                while (tokens.take(",")) {
                    tokens.next();
                }
            }
        }
        return new NftStatement.Plain("log", tokens.since(from));
    }

    private NftStatement limit(int from, String kind) {
        tokens.next();
        if (tokens.take("name")) {
            expressions.read();
            return new NftStatement.Plain(kind, tokens.since(from));
        }
        tokens.take("rate");
        tokens.take("over");
        tokens.next();
        if (tokens.peek().endsWith("bytes/second") || tokens.peek().contains("/")) {
            tokens.next();
        }
        if (tokens.take("burst")) {
            tokens.next();
            tokens.next();
        }
        return new NftStatement.Plain(kind, tokens.since(from));
    }

    private NftStatement quota(int from) {
        tokens.next();
        if (tokens.take("name")) {
            expressions.read();
            return new NftStatement.Plain("quota", tokens.since(from));
        }
        if (!tokens.take("over")) {
            tokens.take("until");
        }
        tokens.next();
        tokens.next();
        if (tokens.take("used")) {
            tokens.next();
            tokens.next();
        }
        return new NftStatement.Plain("quota", tokens.since(from));
    }

    private NftStatement queue(int from) {
        tokens.next();
        if (tokens.take("flags")) {
            tokens.next();
            while (tokens.take(",")) {
                tokens.next();
            }
        }
        if (tokens.take("num") || tokens.take("to")) {
            expressions.read();
        }
        while (tokens.peek().equals("bypass")
                || tokens.peek().equals("fanout")
                || tokens.peek().equals(",")) {
            tokens.next();
        }
        return new NftStatement.Plain("queue", tokens.since(from));
    }

    /** {@code reject with icmpx admin-prohibited}, {@code with icmp type port-unreachable} (before 1.0), {@code with tcp reset}. */
    private NftStatement reject() {
        tokens.next();
        if (!tokens.take("with")) {
            return new NftStatement.Reject("", "");
        }
        String type = tokens.next();
        tokens.take("type");
        String code = tokens.next();
        return new NftStatement.Reject(type.equals("tcp") ? "tcp reset" : type, type.equals("tcp") ? "" : code);
    }

    private NftStatement nat() {
        String kind = tokens.next();
        if (Set.of("ip", "ip6", "inet").contains(tokens.peek())
                && !NftSelectors.field(tokens.peek(), tokens.second()).isPresent()) {
            tokens.next();
        }
        List<String> flags = new ArrayList<>();
        if (tokens.peek().equals("prefix") || tokens.peek().equals("interval")) {
            flags.add(tokens.next());
        }
        Optional<NftExpr> address = Optional.empty();
        Optional<NftExpr> port = Optional.empty();
        if (tokens.take("to")
                || !tokens.peek().isEmpty() && !NAT_FLAGS.contains(tokens.peek()) && target(tokens.peek())) {
            String word = tokens.peek();
            if (NftTarget.literal(word) && !word.startsWith(":")) {
                NftTarget target = NftTarget.of(tokens.next());
                address = target.address();
                port = target.port();
            } else if (!word.startsWith(":")) {
                address = Optional.of(expressions.read());
            }
            if (port.isEmpty() && tokens.peek().startsWith(":")) {
                if (!tokens.take(":")) {
                    tokens.replace(tokens.peek().substring(1));
                }
                port = Optional.of(expressions.read());
            }
        }
        while (NAT_FLAGS.contains(tokens.peek()) || tokens.peek().equals(",")) {
            String flag = tokens.next();
            if (!flag.equals(",")) {
                flags.add(flag);
            }
        }
        return new NftStatement.Nat(kind, address, port, flags);
    }

    /** Older nft prints no {@code to} before an address. */
    private static boolean target(String word) {
        return NftTarget.literal(word) && !STARTS.contains(word) && !word.equals("comment");
    }

    private NftStatement duplicate(int from, String kind) {
        tokens.next();
        if (kind.equals("fwd") && Set.of("ip", "ip6").contains(tokens.peek())) {
            tokens.next();
        }
        if (tokens.take("to")) {
            expressions.read();
        }
        if (tokens.take("device")) {
            expressions.read();
        }
        return new NftStatement.Plain(kind, tokens.since(from));
    }

    private NftStatement synproxy(int from) {
        tokens.next();
        if (tokens.take("name")) {
            expressions.read();
        }
        while (Set.of("mss", "wscale", "timestamp", "sack-perm").contains(tokens.peek())) {
            String option = tokens.next();
            if (option.equals("mss") || option.equals("wscale")) {
                tokens.next();
            }
        }
        return new NftStatement.Plain("synproxy", tokens.since(from));
    }

    private NftStatement tproxy(int from) {
        tokens.next();
        if (!tokens.peek().equals("to")) {
            tokens.next();
        }
        if (tokens.take("to")) {
            int colon = tokens.peek().indexOf(':');
            boolean computed =
                    colon >= 0 && tokens.peek().indexOf(':', colon + 1) < 0 && letter(tokens.peek(), colon + 1);
            if (computed) {
                tokens.replace(tokens.peek().substring(colon + 1));
            }
            expressions.read();
            if (tokens.peek().startsWith(":")) {
                String word = tokens.next();
                if (word.equals(":")) {
                    expressions.read();
                }
            }
        }
        return new NftStatement.Plain("tproxy", tokens.since(from));
    }

    private static boolean letter(String word, int at) {
        return at < word.length() && Character.isLetter(word.charAt(at));
    }

    /** {@code update @set { ip saddr timeout 1h limit rate 1/second : data }}. */
    private NftStatement update(int from) {
        String operator = tokens.next();
        String set = tokens.next();
        if (!set.startsWith("@") || !tokens.take("{")) {
            return unread(from);
        }
        NftExpr key = expressions.concatenation();
        List<NftStatement> body = new ArrayList<>();
        while (tokens.more() && !tokens.peek().equals("}")) {
            String word = tokens.peek();
            if (word.equals("timeout") || word.equals("expires") || word.equals("comment")) {
                tokens.next();
                tokens.next();
            } else if (word.equals(":")) {
                tokens.next();
                if (NftExpressions.VERDICTS.contains(tokens.peek())) {
                    expressions.verdict();
                } else {
                    expressions.read();
                }
            } else if (STARTS.contains(word) || word.equals("ct")) {
                body.add(statement());
            } else {
                int odd = tokens.position();
                tokens.next();
                body.add(new NftStatement.Other(tokens.since(odd)));
            }
        }
        tokens.take("}");
        return new NftStatement.Update(operator, set.substring(1), key, body);
    }

    private NftStatement meter(int from) {
        tokens.next();
        String name = tokens.next();
        if (tokens.take("size")) {
            tokens.next();
        }
        if (!tokens.take("{")) {
            return unread(from);
        }
        NftExpr key = expressions.concatenation();
        List<NftStatement> body = new ArrayList<>();
        while (tokens.more() && !tokens.peek().equals("}")) {
            if (tokens.take("timeout")) {
                tokens.next();
            } else {
                int before = tokens.position();
                body.add(statement());
                if (tokens.position() == before) {
                    tokens.next();
                }
            }
        }
        tokens.take("}");
        return new NftStatement.Update("add", name, key, body);
    }

    private NftStatement xt(int from) {
        tokens.next();
        String kind = tokens.next();
        tokens.next();
        return new NftStatement.Plain("xt " + kind, tokens.since(from));
    }

    private NftStatement last(int from) {
        tokens.next();
        if (tokens.take("used")) {
            tokens.next();
        }
        return new NftStatement.Plain("last", tokens.since(from));
    }

    private NftStatement ct(int from) {
        String key = tokens.second();
        if (key.equals("count")) {
            tokens.next();
            tokens.next();
            tokens.take("over");
            tokens.next();
            return new NftStatement.Plain("ct count", tokens.since(from));
        }
        if (Set.of("helper", "timeout", "expectation").contains(key)) {
            int start = tokens.position();
            tokens.next();
            tokens.next();
            if (tokens.take("set")) {
                expressions.read();
                return new NftStatement.Plain("ct " + key, tokens.since(from));
            }
            tokens.back(start);
        }
        return match(from);
    }

    private NftStatement match(int from) {
        NftExpr left = expressions.concatenation();
        if (tokens.take("vmap")) {
            return new NftStatement.VerdictMap(left, expressions.read());
        }
        if (tokens.take("set")) {
            return NftExpressions.selects(left) ? new NftStatement.Assign(left, expressions.values()) : unread(from);
        }
        if (!NftExpressions.selects(left) || !tokens.more()) {
            return unread(from);
        }
        String operator = OPERATORS.getOrDefault(tokens.peek(), "");
        if (!operator.isEmpty()) {
            tokens.next();
        }
        NftExpr right = expressions.values();
        // "tcp flags syn / syn,ack" is "tcp flags & (syn | ack) == syn".
        if (tokens.take("/")) {
            NftExpr mask = expressions.values();
            return new NftStatement.Match(
                    new NftExpr.Binary("&", left, mask), operator.equals("!=") ? "!=" : "==", right);
        }
        return new NftStatement.Match(left, operator.isEmpty() ? implied(left, right) : operator, right);
    }

    /** What a match without operator means. */
    static String implied(NftExpr left, NftExpr right) {
        boolean bits = left instanceof NftExpr.Select select && BITS.contains(select.what());
        boolean constant = right instanceof NftExpr.Literal || right instanceof NftExpr.Flags;
        return bits && constant ? "in" : "==";
    }

    private NftStatement unread(int from) {
        if (tokens.position() == from) {
            tokens.next();
        }
        while (tokens.more() && !STARTS.contains(tokens.peek())) {
            tokens.next();
        }
        return new NftStatement.Other(tokens.since(from));
    }
}
