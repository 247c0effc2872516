package io.packetwalk.parse.cni;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.cni.CiliumFrontend;
import io.packetwalk.fact.cni.CiliumServiceFact;
import io.packetwalk.fact.cni.CiliumSlotFact;
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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code cilium-dbg bpf lb list} ({@code cilium bpf lb list} before 1.15): Services and their backends as the programs of the node have them (cilium-dbg/cmd/bpf_lb_list.go,
 * {@code dumpSVC}). The order of a frontend's lines is the map's, not the slots'.
 *
 * <pre>
 * SERVICE ADDRESS         BACKEND ADDRESS (REVNAT_ID) (SLOT)
 * 10.96.0.10:53/UDP       10.244.1.69:53/UDP (3) (2)
 *                         0.0.0.0:0 (3) (0) [ClusterIP, non-routable]
 *                         10.244.1.109:53/UDP (3) (1)
 * 192.0.2.11:32646        0.0.0.0:0 (33) (0) [NodePort, l7-load-balancer] (L7LB Proxy Port: 15735)
 * </pre>
 *
 * <p>Releases up to 1.11 print no slots, and those before 1.17 no protocols:
 *
 * <pre>
 * SERVICE ADDRESS       BACKEND ADDRESS
 * 100.72.178.101:80     100.64.5.159:8000 (14)
 *                       0.0.0.0:0 (14) [ClusterIP]
 *                       backend 7 not found
 * </pre>
 */
public record CiliumLbList() implements Parser {

    private static final String TITLE = "SERVICE ADDRESS";
    private static final Pattern ENTRY = Pattern.compile(
            "(\\S+) \\((\\d+)\\)(?: \\((\\d+)\\))?(?: \\[([^\\]]*)])?(?: \\(L7LB Proxy Port: (\\d+)\\))?");
    private static final Pattern GONE = Pattern.compile("backend \\d+ not found");

    @Override
    public Format format() {
        return new Format("cilium-bpf-lb-list");
    }

    @Override
    public Score claims(Head head) {
        String first = head.first();
        boolean title = first.startsWith(TITLE) && first.contains("BACKEND ADDRESS");
        boolean other = Claims.bare(head.name()).matches(".*(frontends|backends|revnat|sourceranges).*");
        return title ? Score.SURE : other ? Score.NONE : Claims.byName(head, "bpflblist", "ciliumlb");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new Rows());
    }

    private static final class Rows implements LineReader {
        private Optional<CiliumFrontend> frontend = Optional.empty();

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            if (text.startsWith(TITLE)) {
                sink.ignored(1);
                return true;
            }
            List<String> cells = Columns.of(text);
            if (!Columns.continues(text)) {
                frontend = Frontends.frontend(cells.getFirst());
            }
            if (frontend.isEmpty() || cells.size() < 2) {
                return false;
            }
            Optional<Fact> fact = entry(lines.source(), frontend.get(), cells.get(1));
            fact.ifPresentOrElse(
                    sink::fact, () -> sink.malformed(lines.source(), "a backend, or the flags of the frontend"));
            return true;
        }

        private static Optional<Fact> entry(Source source, CiliumFrontend frontend, String cell) {
            if (GONE.matcher(cell).matches()) {
                return Optional.of(new CiliumSlotFact(source, frontend, 0, Optional.empty()));
            }
            Matcher matcher = ENTRY.matcher(cell);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String slot = matcher.group(3);
            boolean own = slot == null
                    ? Frontends.backend(matcher.group(1))
                            .filter(at -> at.ip().unspecified() && at.port() == 0)
                            .isPresent()
                    : slot.equals("0");
            if (own) {
                List<String> words = matcher.group(4) == null
                        ? List.of()
                        : List.of(matcher.group(4).split(", ", -1));
                return Optional.of(new CiliumServiceFact(
                        source,
                        frontend,
                        Numbers.decimal(matcher.group(2), 0),
                        words.isEmpty() ? "" : words.getFirst(),
                        words.stream().skip(1).toList(),
                        matcher.group(5) == null ? 0 : Numbers.decimal(matcher.group(5), 0)));
            }
            return Frontends.backend(matcher.group(1))
                    .map(at -> new CiliumSlotFact(
                            source, frontend, slot == null ? 0 : Numbers.decimal(slot, 0), Optional.of(at)));
        }
    }
}
