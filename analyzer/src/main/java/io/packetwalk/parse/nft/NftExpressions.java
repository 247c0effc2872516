package io.packetwalk.parse.nft;

import io.packetwalk.fact.nft.NftExpr;
import io.packetwalk.parse.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Expressions of nft text. Binding from strong to weak: shift, and, exclusive or, or; concatenations hold such terms; {@code map} comes last (src/parser_bison.y).
 */
final class NftExpressions {

    /** How strong operators bind, with the words that old releases print for them. */
    private static final Map<String, Integer> LEVELS =
            Map.of("|", 0, "or", 0, "^", 1, "xor", 1, "&", 2, "and", 2, "<<", 3, ">>", 3, "lshift", 3, "rshift", 3);

    private static final Map<String, String> SIGNS =
            Map.of("or", "|", "xor", "^", "and", "&", "lshift", "<<", "rshift", ">>");

    private static final Set<String> RAW = Set.of("@th", "@nh", "@ll", "@ih");

    static final Set<String> VERDICTS = Set.of("accept", "drop", "continue", "return", "jump", "goto");
    private static final int DEEPEST = 64;

    private final NftTokens tokens;
    private int depth;

    NftExpressions(NftTokens tokens) {
        this.tokens = tokens;
    }

    /** A whole expression. */
    NftExpr read() {
        NftExpr key = concatenation();
        if (tokens.take("map")) {
            return new NftExpr.Mapped(key, primary());
        }
        return key;
    }

    /** An expression without {@code map} behind it. */
    NftExpr concatenation() {
        NftExpr first = term(primary(), 0);
        if (!tokens.peek().equals(".")) {
            return first;
        }
        List<NftExpr> parts = new ArrayList<>();
        parts.add(first);
        while (tokens.take(".")) {
            parts.add(term(primary(), 0));
        }
        return new NftExpr.Concat(parts);
    }

    /** The right side of a match: flags may be listed with commas. */
    NftExpr values() {
        NftExpr first = read();
        if (!tokens.peek().equals(",") || !(first instanceof NftExpr.Literal literal)) {
            return first;
        }
        List<String> names = new ArrayList<>();
        names.add(literal.text());
        while (tokens.take(",")) {
            names.add(NftTokens.plain(tokens.next()));
        }
        return new NftExpr.Flags(names);
    }

    /** What operators of at least this strength make of {@code first}. */
    private NftExpr term(NftExpr first, int least) {
        NftExpr left = first;
        for (int level = strength(); level >= least; level = strength()) {
            String word = tokens.next();
            NftExpr right = primary();
            while (strength() > level) {
                right = term(right, level + 1);
            }
            left = binary(SIGNS.getOrDefault(word, word), left, right);
        }
        return left;
    }

    private int strength() {
        String word = tokens.peek();
        // Most words are none, and end a term: their length tells.
        return word.isEmpty() || word.length() > 6 ? -1 : LEVELS.getOrDefault(word, -1);
    }

    /** {@code syn | ack} of two names is a list of flags. */
    static NftExpr binary(String operator, NftExpr left, NftExpr right) {
        if (operator.equals("|")) {
            List<String> names = new ArrayList<>(names(left));
            List<String> more = names(right);
            if (!names.isEmpty() && !more.isEmpty()) {
                names.addAll(more);
                return new NftExpr.Flags(names);
            }
        }
        return new NftExpr.Binary(operator, left, right);
    }

    private static List<String> names(NftExpr expr) {
        return switch (expr) {
            case NftExpr.Literal literal when !Numbers.digits(literal.text()) -> List.of(literal.text());
            case NftExpr.Flags flags -> flags.names();
            default -> List.of();
        };
    }

    private NftExpr primary() {
        String word = tokens.next();
        if (word.equals("(") || word.equals("{")) {
            if (++depth > DEEPEST) {
                return new NftExpr.Other(word);
            }
            NftExpr inner = word.equals("(") ? grouped() : listed();
            depth--;
            return inner;
        }
        if (word.length() > 1 && word.charAt(0) == '@') {
            return tokens.peek().equals(",") && RAW.contains(word) ? raw(word) : new NftExpr.Named(word.substring(1));
        }
        Optional<NftExpr> selected = selector(word);
        if (selected.isPresent()) {
            return selected.get();
        }
        // Quoted ends of a range stand apart: "21:00"-"02:00".
        if (word.startsWith("\"")
                && tokens.peek().equals("-")
                && tokens.second().startsWith("\"")) {
            tokens.next();
            return new NftExpr.Range(NftLiterals.of(word), NftLiterals.of(tokens.next()));
        }
        NftExpr literal = NftLiterals.of(word);
        if (tokens.take("-")) {
            return new NftExpr.Range(literal, NftLiterals.of(tokens.next()));
        }
        return literal;
    }

    private NftExpr grouped() {
        NftExpr inner = values();
        tokens.take(")");
        return inner;
    }

    private NftExpr raw(String base) {
        StringBuilder text = new StringBuilder(base);
        while (tokens.take(",")) {
            text.append(',').append(tokens.next());
        }
        return new NftExpr.Select(text.toString());
    }

    /** What the word and those behind it select, empty when it is a constant. */
    private Optional<NftExpr> selector(String word) {
        char start = word.isEmpty() ? '0' : word.charAt(0);
        if (start < 'a' || start > 'z') {
            // Numbers, names in quotes, addresses: constants all.
            return Optional.empty();
        }
        if (word.equals("arp") && Set.of("ip", "ether").contains(tokens.second())) {
            return Optional.of(words(word, "", 2));
        }
        Optional<NftExpr> known = switch (word) {
            case "meta" -> NftSelectors.meta(tokens.peek());
            case "ct" -> Optional.empty();
            default -> NftSelectors.field(word, tokens.peek());
        };
        if (known.isPresent()) {
            tokens.next();
            return known;
        }
        Optional<NftExpr> bare = NftSelectors.bare(word);
        if (bare.isPresent()) {
            return bare;
        }
        return switch (word) {
            case "ct" -> Optional.of(ct());
            case "fib" -> Optional.of(fib());
            case "numgen" -> Optional.of(numgen());
            case "jhash" -> Optional.of(hash(true));
            case "symhash" -> Optional.of(hash(false));
            case "tcp", "ip" -> tokens.peek().equals("option") ? Optional.of(option(word)) : Optional.empty();
            case "srh" -> tokens.peek().startsWith("sid[") ? Optional.of(words(word, "", 1)) : Optional.empty();
            case "sctp", "dccp" -> chunk(word);
            case "exthdr" -> Optional.of(words(word, "", 1));
            case "ipsec" -> Optional.of(ipsec());
            case "osf" -> Optional.of(osf());
            case "rt" ->
                Set.of("ip", "ip6").contains(tokens.peek()) ? Optional.of(words(word, "", 2)) : Optional.empty();
            case "socket" -> tokens.peek().equals("cgroupv2") ? Optional.of(words(word, "", 3)) : Optional.empty();
            case "vxlan", "geneve", "gre", "gretap" ->
                NftSelectors.field(tokens.peek(), tokens.second()).isPresent()
                        ? Optional.of(words(word, "", 2))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private NftExpr words(String first, String option, int count) {
        StringBuilder text = new StringBuilder(first);
        if (!option.isEmpty()) {
            tokens.next();
            text.append(' ').append(option);
        }
        for (int i = 0; i < count && tokens.more(); i++) {
            // An option may stand without a field: "tcp option sack-perm exists".
            if (i > 0
                    && !option.isEmpty()
                    && Set.of("exists", "missing", "!=", "==").contains(tokens.peek())) {
                break;
            }
            text.append(' ').append(tokens.next());
        }
        return new NftExpr.Select(text.toString());
    }

    /** {@code tcp option maxseg size}; {@code tcp option @255,8,8} counts bits from where an option of that number begins. */
    private NftExpr option(String word) {
        if (!tokens.second().startsWith("@")) {
            return words(word, "option", 2);
        }
        tokens.next();
        return raw(word + " option " + tokens.next());
    }

    private Optional<NftExpr> chunk(String word) {
        if (tokens.peek().equals("chunk")) {
            return Optional.of(words(word, "chunk", 2));
        }
        return word.equals("dccp") && tokens.peek().equals("option")
                ? Optional.of(words(word, "option", 1))
                : Optional.empty();
    }

    private NftExpr ct() {
        String key = tokens.next();
        if (!key.equals("original") && !key.equals("reply")) {
            return NftSelectors.ct(key).orElseGet(() -> new NftExpr.Select("ct " + key));
        }
        String family = Set.of("ip", "ip6").contains(tokens.peek()) ? tokens.next() + " " : "";
        return new NftExpr.Select("ct " + key + " " + family + tokens.next());
    }

    private NftExpr fib() {
        StringBuilder text = new StringBuilder("fib ").append(tokens.next());
        while (tokens.take(".")) {
            text.append(" . ").append(tokens.next());
        }
        return new NftExpr.Select(text.append(' ').append(tokens.next()).toString());
    }

    private NftExpr ipsec() {
        StringBuilder text = new StringBuilder("ipsec ").append(tokens.next());
        while (Set.of("ip", "ip6", "spnum").contains(tokens.peek())) {
            text.append(' ').append(tokens.next());
            if (text.toString().endsWith("spnum")) {
                text.append(' ').append(tokens.next());
            }
        }
        return new NftExpr.Select(text.append(' ').append(tokens.next()).toString());
    }

    private NftExpr osf() {
        StringBuilder text = new StringBuilder("osf");
        if (tokens.peek().equals("ttl")) {
            text.append(' ').append(tokens.next()).append(' ').append(tokens.next());
        }
        return new NftExpr.Select(text.append(' ').append(tokens.next()).toString());
    }

    private NftExpr numgen() {
        String how = tokens.next();
        tokens.take("mod");
        long mod = Numbers.decimal(tokens.next(), 0L);
        return new NftExpr.Spread("numgen " + how, mod, offset());
    }

    private NftExpr hash(boolean fields) {
        if (fields) {
            concatenation();
        }
        tokens.take("mod");
        long mod = Numbers.decimal(tokens.next(), 0L);
        if (tokens.take("seed")) {
            tokens.next();
        }
        return new NftExpr.Spread(fields ? "jhash" : "symhash", mod, offset());
    }

    private long offset() {
        return tokens.take("offset") ? Numbers.decimal(tokens.next(), -1L) : 0;
    }

    private NftExpr listed() {
        List<NftExpr.Element> elements = new ArrayList<>();
        while (tokens.more() && !tokens.peek().equals("}")) {
            elements.add(element());
            tokens.take(",");
        }
        tokens.take("}");
        return new NftExpr.Listed(elements);
    }

    /** {@code key timeout 1h expires 5m counter packets 1 bytes 2 comment "c" : data}. */
    NftExpr.Element element() {
        apart();
        NftExpr key = concatenation();
        boolean data = false;
        while (!data
                && tokens.more()
                && !tokens.peek().equals(",")
                && !tokens.peek().equals("}")) {
            data = tokens.next().equals(":");
        }
        return new NftExpr.Element(key, data ? Optional.of(data()) : Optional.empty());
    }

    /** {@code 25:accept} and {@code ::1: drop}, as they may be typed: what ends the key is a colon that belongs to no address. */
    private void apart() {
        String word = tokens.peek();
        int colon = word.lastIndexOf(':');
        if (colon < 1 || word.charAt(0) == '"') {
            return;
        }
        String key = word.substring(0, colon);
        if (colon + 1 < word.length()) {
            if (VERDICTS.contains(word.substring(colon + 1))) {
                tokens.split(key, ":", word.substring(colon + 1));
            }
        } else if (!key.endsWith(":") || key.endsWith("::")) {
            tokens.split(key, ":");
        }
    }

    private NftExpr data() {
        return VERDICTS.contains(tokens.peek()) ? verdict() : concatenation();
    }

    NftExpr.Verdict verdict() {
        String word = tokens.next();
        boolean chain = word.equals("jump") || word.equals("goto");
        return new NftExpr.Verdict(word, chain ? NftTokens.plain(tokens.next()) : "");
    }

    /** True when the expression looks at the packet. */
    static boolean selects(NftExpr expr) {
        return switch (expr) {
            case NftExpr.Select _s -> true;
            case NftExpr.Spread _s -> true;
            case NftExpr.Concat concat -> concat.parts().stream().anyMatch(NftExpressions::selects);
            case NftExpr.Binary binary -> selects(binary.left()) || selects(binary.right());
            case NftExpr.Mapped mapped -> selects(mapped.key());
            case NftExpr.Literal _l -> false;
            case NftExpr.Prefix _p -> false;
            case NftExpr.Range _r -> false;
            case NftExpr.Flags _f -> false;
            case NftExpr.Named _n -> false;
            case NftExpr.Listed _l -> false;
            case NftExpr.Verdict _v -> false;
            case NftExpr.Any _a -> false;
            case NftExpr.Other _o -> false;
        };
    }
}
