package io.packetwalk.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A failure as people tell it: {@code from pod shop/checkout to http://cart.shop/items times out}.
 *
 * @param from who sends, as a word of the command line
 * @param to where to, likewise, with its port
 */
record Symptom(String from, String to) {

    private static final String FORM =
            "; it is written: from X to Y:PORT, for example: from shop/checkout to svc/shop/cart:80";

    private static final Pattern SEPARATOR = Pattern.compile(
            "\\s+(?:(?:can ?not|can't|cannot|does not|doesn't|fails to|failed to|unable to) (?:reach|connect to|talk to|resolve|get to)|to|->|-->|=>|→|⇒)\\s+",
            Pattern.CASE_INSENSITIVE);

    private static final Set<String> KINDS = Set.of(
            "pod",
            "po",
            "pods",
            "svc",
            "service",
            "services",
            "node",
            "no",
            "deploy",
            "deployment",
            "sts",
            "statefulset",
            "ds",
            "daemonset",
            "job",
            "cronjob",
            "rs",
            "replicaset",
            "workload",
            "app",
            "host",
            "ingress");

    /** Words that tell how it fails: the walk and the checks find that out themselves. */
    private static final Set<String> SAID = Set.of(
            "times",
            "time",
            "out",
            "timeout",
            "timeouts",
            "timing",
            "timed",
            "refused",
            "refuses",
            "refuse",
            "is",
            "gets",
            "get",
            "connection",
            "connections",
            "connect",
            "connecting",
            "fails",
            "fail",
            "failing",
            "failed",
            "hangs",
            "hang",
            "slow",
            "slowly",
            "reset",
            "resets",
            "unreachable",
            "nxdomain",
            "servfail",
            "does",
            "not",
            "work",
            "works",
            "doesn't",
            "broken",
            "dropped",
            "drops",
            "sometimes",
            "always",
            "intermittently",
            "randomly",
            "with",
            "by",
            "over",
            "no",
            "route",
            "such",
            "host",
            "answer",
            "reply",
            "response",
            "error",
            "502",
            "503",
            "504",
            "the",
            "a",
            "an",
            "and",
            "often",
            "peer",
            "can't",
            "cannot");

    /** Reads the sentence. */
    static Symptom parse(String typed) {
        String text = typed.strip().replaceFirst("(?i)^from\\s+", "");
        String[] sides = SEPARATOR.split(text, 2);
        if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
            throw new Failure("cannot read the symptom '" + typed + "'" + FORM);
        }
        return new Symptom(word(sides[0], typed, false), word(sides[1], typed, true));
    }

    /** One end of it as one word: {@code pod checkout in namespace shop} is {@code pod/shop/checkout}. */
    private static String word(String side, String typed, boolean destination) {
        List<String> words = new ArrayList<>(Stream.of(side.strip().split("[,;.]?(?:\\s+|$)", -1))
                .filter(word -> !word.isEmpty())
                .toList());
        while (words.size() > 1
                && Set.of("the", "a", "an", "our", "my")
                        .contains(words.getFirst().toLowerCase(Locale.ROOT))) {
            words.removeFirst();
        }
        String namespace = taken(words, Set.of("-n", "--namespace", "namespace", "ns"));
        String port = destination ? taken(words, Set.of("port")) : "";
        words.removeAll(List.of("in", "on", "at"));
        String name = words.removeFirst();
        String kind = "";
        if (KINDS.contains(name.toLowerCase(Locale.ROOT)) && !words.isEmpty()) {
            kind = name.toLowerCase(Locale.ROOT) + "/";
            name = words.removeFirst();
        }
        words.stream()
                .filter(word -> !SAID.contains(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .ifPresent(odd -> {
                    throw new Failure("cannot read '" + odd + "' of the symptom '" + typed + "'" + FORM);
                });
        if (!namespace.isEmpty() && !name.contains("://")) {
            int slash = name.lastIndexOf('/');
            boolean qualified = name.startsWith(namespace + "/") || name.contains("/" + namespace + "/");
            name = qualified ? name : name.substring(0, slash + 1) + namespace + "/" + name.substring(slash + 1);
        }
        return kind + name + (port.isEmpty() ? "" : ":" + port);
    }

    /** The word after one of these, both taken out. */
    private static String taken(List<String> words, Set<String> markers) {
        for (int at = 0; at + 1 < words.size(); at++) {
            if (markers.contains(words.get(at).toLowerCase(Locale.ROOT))) {
                words.remove(at);
                return words.remove(at);
            }
        }
        return "";
    }
}
