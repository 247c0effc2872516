package io.packetwalk.report.filter;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.report.FlowRow;
import io.packetwalk.report.text.FlowsText;
import io.packetwalk.report.text.Nearest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The filter of {@code flows}: every word must hold, {@code !} turns one around. */
public final class FlowFilter implements Predicate<FlowRow> {
    /** The keys, for help and suggestions. */
    public static final Set<String> KEYS =
            Set.of("after", "before", "finding", "from", "goodput", "node", "port", "proto", "to", "verdict");

    /** Words that mean more than one state. {@code lost} and {@code dropped} look the same from outside: nothing came back. */
    private static final Set<String> SILENT = Set.of("dropped", "lost", "timeout");

    private static final Set<String> NOTHING_BACK = Set.of("half-open", "no-reply", "unanswered");

    private static final Set<String> STATES = Set.of(
            "dns-error",
            "dns-nxdomain",
            "dns-servfail",
            "dropped",
            "established",
            "failed",
            "half-open",
            "icmp-error",
            "lost",
            "no-reply",
            "ok",
            "partial",
            "refused",
            "reset",
            "stalled",
            "timeout",
            "unanswered");

    private final List<Predicate<FlowRow>> words;

    private FlowFilter(List<Predicate<FlowRow>> words) {
        this.words = words;
    }

    /** True when it lets everything pass. */
    public boolean open() {
        return words.isEmpty();
    }

    /**
     * Reads a filter; an empty one lets everything pass.
     *
     * @throws FilterException when a key, state or protocol is not known
     */
    public static FlowFilter parse(String filter) throws FilterException {
        List<Predicate<FlowRow>> words = new ArrayList<>();
        for (Word word : Word.split(filter)) {
            Predicate<FlowRow> holds = predicate(word);
            words.add(word.not() ? holds.negate() : holds);
        }
        return new FlowFilter(words);
    }

    @Override
    public boolean test(FlowRow row) {
        return words.stream().allMatch(word -> word.test(row));
    }

    private static Predicate<FlowRow> predicate(Word word) throws FilterException {
        String value = word.value().toLowerCase(Locale.ROOT);
        return switch (word.key()) {
            case "" -> row -> text(row).contains(value);
            case "from" -> {
                End wanted = end(value);
                yield row -> wanted.test(row.client());
            }
            case "to" -> to(value);
            case "node" ->
                row -> row.sightings().stream().anyMatch(seen -> seen.node().equals(word.value()));
            case "port" -> port(value);
            case "proto" -> proto(value);
            case "verdict" -> state(value);
            case "after" -> {
                Moment moment = moment(word);
                yield row -> moment.of(Instant.parse(row.start())) >= moment.micros();
            }
            case "before" -> {
                Moment moment = moment(word);
                yield row -> moment.of(Instant.parse(row.start())) < moment.micros();
            }
            case "finding" ->
                row -> row.findings().stream()
                        .anyMatch(finding -> finding.toLowerCase(Locale.ROOT).startsWith(value));
            case "goodput" -> {
                Rate rate = Rate.parse(value)
                        .orElseThrow(() -> new FilterException(
                                "goodput: needs bytes a second such as <100k or >2m, not " + word.value()));
                yield row -> rate.test(row.goodput());
            }
            default ->
                throw new FilterException("unknown filter key " + word.key() + Nearest.hint(word.key(), KEYS)
                        + ". Known: " + String.join(" ", new TreeSet<>(KEYS)));
        };
    }

    private static Moment moment(Word word) throws FilterException {
        return Moment.parse(word.value())
                .orElseThrow(() -> new FilterException(
                        word.key() + ": needs a time such as 10:03 or 2026-11-20T10:03:05Z, not " + word.value()));
    }

    private static Predicate<FlowRow> to(String value) {
        End wanted = end(value);
        return row -> {
            FlowRow.End translated = row.translated();
            return wanted.test(row.server()) || translated != null && wanted.test(translated);
        };
    }

    private static Predicate<FlowRow> port(String value) throws FilterException {
        if (!value.matches("\\d{1,5}")) {
            throw new FilterException("port: needs a number, not " + value);
        }
        int port = Integer.parseInt(value);
        return row -> {
            FlowRow.End translated = row.translated();
            return row.server().port() == port || translated != null && translated.port() == port;
        };
    }

    private static Predicate<FlowRow> proto(String value) throws FilterException {
        Proto proto = Proto.parse(value).orElseThrow(() -> new FilterException("unknown protocol " + value));
        return row -> row.proto().equals(proto.toString());
    }

    private static Predicate<FlowRow> state(String value) throws FilterException {
        if (!STATES.contains(value)) {
            throw new FilterException("unknown verdict " + value + Nearest.hint(value, STATES) + ". Known: "
                    + String.join(" ", new TreeSet<>(STATES)));
        }
        if (value.equals("failed") || value.equals("ok")) {
            return row -> FlowsText.failed(row.state()) == value.equals("failed");
        }
        return SILENT.contains(value)
                ? row -> NOTHING_BACK.contains(row.state())
                : row -> row.state().equals(value);
    }

    private static String text(FlowRow row) {
        FlowRow.Dns dns = row.dns();
        FlowRow.End translated = row.translated();
        return String.join(
                        " ",
                        row.id(),
                        row.proto(),
                        row.client().named(),
                        row.client().at(),
                        row.server().named(),
                        row.server().at(),
                        translated == null ? "" : translated.named() + " " + translated.at(),
                        row.state(),
                        dns == null ? "" : "dns " + dns.qname() + " " + dns.rcode(),
                        String.join(" ", row.findings()))
                .toLowerCase(Locale.ROOT);
    }

    private static End end(String value) {
        return new End(value, Cidr.parse(value).or(() -> Ip.parse(value).map(Cidr::host)));
    }

    /** One end of a flow: an address, a network, or a part of a name. */
    private record End(String value, Optional<Cidr> network) implements Predicate<FlowRow.End> {
        @Override
        public boolean test(FlowRow.End end) {
            if (network.isPresent()) {
                return Ip.parse(end.ip()).filter(network.get()::contains).isPresent();
            }
            return end.named().toLowerCase(Locale.ROOT).contains(value);
        }
    }
}
