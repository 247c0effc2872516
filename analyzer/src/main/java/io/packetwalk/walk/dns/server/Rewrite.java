package io.packetwalk.walk.dns.server;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.logs.CorefileFact.Directive;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.stream.Stream;

/**
 * One {@code rewrite} rule.
 *
 * @param directive its lines
 * @param words the rule in one line, without {@code stop} and {@code continue}
 * @param goesOn whether the next rule is asked, too
 */
record Rewrite(Directive directive, List<String> words, boolean goesOn) {

    private static final Set<String> KINDS = Set.of("exact", "prefix", "suffix", "substring", "regex");

    /** Fields of which addresses do not depend. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("edns0", "ttl", "class");

    /** What becomes of a name. */
    sealed interface Changed {
        /** It does not fit. */
        record Not() implements Changed {}

        /**
         * It is asked under another name.
         *
         * @param name the other name
         * @param turnedBack whether records come back under the name that was asked
         */
        record To(String name, boolean turnedBack) implements Changed {}

        /** It cannot be told. */
        record Open() implements Changed {}
    }

    /** {@code rewrite [continue|stop] FIELD ...}, or the same with {@code name} and {@code answer} lines in braces. */
    static Rewrite of(Directive directive) {
        boolean mode = !directive.args().isEmpty()
                && Set.of("continue", "stop").contains(directive.args().getFirst());
        Stream<String> first = directive.args().stream().skip(mode ? 1 : 0);
        Stream<String> inside =
                directive.block().stream().flatMap(line -> Stream.concat(Stream.of(line.name()), line.args().stream()));
        return new Rewrite(
                directive,
                Stream.concat(first, inside).toList(),
                mode && directive.args().getFirst().equals("continue"));
    }

    Changed change(Ask ask) {
        String field = words.isEmpty() ? "" : words.getFirst();
        if (WITHOUT_EFFECT.contains(field)) {
            return new Changed.Not();
        }
        if (field.equals("type")) {
            return words.size() > 1 && words.get(1).equals(ask.type()) ? new Changed.Open() : new Changed.Not();
        }
        if (!field.equals("name") || words.size() < 3) {
            return new Changed.Open();
        }
        boolean told = words.size() > 3 && KINDS.contains(words.get(1));
        String kind = told ? words.get(1) : "exact";
        List<String> rest = words.subList(told ? 2 : 1, words.size());
        return changed(kind, rest.get(0), rest.get(1), rest.subList(2, rest.size()), ask.name());
    }

    private static Changed changed(String kind, String from, String to, List<String> answer, String name) {
        return switch (kind) {
            case "exact" ->
                // The answer is turned back by itself (plugin/rewrite/name.go, exactNameRule).
                name.equals(Zones.full(from)) ? new Changed.To(to, true) : new Changed.Not();
            case "prefix" ->
                name.startsWith(from) ? turned(name, to + name.substring(from.length()), answer) : new Changed.Not();
            case "suffix" ->
                name.endsWith(from)
                        ? turned(name, name.substring(0, name.length() - from.length()) + to, answer)
                        : name.endsWith(from + ".")
                                ? turned(name, name.substring(0, name.length() - from.length() - 1) + to, answer)
                                : new Changed.Not();
            case "substring" -> name.contains(from) ? turned(name, name.replace(from, to), answer) : new Changed.Not();
            default -> byPattern(from, to, answer, name);
        };
    }

    private static Changed byPattern(String from, String to, List<String> answer, String name) {
        return replaced(from, to, name)
                .<Changed>map(other -> other.isEmpty() ? new Changed.Not() : turned(name, other, answer))
                .orElse(new Changed.Open());
    }

    /** {@code answer auto} turns every answer back, {@code answer name FROM TO} those that become the name that was asked. */
    private static Changed turned(String asked, String name, List<String> answer) {
        if (answer.size() >= 2
                && answer.get(0).equals("answer")
                && answer.get(1).equals("auto")) {
            return new Changed.To(name, true);
        }
        if (answer.size() >= 4
                && answer.get(0).equals("answer")
                && answer.get(1).equals("name")) {
            return replaced(answer.get(2), answer.get(3), Zones.full(name))
                    .<Changed>map(back -> new Changed.To(name, Zones.full(back).equals(asked)))
                    .orElse(new Changed.Open());
        }
        return answer.isEmpty() ? new Changed.To(name, false) : new Changed.Open();
    }

    /** The name made of the groups {@code {1}}, {@code {2}}; an empty text when the pattern is not found, nothing when that cannot be told. */
    private static Optional<String> replaced(String pattern, String made, String name) {
        BoundedPattern.Found found = BoundedPattern.of(pattern)
                .map(known -> known.find(name))
                .orElse(new BoundedPattern.Found(Ternary.UNKNOWN, Optional.empty()));
        if (found.holds() == Ternary.UNKNOWN) {
            return Optional.empty();
        }
        return Optional.of(found.groups().map(groups -> filled(made, groups)).orElse(""));
    }

    private static String filled(String made, MatchResult groups) {
        String text = made;
        for (int at = 0; at <= groups.groupCount(); at++) {
            String group = groups.group(at);
            text = text.replace("{" + at + "}", group == null ? "" : group);
        }
        return text;
    }
}
