package io.packetwalk;

import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.DnsExchange;
import java.util.Locale;

/** A fact as one line of text, for readers and for search. */
final class Told {
    private Told() {}

    /** What kind of fact, and what it says. */
    static String of(Fact fact) {
        return switch (fact) {
            case ConversationFact conversation -> conversation(conversation);
            case CaptureFact capture -> "capture of " + capture.packets() + " packets";
            default -> plain(fact);
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

    /** A record prints its own fields; its source is printed beside it anyway. */
    private static String plain(Fact fact) {
        String kind = fact.getClass().getSimpleName().replaceFirst("Fact$", "");
        String fields = fact.toString();
        int open = fields.indexOf('[');
        String inside = open < 0 ? fields : fields.substring(open + 1, fields.length() - 1);
        return kind.toLowerCase(Locale.ROOT) + "  " + inside.replaceFirst("^source=[^,]*, ", "");
    }
}
