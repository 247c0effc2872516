package io.packetwalk;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.DnsExchange;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A fact as one line of text, for readers and for search. */
final class Told {
    private Told() {}

    /** What kind of fact, and what it says. */
    static String of(Fact fact) {
        return switch (fact) {
            case ConversationFact conversation -> conversation(conversation);
            case CaptureFact capture -> "capture of " + capture.packets() + " packets";
            case Record statement -> record(statement);
            default -> fact.toString();
        };
    }

    private static String conversation(ConversationFact seen) {
        StringBuilder text = new StringBuilder()
                .append(seen.tuple().proto())
                .append(' ')
                .append(seen.tuple().src())
                .append(" > ")
                .append(seen.tuple().dst())
                .append("  ")
                .append(count(seen.forward()))
                .append(" there, ")
                .append(count(seen.backward()))
                .append(" back");
        seen.tunnel().ifPresent(tunnel -> text.append(", in ").append(tunnel.type()));
        for (DnsExchange dns : seen.dns()) {
            text.append(", dns ")
                    .append(dns.qname())
                    .append(' ')
                    .append(dns.qtype())
                    .append(' ');
            text.append(dns.rcode().isEmpty() ? "unanswered" : dns.rcode());
            dns.answers().forEach(answer -> text.append(' ').append(answer));
        }
        seen.icmpErrors()
                .forEach(error -> text.append(", icmp ")
                        .append(error.type())
                        .append('/')
                        .append(error.code())
                        .append(" from ")
                        .append(error.sender()));
        return text.toString();
    }

    private static String count(Counters counters) {
        return counters.packets() + (counters.packets() == 1 ? " packet" : " packets");
    }

    /** {@code RouteFact} as {@code route  dst 10.0.0.0/8 · dev eth0}: every component that says something, by its name. */
    static String record(Record statement) {
        List<String> parts = new ArrayList<>();
        for (RecordComponent component : statement.getClass().getRecordComponents()) {
            String value = value(read(component, statement));
            // The line itself stands above what it was read as.
            if (!value.isEmpty() && !component.getName().equals("text")) {
                parts.add(component.getName() + " " + value);
            }
        }
        return kind(statement) + "  " + String.join(" · ", parts);
    }

    /** {@code IptablesRuleFact} is an {@code iptables rule}. */
    private static String kind(Record statement) {
        return statement
                .getClass()
                .getSimpleName()
                .replaceFirst("Fact$", "")
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    /** Nothing for what says nothing: empty text, lists and options, {@code false}, -1, and places, which are shown beside it. */
    private static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Source _source -> "";
            case Boolean yes -> yes ? "yes" : "";
            case Number number -> number.longValue() == -1 ? "" : number.toString();
            case Optional<?> option -> value(option.orElse(null));
            case Collection<?> list -> joined(list, ", ");
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + value(entry.getValue()))
                        .sorted()
                        .collect(Collectors.joining(", "));
            case Record part when printsItself(part) -> part.toString();
            case Record part -> joined(components(part), " ");
            default -> value.toString();
        };
    }

    private static String joined(Collection<?> values, String between) {
        return values.stream().map(Told::value).filter(text -> !text.isEmpty()).collect(Collectors.joining(between));
    }

    private static List<@Nullable Object> components(Record part) {
        List<@Nullable Object> values = new ArrayList<>();
        for (RecordComponent component : part.getClass().getRecordComponents()) {
            values.add(read(component, part));
        }
        return values;
    }

    /** Addresses, networks and names have a notation of their own. */
    private static boolean printsItself(Record part) {
        return !part.toString().startsWith(part.getClass().getSimpleName() + "[");
    }

    private static @Nullable Object read(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (IllegalAccessException | InvocationTargetException e) {
            return null;
        }
    }
}
