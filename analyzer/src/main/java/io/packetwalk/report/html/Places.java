package io.packetwalk.report.html;

import io.packetwalk.report.Excerpt;
import io.packetwalk.report.Neutral;
import io.packetwalk.template.Cite;
import io.packetwalk.template.Quote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Cited places and their quotes. Each place is quoted once on the page, where it is first proof; everywhere else is a link. */
final class Places {
    private final Map<String, Excerpt> excerpts = new TreeMap<>();
    private final Set<String> quoted = new HashSet<>();

    Places(Collection<Excerpt> all) {
        all.forEach(excerpt -> excerpts.put(excerpt.source(), excerpt));
    }

    /** A link to the place's quote, or just its name when the bundle could not be quoted. */
    Cite cite(String source) {
        return new Cite(Neutral.of(source), excerpts.containsKey(source) ? "#" + fragment(anchor(source)) : "");
    }

    List<Cite> cites(List<String> sources) {
        return sources.stream().map(this::cite).toList();
    }

    /** The quote of a place, none when it already stands on the page or could not be read back. */
    List<Quote> quoteOnce(String source) {
        Excerpt excerpt = excerpts.get(source);
        return excerpt == null || !quoted.add(source) ? List.of() : List.of(quote(excerpt));
    }

    private static Quote quote(Excerpt excerpt) {
        List<Quote.Line> lines = new ArrayList<>();
        for (String text : excerpt.lines()) {
            long number = excerpt.from() + lines.size();
            lines.add(new Quote.Line(
                    number, Neutral.of(text), number >= excerpt.marked() && number <= excerpt.markedTo()));
        }
        return new Quote(anchor(excerpt.source()), Neutral.of(excerpt.source()), lines);
    }

    private static String anchor(String source) {
        return "e/" + source;
    }

    /** An id as a URL fragment: what RFC 3986 does not allow there is percent-encoded, and the question mark that begins the page's own state. */
    static String fragment(String id) {
        StringBuilder out = new StringBuilder(id.length());
        for (byte octet : id.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~!$'()*+,;=:@/".indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return out.toString();
    }
}
