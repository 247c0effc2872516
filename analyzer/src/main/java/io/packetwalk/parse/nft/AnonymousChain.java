package io.packetwalk.parse.nft;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftChainFact;
import io.packetwalk.fact.nft.NftRuleFact;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ip saddr 10.0.0.1 jump { tcp dport 80 accept; drop }}: a chain that stands in a rule. It gets a name as the kernel gives it one ({@code __chain%llu},
 * net/netfilter/nf_tables_api.c), with the number of its line, and is a chain like others from then on.
 *
 * @param family of its table
 * @param table its table
 */
record AnonymousChain(String family, String table) {

    private static final int DEEPEST = 16;

    /** The name of the chain that this place opens; several of one line are counted. */
    static String name(Source place, int count) {
        return "__chain" + place.to() + (count == 0 ? "" : "." + count);
    }

    /** True when the words end in {@code jump}: its rules follow on lines of their own. */
    static boolean opens(List<String> words) {
        return words.size() > 1 && start(words) == words.size() - 2;
    }

    /** True when a chain without a name stands in these words. */
    static boolean within(List<String> words) {
        return start(words) >= 0;
    }

    /** The first {@code jump} or {@code goto} of the words; -1 when there is none. */
    private static int start(List<String> words) {
        for (int i = words.indexOf("{") - 1; i >= 0 && i + 1 < words.size(); i++) {
            boolean jump = words.get(i).equals("jump") || words.get(i).equals("goto");
            if (jump && words.get(i + 1).equals("{")) {
                return i;
            }
        }
        return -1;
    }

    /** The rule of these words, and after it the chains that stand in it with their rules. */
    List<Fact> read(Source place, String chain, List<String> words, String text) {
        if (start(words) < 0) {
            return List.of(rule(place, chain, words, text));
        }
        List<Fact> facts = new ArrayList<>();
        read(place, chain, words, text, facts, 0);
        return facts;
    }

    private void read(Source place, String chain, List<String> words, String text, List<Fact> facts, int depth) {
        int start = start(words);
        int close = start < 0 || depth == DEEPEST ? -1 : close(words, start + 1);
        if (close < 0) {
            facts.add(rule(place, chain, words, text));
            return;
        }
        String name = name(place, (int)
                facts.stream().filter(NftChainFact.class::isInstance).count());
        List<String> outer = new ArrayList<>(words.subList(0, start + 1));
        outer.add(name);
        outer.addAll(words.subList(close + 1, words.size()));
        read(place, chain, outer, text, facts, depth);
        facts.add(new NftChainFact(place, family, table, name));
        for (List<String> inner : rules(words.subList(start + 2, close))) {
            read(place, name, inner, String.join(" ", inner), facts, depth + 1);
        }
    }

    private NftRuleFact rule(Source place, String chain, List<String> words, String text) {
        return new NftRuleFact(place, family, table, chain, new NftStatements(new NftTokens(words)).read(), text);
    }

    private static int close(List<String> words, int open) {
        int depth = 0;
        for (int i = open; i < words.size(); i++) {
            depth += words.get(i).equals("{") ? 1 : words.get(i).equals("}") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static List<List<String>> rules(List<String> words) {
        List<List<String>> rules = new ArrayList<>();
        List<String> rule = new ArrayList<>();
        int depth = 0;
        for (String word : words) {
            depth += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
            if (depth == 0 && word.equals(";")) {
                rules.add(rule);
                rule = new ArrayList<>();
            } else {
                rule.add(word);
            }
        }
        rules.add(rule);
        rules.removeIf(List::isEmpty);
        return rules;
    }
}
