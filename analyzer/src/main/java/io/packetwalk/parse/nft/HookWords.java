package io.packetwalk.parse.nft;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.nft.NftBaseChainFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What makes a chain a base chain: {@code type filter hook ingress devices = { a, b } priority filter - 10; policy drop;}. */
final class HookWords {

    private HookWords() {}

    /** Empty when they have no hook, or no priority that can be read. */
    static Optional<NftBaseChainFact> read(
            List<String> words, Source source, String family, String table, String chain) {
        String type = "";
        String hook = "";
        StringBuilder priority = new StringBuilder();
        String policy = "accept";
        List<String> devices = new ArrayList<>();
        for (int i = 0; i + 1 < words.size(); i++) {
            switch (words.get(i)) {
                case "type" -> type = words.get(i + 1);
                case "hook" -> hook = words.get(i + 1);
                case "policy" -> policy = words.get(i + 1);
                case "priority" -> {
                    for (int j = i + 1; j < words.size() && !words.get(j).equals(";"); j++) {
                        priority.append(words.get(j));
                    }
                }
                case "device", "devices" -> devices.addAll(names(words, i + 1));
                default -> {
                    // Separators.
                }
            }
        }
        OptionalInt number = NftPriority.read(priority.toString(), family);
        return number.isEmpty() || hook.isEmpty()
                ? Optional.empty()
                : Optional.of(new NftBaseChainFact(
                        source, family, table, chain, type, hook, number.getAsInt(), policy, devices));
    }

    /** The names of {@code device "eth0"} and of {@code devices = { eth0, eth1 }}, from a word on. */
    private static List<String> names(List<String> words, int from) {
        List<String> names = new ArrayList<>();
        for (int i = from; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("priority") || word.equals("}") || word.equals(";")) {
                break;
            }
            if (!word.equals("=") && !word.equals("{") && !word.equals(",")) {
                names.add(word.replace("\"", "").replace(",", ""));
            }
        }
        return names;
    }
}
