package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.netfilter.IptablesRuleFact;
import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.fact.netfilter.IptablesTable;
import io.packetwalk.fact.netfilter.SetFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
import io.packetwalk.fact.netfilter.TableFact;
import io.packetwalk.fact.netfilter.TableFact.Backend;
import io.packetwalk.model.Ipvs;
import io.packetwalk.model.NftRules;
import io.packetwalk.model.RecentMemory;
import io.packetwalk.model.Ruleset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules as a test writes them: iptables-save text, ipset lines among it, {@code # legacy} before the tables of that backend. */
final class SaveText {

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    static final Map<String, Presence> READ =
            Map.of("iptables-save", new Presence.Collected(), "ip6tables-save", new Presence.Collected());

    private SaveText() {}

    static Ruleset rules(String text) {
        return rules(text, "ip");
    }

    static Ruleset rules(String text, String family) {
        List<TableFact> tables = new ArrayList<>();
        Map<String, IptablesTable> iptables = new LinkedHashMap<>();
        List<SetFact> sets = new ArrayList<>();
        List<SetMemberFact> members = new ArrayList<>();
        Backend backend = Backend.NFT;
        IptablesTable table = table(family, backend, "filter");
        int number = 0;
        for (String line : text.lines().toList()) {
            Source source = Source.line("rules.txt", ++number);
            if (line.startsWith("# legacy")) {
                backend = Backend.LEGACY;
            } else if (line.startsWith("*")) {
                String name = line.substring(1);
                Backend of = backend;
                table = iptables.computeIfAbsent(backend + name, key -> table(family, of, name));
                tables.add(new TableFact(source, family, backend, name));
            } else if (line.startsWith(":")) {
                List<String> words = words(line.substring(1));
                table.chain(number, words.get(0), words.get(1), new Counters(0, 0));
            } else if (line.startsWith("-A ")) {
                table.rule(number, words(line).get(1), Optional.empty(), line);
                table.whole();
            } else if (line.startsWith("create ")) {
                List<String> words = words(line);
                sets.add(new SetFact(source, words.get(1), words.get(2), Map.of()));
            } else if (line.startsWith("add ")) {
                List<String> words = words(line);
                members.add(new SetMemberFact(
                        source,
                        words.get(1),
                        words.get(2),
                        words.contains("nomatch") ? Map.of("nomatch", "") : Map.of()));
            }
        }
        return new Ruleset(
                tables,
                List.copyOf(iptables.values()),
                sets,
                members,
                RecentMemory.NONE,
                Ipvs.NONE,
                List.of(),
                NftRules.NONE);
    }

    private static IptablesTable table(String family, Backend backend, String name) {
        return new IptablesTable(
                "rules.txt",
                family,
                backend,
                name,
                (of, source, chain, counters, line) -> new IptablesRuleFact(
                        source, family, backend, name, chain, counters, options(words(line)), line));
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }

    private static List<Option> options(List<String> words) {
        List<Option> options = new ArrayList<>();
        int at = 2;
        while (at < words.size()) {
            boolean negated = words.get(at).equals("!");
            int name = negated ? at + 1 : at;
            int end = name + 1;
            while (end < words.size()
                    && !words.get(end).startsWith("-")
                    && !words.get(end).equals("!")) {
                end++;
            }
            options.add(new Option(words.get(name), negated, List.copyOf(words.subList(name + 1, end))));
            at = end;
        }
        return options;
    }
}
