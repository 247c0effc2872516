package io.packetwalk.model.lower;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Place;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.nft.NftElementFact;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.model.Ruleset;
import io.packetwalk.model.lower.nft.NftLowering;
import io.packetwalk.model.lower.nft.NftRuleLowering;
import io.packetwalk.model.lower.nft.NftTables;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How much of nft rules is read and evaluated, and whether text and JSON of one rule set mean the same: the nft part of {@code docs/rule-coverage.md}. A corpus is a folder
 * of {@code N.nft} with {@code N.json} beside it where there is one.
 */
final class NftCoverage {

    private NftCoverage() {}

    /** One row of the page. */
    static String row(String title, Path folder, Map<String, Integer> unmodelled) throws IOException {
        int rules = 0;
        int whole = 0;
        int[] evaluated = new int[2];
        int pairs = 0;
        int same = 0;
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(path -> path.toString().endsWith(".nft"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            Reading text = read(file);
            for (Fact fact :
                    text.facts().stream().flatMap(each -> each.parts().stream()).toList()) {
                if (fact instanceof NftRuleFact rule) {
                    rules++;
                    boolean read = rule.statements().stream().noneMatch(NftStatement.Other.class::isInstance);
                    whole += read ? 1 : 0;
                    if (!read && Boolean.getBoolean("nft.show")) {
                        System.err.println("unread: " + rule.text() + " | " + rule.statements());
                    }
                }
            }
            evaluated(text, unmodelled, evaluated);
            Path json = Path.of(file.toString().replace(".nft", ".json"));
            if (Files.exists(json)) {
                pairs++;
                String one = meaning(text);
                String other = meaning(read(json));
                same += one.equals(other) ? 1 : 0;
                if (!one.equals(other) && Boolean.getBoolean("nft.show")) {
                    show(file, one, other);
                }
            }
        }
        return String.format(
                "| %s | %d | %d | %.2f %% | %d | %.2f %% | %d | %d of %d |%n",
                title,
                rules,
                whole,
                100.0 * whole / Math.max(1, rules),
                evaluated[0],
                100.0 * evaluated[0] / Math.max(1, rules),
                evaluated[1],
                same,
                pairs);
    }

    private static void show(Path file, String one, String other) {
        List<String> left = one.lines().toList();
        List<String> right = other.lines().toList();
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String a = i < left.size() ? left.get(i) : "";
            String b = i < right.size() ? right.get(i) : "";
            if (!a.equals(b)) {
                System.err.println("differs: " + file + "\n   text " + a + "\n   json " + b);
                return;
            }
        }
    }

    private static Reading read(Path file) throws IOException {
        Bundle bundle = Bundle.of(List.of(new Input.Stored(file)), Limits.standard(), System::nanoTime);
        return Intake.of(bundle, 1).readings().stream()
                .filter(reading -> reading.format().startsWith("nft"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(file + " is no nft rule set"));
    }

    static Ruleset rules(Reading reading) {
        Place.Node node = new Place.Node("n");
        Cluster cluster = ClusterJoin.join(List.of(new Reading(
                reading.artifact(),
                node,
                reading.format(),
                reading.presence(),
                reading.window(),
                reading.coverage(),
                reading.facts(),
                reading.notes())));
        return cluster.node("n").orElseThrow().netns().rules();
    }

    private static String meaning(Reading reading) {
        Ruleset rules = rules(reading);
        return LoweredText.print(NftLowering.lower(rules, false)) + LoweredText.print(NftLowering.lower(rules, true));
    }

    /** Counts rules of any chain without an unmodelled piece, and those of them that no packet description answers; each rule is lowered by itself, for chains may hang on no hook. */
    private static void evaluated(Reading reading, Map<String, Integer> unmodelled, int[] counts) {
        Ruleset rules = rules(reading);
        Map<String, List<NftElementFact>> sets = new HashMap<>();
        rules.nft().sets().forEach(set -> sets.put(set.name(), new ArrayList<>()));
        rules.nft()
                .elements()
                .forEach(element -> sets.computeIfAbsent(element.set(), key -> new ArrayList<>())
                        .add(element));
        Set<String> chains = new HashSet<>();
        rules.nft().chains().forEach(chain -> chains.add(chain.name()));
        for (NftRuleFact fact : rules.nft().rules()) {
            Rule rule = NftRuleLowering.lower(
                    fact, new NftTables(sets), chains, fact.family().equals("ip6"));
            List<String> open = new ArrayList<>();
            open(rule, open);
            counts[0] += open.isEmpty() ? 1 : 0;
            counts[1] += open.isEmpty() && RuleCoverage.unsaid(rule) ? 1 : 0;
            open.stream().distinct().forEach(name -> unmodelled.merge(name, 1, Integer::sum));
        }
    }

    private static void open(Rule rule, List<String> found) {
        for (Cond cond : rule.conds()) {
            Cond inner = cond instanceof Cond.Not not ? not.cond() : cond;
            if (inner instanceof Cond.Unmodelled open) {
                found.add(name(open.text()));
            } else if (inner instanceof Cond.InTable in && !in.table().complete()) {
                found.add("set with an element that is not evaluated");
            }
        }
        switch (rule.action()) {
            case Action.Unmodelled open -> found.add(name(open.text()));
            case Action.Inline inline -> inline.chain().rules().forEach(part -> open(part, found));
            case Action.Lookup lookup
            when !lookup.table().complete() -> found.add("map with an element that is not evaluated");
            default -> {
                // Evaluated.
            }
        }
    }

    private static String name(String text) {
        String[] words = text.split(" ", -1);
        return words.length > 1 ? words[0] + " " + words[1] : words[0];
    }
}
