package io.packetwalk.walk.dns.server;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.logs.CorefileFact.Directive;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code template CLASS TYPE [ZONES...]}: answers made from the name (CoreDNS plugin/template). Addresses that are written out or made of groups of the match are
 * followed, all other template text is open.
 *
 * @param directive its lines
 * @param zones the zones it answers for
 */
record Template(Directive directive, List<String> zones) implements Stage {

    private static final Pattern GROUP = Pattern.compile(
            "\\{\\{ *(?:\\.Group\\.([A-Za-z0-9_]+)|index +\\.Match +([0-9]+)|index +\\.Group +\"([A-Za-z0-9_]+)\") *}}");

    static Template of(Directive directive, List<String> serverZones) {
        List<String> zones = directive.args().stream().skip(2).toList();
        return new Template(directive, zones.isEmpty() ? serverZones : zones);
    }

    @Override
    public Answer answer(Ask ask, Next next) {
        if (!asks(0, "IN") || !asks(1, ask.type()) || !Zones.within(ask.name(), zones)) {
            return next.answer(ask);
        }
        List<String> patterns = directive.block().stream()
                .filter(option -> option.name().equals("match"))
                .flatMap(option -> option.args().stream())
                .toList();
        for (String text : patterns.isEmpty() ? List.of(".*") : patterns) {
            Optional<BoundedPattern> pattern = BoundedPattern.of(text);
            BoundedPattern.Found found = pattern.map(known -> known.find(ask.name()))
                    .orElse(new BoundedPattern.Found(Ternary.UNKNOWN, Optional.empty()));
            if (found.holds() == Ternary.UNKNOWN) {
                return Opaque.open(directive, ask);
            }
            if (found.groups().isPresent()) {
                return made(ask, found.groups().get());
            }
        }
        return Options.fallsThrough(Options.of(directive, "fallthrough"), ask)
                ? next.answer(ask)
                : Answer.none(Answer.SERVFAIL, directive.source());
    }

    private boolean asks(int place, String wanted) {
        return directive.args().size() <= place
                || directive.args().get(place).equals("ANY")
                || directive.args().get(place).equals(wanted);
    }

    private Answer made(Ask ask, MatchResult match) {
        String rcode = Options.args(directive, "rcode").stream()
                .findFirst()
                .orElse(Answer.NOERROR)
                .toUpperCase(Locale.ROOT);
        List<Ip> addresses = new ArrayList<>();
        for (Directive option : directive.block()) {
            if (option.name().equals("answer")) {
                Optional<Ip> ip = address(String.join(" ", option.args()), ask, match);
                if (ip.isEmpty()) {
                    return Opaque.open(directive, ask);
                }
                addresses.add(ip.get());
            }
        }
        return rcode.equals(Answer.NOERROR)
                ? Answer.of(addresses, List.of(directive.source())).forType(ask)
                : Answer.none(rcode, directive.source());
    }

    /** The last word of {@code NAME TTL IN A ADDRESS}. */
    private static Optional<Ip> address(String record, Ask ask, MatchResult match) {
        StringBuilder text = new StringBuilder();
        Matcher groups = GROUP.matcher(record);
        while (groups.find()) {
            groups.appendReplacement(text, Matcher.quoteReplacement(group(groups, match)));
        }
        groups.appendTail(text);
        String[] words =
                text.toString().replaceAll("\\{\\{ *\\.Name *}}", ask.name()).split(" +", -1);
        boolean plain = words.length >= 3 && words[words.length - 2].equals(ask.type());
        return plain ? Ip.parse(words[words.length - 1]) : Optional.empty();
    }

    private static String group(Matcher asked, MatchResult match) {
        String name =
                asked.group(1) != null ? asked.group(1) : asked.group(2) != null ? asked.group(2) : asked.group(3);
        try {
            String found = name.matches("[0-9]{1,2}") ? match.group(Integer.parseInt(name)) : match.group(name);
            return found == null ? "" : found;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return "";
        }
    }
}
