package io.packetwalk.parse.netfilter;

import java.util.ArrayList;
import java.util.List;
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

    /** The same by length: millions of options are looked up without a text of their own. */
    private static final List<List<Map.Entry<String, Integer>>> BY_LENGTH = byLength();

    private OptionArity() {}

    private static List<List<Map.Entry<String, Integer>>> byLength() {
        List<List<Map.Entry<String, Integer>>> lists = new ArrayList<>();
        FIXED.entrySet().forEach(option -> {
            while (lists.size() <= option.getKey().length()) {
                lists.add(new ArrayList<>());
            }
            lists.get(option.getKey().length()).add(option);
        });
        return lists;
    }

    /** For the option that {@code text} has from {@code from} to before {@code to}. */
    static int of(String text, int from, int to) {
        if (to - from >= BY_LENGTH.size()) {
            return OPEN;
        }
        for (Map.Entry<String, Integer> option : BY_LENGTH.get(to - from)) {
            if (text.startsWith(option.getKey(), from)) {
                return option.getValue();
            }
        }
        return OPEN;
    }
}
