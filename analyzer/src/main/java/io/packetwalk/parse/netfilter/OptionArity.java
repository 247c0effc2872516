package io.packetwalk.parse.netfilter;

import java.util.Map;

/**
 * How many words belong to an option. Only two kinds need to be known: options with two arguments, and options whose one argument may
 * look like an option itself, because iptables-save leaves words of letters, digits, {@code -} and {@code _} unquoted
 * (iptables, {@code xtables_save_string}): {@code --comment --dport} is a comment. For all others the words up to the next
 * {@code -x} or {@code !} are taken, so an option we never heard of keeps its arguments. One-letter options are cut in {@link RuleWords}.
 */
final class OptionArity {

    /** Words up to the next option. */
    static final int OPEN = -1;

    private static final Map<String, Integer> FIXED = Map.ofEntries(
            Map.entry("--comment", 1),
            Map.entry("--log-prefix", 1),
            Map.entry("--nflog-prefix", 1),
            Map.entry("--ulog-prefix", 1),
            Map.entry("--name", 1),
            Map.entry("--hashlimit-name", 1),
            Map.entry("--nfacct-name", 1),
            Map.entry("--string", 1),
            Map.entry("--hex-string", 1),
            Map.entry("--u32", 1),
            Map.entry("--bytecode", 1),
            Map.entry("--object-pinned", 1),
            Map.entry("--helper", 1),
            Map.entry("--label", 1),
            Map.entry("--path", 1),
            Map.entry("--led-trigger-id", 1),
            Map.entry("--gid-owner", 1),
            Map.entry("--uid-owner", 1),
            Map.entry("--zone-orig", 1),
            Map.entry("--zone-reply", 1),
            Map.entry("--set-counters", 2),
            Map.entry("--tcp-flags", 2),
            Map.entry("--chunk-types", 2),
            Map.entry("--match-set", 2),
            Map.entry("--add-set", 2),
            Map.entry("--del-set", 2),
            Map.entry("--map-set", 2));

    private OptionArity() {}

    static int of(String option) {
        return FIXED.getOrDefault(option, OPEN);
    }
}
