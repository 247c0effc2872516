package io.packetwalk.capture;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether a capture filter (pcap-filter(7)) lets packets of a flow pass, in three values. Read are hosts, networks, ports and protocols, joined by words; anything else
 * is unknown, not false.
 */
public final class CaptureFilter {

    /** Longer ones are programs; and each bracket is a call here. */
    private static final int LONGEST = 2_000;

    private static final Set<String> OPERATORS = Set.of("and", "&&", "or", "||", ")");

    private final Deque<String> words;
    private final FiveTuple tuple;

    private CaptureFilter(Deque<String> words, FiveTuple tuple) {
        this.words = words;
        this.tuple = tuple;
    }

    /** What a filter says to all packets of a flow, both ways; an empty one lets everything pass. */
    public static Ternary admits(String filter, FiveTuple tuple) {
        if (filter.length() > LONGEST) {
            return Ternary.UNKNOWN;
        }
        String spaced = filter.replace("(", " ( ")
                .replace(")", " ) ")
                .replace("!", " not ")
                .strip();
        if (spaced.isEmpty()) {
            return Ternary.YES;
        }
        CaptureFilter reader = new CaptureFilter(new ArrayDeque<>(List.of(spaced.split("\\s+", -1))), tuple);
        Ternary read = reader.expression();
        return reader.words.isEmpty() ? read : Ternary.UNKNOWN;
    }

    /** "and" and "or" bind alike, from the left (pcap-filter(7)). */
    private Ternary expression() {
        Ternary value = term();
        while (!words.isEmpty() && !words.getFirst().equals(")")) {
            String operator = words.removeFirst();
            Ternary next = term();
            value = switch (operator) {
                case "and", "&&" -> value.and(next);
                case "or", "||" -> value.or(next);
                default -> Ternary.UNKNOWN;
            };
        }
        return value;
    }

    private Ternary term() {
        String word = words.isEmpty() ? "" : words.removeFirst();
        return switch (word) {
            case "not" -> term().not();
            case "(" -> {
                Ternary inside = expression();
                yield words.pollFirst() == null ? Ternary.UNKNOWN : inside;
            }
            case "ip" -> family(false);
            case "ip6" -> family(true);
            case "tcp", "udp", "icmp", "icmp6", "sctp" -> protocol(word);
            case "host", "net", "port", "portrange", "src", "dst" -> primitive(word);
            default -> unknown();
        };
    }

    private Ternary family(boolean v6) {
        return Ternary.of(tuple.src().ip().v6() == v6).and(more());
    }

    private Ternary protocol(String word) {
        return Proto.parse(word)
                .map(proto -> Ternary.of(proto.equals(tuple.proto())))
                .orElse(Ternary.UNKNOWN)
                .and(more());
    }

    /** {@code tcp port 80} is one primitive: what is qualified follows at once. */
    private Ternary more() {
        String next = words.isEmpty() ? "" : words.getFirst();
        return Set.of("host", "net", "port", "portrange", "src", "dst").contains(next)
                ? primitive(words.removeFirst())
                : next.isEmpty() || OPERATORS.contains(next) ? Ternary.YES : unknown();
    }

    /** A direction holds for one half of the packets only, so it is unknown for all. */
    private Ternary primitive(String word) {
        String value = words.isEmpty() ? "" : words.removeFirst();
        return switch (word) {
            case "host", "net" ->
                Optional.of(value)
                        .flatMap(
                                text -> Cidr.parse(text).or(() -> Ip.parse(text).map(Cidr::host)))
                        .map(cidr -> either(end -> cidr.contains(end.ip())))
                        .orElse(Ternary.UNKNOWN);
            case "port" ->
                value.matches("\\d{1,5}")
                        ? either(end -> tuple.proto().hasPorts() && end.port() == Integer.parseInt(value))
                        : Ternary.UNKNOWN;
            case "portrange" -> {
                String[] ends = value.split("-", 2);
                yield value.matches("\\d{1,5}-\\d{1,5}")
                        ? either(end -> tuple.proto().hasPorts()
                                && end.port() >= Integer.parseInt(ends[0])
                                && end.port() <= Integer.parseInt(ends[1]))
                        : Ternary.UNKNOWN;
            }
            default -> unknown();
        };
    }

    private Ternary either(Predicate<IpPort> holds) {
        return Ternary.of(holds.test(tuple.src()) || holds.test(tuple.dst()));
    }

    /** Skips to the next word that joins, so that what stands beside a thing unknown still counts. */
    private Ternary unknown() {
        while (!words.isEmpty() && !OPERATORS.contains(words.getFirst())) {
            words.removeFirst();
        }
        return Ternary.UNKNOWN;
    }
}
