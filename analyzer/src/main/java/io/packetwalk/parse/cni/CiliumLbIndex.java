package io.packetwalk.parse.cni;

import io.packetwalk.fact.cni.CiliumCountFact;
import io.packetwalk.fact.cni.CiliumSourceRangeFact;
import io.packetwalk.net.Cidr;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The other listings of {@code cilium-dbg bpf lb list}: {@code --frontends} says how many slots of a frontend are in use (pkg/maps/lbmap, {@code Service4Value.String}:
 * backend, count, quarantined, number, flags), {@code --source-ranges} which clients may come.
 *
 * <pre>
 * SERVICE ADDRESS         BACKEND ID
 * 10.96.0.10:53/UDP (0)   0 2[0] (3) [0x0 0x0]
 *                         7 0[0] (3) [0x0 0x0]
 * </pre>
 *
 * <pre>
 * SOURCE RANGE (REVNAT_ID)
 * 203.0.113.0/24 (14)
 * </pre>
 *
 * <p>{@code --backends} and {@code --revnat} list what the plain listing shows joined; releases up to 1.13 print no count.
 */
public enum CiliumLbIndex implements Parser {
    BACKENDS("cilium-bpf-lb-backends", "backends"),
    FRONTENDS("cilium-bpf-lb-frontends", "frontends"),
    REVNAT("cilium-bpf-lb-revnat", "revnat"),
    SOURCE_RANGES("cilium-bpf-lb-source-ranges", "sourceranges");

    private static final Pattern VALUE =
            Pattern.compile("\\d+ (\\d+)(?:\\[(\\d+)])? \\(\\d+\\) \\[0x[0-9a-f]+ 0x[0-9a-f]+]");
    private static final Pattern UNCOUNTED = Pattern.compile("\\d+ \\(\\d+\\) \\[(?:FLAGS: )?0x[0-9a-f]+]");
    private static final Pattern RANGE = Pattern.compile("(\\S+) \\((\\d+)\\)");
    private static final Pattern NUMBERED = Pattern.compile("\\d+\\s{2,}\\S.*");

    private final String id;
    private final String fragment;

    CiliumLbIndex(String id, String fragment) {
        this.id = id;
        this.fragment = fragment;
    }

    @Override
    public Format format() {
        return new Format(id);
    }

    @Override
    public Score claims(Head head) {
        String first = head.first();
        boolean mark = switch (this) {
            case FRONTENDS -> first.startsWith("SERVICE ADDRESS") && first.contains("BACKEND ID");
            case SOURCE_RANGES -> first.startsWith("SOURCE RANGE");
            case BACKENDS ->
                first.matches("ID\\s+BACKEND ADDRESS.*") && Claims.some(head, 3, line -> line.contains("://"));
            case REVNAT ->
                first.matches("ID\\s+BACKEND ADDRESS.*")
                        && Claims.data(head, 3).stream().noneMatch(line -> line.contains("://"));
        };
        boolean named = Claims.bare(head.name()).contains("lblist")
                && Claims.bare(head.name()).contains(fragment);
        return mark ? Score.SURE : named ? Claims.byName(head, fragment) : Score.NONE;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, this == FRONTENDS ? new Frontend() : this::row);
    }

    private boolean row(Lines lines, String text, FactSink sink) {
        if (text.startsWith("SOURCE RANGE") || text.startsWith("ID ")) {
            sink.ignored(1);
            return true;
        }
        if (this != SOURCE_RANGES) {
            boolean numbered = NUMBERED.matcher(text).matches();
            if (numbered) {
                sink.ignored(1);
            }
            return numbered;
        }
        Matcher matcher = RANGE.matcher(text.strip());
        if (!matcher.matches() || Cidr.parse(matcher.group(1)).isEmpty()) {
            return false;
        }
        sink.fact(new CiliumSourceRangeFact(
                lines.source(), Cidr.parse(matcher.group(1)).get(), Numbers.decimal(matcher.group(2), 0)));
        return true;
    }

    /** Rows of frontends: slot 0 is the one with a count; of a frontend without backends it is the only one. */
    private static final class Frontend implements LineReader {
        private String key = "";

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            if (text.startsWith("SERVICE ADDRESS")) {
                sink.ignored(1);
                return true;
            }
            List<String> cells = Columns.of(text);
            key = Columns.continues(text) ? key : cells.getFirst();
            if (cells.size() < 2 || Frontends.frontend(key).isEmpty()) {
                return false;
            }
            Matcher value = VALUE.matcher(cells.get(1));
            if (value.matches()) {
                sink.fact(new CiliumCountFact(
                        lines.source(),
                        Frontends.frontend(key).get(),
                        Numbers.decimal(value.group(1), 0),
                        value.group(2) == null ? 0 : Numbers.decimal(value.group(2), 0)));
                return true;
            }
            boolean uncounted = UNCOUNTED.matcher(cells.get(1)).matches();
            if (uncounted) {
                sink.ignored(1);
            }
            return uncounted;
        }
    }
}
