package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.rules.Cond;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code -m statistic} and {@code -m recent}: what kube-proxy balances and remembers with (xt_statistic.c, xt_recent.c). */
final class ChanceMatches {

    private ChanceMatches() {}

    static List<Cond> statistic(List<Option> options) {
        Optional<Option> probability = find(options, "--probability");
        Optional<Option> every = find(options, "--every");
        Optional<Cond> cond = Optional.empty();
        if (probability.isPresent()) {
            cond = decimal(probability.get().arg()).map(Cond.Random::new);
        } else if (every.isPresent()) {
            cond = decimal(every.get().arg()).filter(n -> n >= 1).map(n -> new Cond.Nth(n.intValue()));
        }
        Option sign = probability.or(() -> every).orElse(new Option("", false, List.of()));
        return List.of(cond.map(known -> Matches.signed(sign, known))
                .orElseGet(() -> new Cond.Unmodelled(OptionText.of("-m statistic", options))));
    }

    /**
     * {@code --set} remembers the source and always matches; {@code --rcheck}, {@code --update} and {@code --remove} match what is remembered. Hit counts and
     * TTL checks only make a match rarer, never true for a source that is not in the list.
     */
    static List<Cond> recent(List<Option> options) {
        List<Cond> conds = new ArrayList<>();
        String list = find(options, "--name").map(Option::arg).orElse("DEFAULT");
        int seconds = find(options, "--seconds")
                .flatMap(option -> decimal(option.arg()))
                .orElse(0.0)
                .intValue();
        for (Option option : options) {
            switch (option.name()) {
                case "--rcheck", "--update", "--remove" ->
                    conds.add(Matches.signed(option, new Cond.Recent(list, seconds, exact(options))));
                case "--set" -> {
                    if (option.negated()) {
                        conds.add(new Cond.Unmodelled(OptionText.of("-m recent", options)));
                    }
                }
                case "--name", "--seconds", "--reap", "--hitcount", "--rttl", "--mask", "--rsource", "--rdest" -> {
                    // Details of the memory.
                }
                default -> conds.add(new Cond.Unmodelled("-m recent " + OptionText.of(option)));
            }
        }
        return conds;
    }

    /** Every address for itself, once, whatever its TTL. */
    private static boolean exact(List<Option> options) {
        boolean whole = find(options, "--mask")
                .map(Option::arg)
                .map(mask -> mask.equals("255.255.255.255") || mask.equals("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))
                .orElse(true);
        return whole
                && find(options, "--rdest").isEmpty()
                && find(options, "--rttl").isEmpty()
                && find(options, "--hitcount").isEmpty();
    }

    private static Optional<Option> find(List<Option> options, String name) {
        return options.stream().filter(option -> option.name().equals(name)).findFirst();
    }

    private static Optional<Double> decimal(String text) {
        try {
            double value = Double.parseDouble(text);
            return value >= 0 ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException _e) {
            return Optional.empty();
        }
    }
}
