package io.packetwalk.parse.cni;

import io.packetwalk.fact.cni.CiliumPolicyEntryFact;
import io.packetwalk.fact.cni.CiliumPolicyMapFact;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code cilium-dbg bpf policy get --all}, with and without {@code --numeric}: each endpoint's policy map, one title and one table per endpoint
 * (cilium-dbg/cmd/bpf_policy_get.go). Releases differ in columns; the title of the table says which are there.
 *
 * <pre>
 * Endpoint ID: 1491
 * Path: /sys/fs/bpf/tc/globals/cilium_policy_01491
 *
 * POLICY   DIRECTION   IDENTITY   PORT/PROTO   PROXY PORT   AUTH TYPE   BYTES   PACKETS   PREFIX
 * Allow    Ingress     1          ANY          NONE         disabled    6100    62        0
 * Deny     Ingress     12871      8080/TCP     NONE         disabled    0       0         24
 * Allow    Egress      0          ANY          NONE         disabled    9200    81        0
 * </pre>
 *
 * <pre>
 * DIRECTION   LABELS (source:key[=value])        PORT/PROTO   PROXY PORT   BYTES   PACKETS
 * Ingress     k8s:app=web                        80/TCP       NONE         0       0
 *             k8s:io.kubernetes.pod.namespace=shop
 * </pre>
 */
public record CiliumPolicyMap() implements Parser {

    private static final Pattern PATH = Pattern.compile(".*cilium_policy_(?:v2_)?0*(\\d+):?\\s*");
    private static final Pattern NUMBER = Pattern.compile("Endpoint ID: (\\d+)\\s*");
    private static final String EMPTY = "Policy stats empty";

    @Override
    public Format format() {
        return new Format("cilium-bpf-policy");
    }

    @Override
    public Score claims(Head head) {
        boolean mark = Claims.some(head, 6, CiliumPolicyMap::title)
                || Claims.some(head, 4, line -> PATH.matcher(line).matches());
        return mark ? Score.SURE : Claims.byName(head, "bpfpolicyget", "bpfpolicylist", "ciliumpolicy");
    }

    private static boolean title(String line) {
        return line.contains("DIRECTION") && line.contains("PORT/PROTO") && line.contains("PROXY PORT");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new Rows());
    }

    /** Entries are told when their last label was read. */
    private static final class Rows implements LineReader {
        private int endpoint;
        private List<String> columns = List.of();
        private Optional<CiliumPolicyEntryFact> entry = Optional.empty();

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            Matcher number = NUMBER.matcher(text);
            Matcher path = PATH.matcher(text);
            if (number.matches() || path.matches()) {
                tell(sink);
                int next = Numbers.decimal((number.matches() ? number : path).group(1), 0);
                if (next == endpoint) {
                    sink.continued(1);
                } else {
                    sink.fact(new CiliumPolicyMapFact(lines.source(), next));
                }
                endpoint = next;
                return true;
            }
            if (text.startsWith("no maps found") || text.startsWith(EMPTY)) {
                sink.ignored(1);
                return true;
            }
            if (title(text)) {
                tell(sink);
                columns = Columns.of(text);
                sink.ignored(1);
                return true;
            }
            return !columns.isEmpty() && endpoint > 0 && row(lines, text, sink);
        }

        private boolean row(Lines lines, String text, FactSink sink) {
            List<String> cells = Columns.of(text);
            if (Columns.continues(text)) {
                boolean label = entry.isPresent() && cells.size() >= 2;
                entry = label ? entry.map(known -> labelled(known, cells.get(1))) : entry;
                if (label) {
                    sink.continued(1);
                }
                return label;
            }
            String direction = cell(cells, "DIRECTION");
            if (!direction.equals("Ingress") && !direction.equals("Egress")) {
                return false;
            }
            tell(sink);
            PolicyPorts ports = PolicyPorts.of(cell(cells, "PORT/PROTO"));
            String authentication = cell(cells, "AUTH TYPE");
            String identity = cell(cells, "IDENTITY") + cell(cells, "LABELS (source:key[=value])");
            boolean numeric = Numbers.digits(identity);
            entry = Optional.of(new CiliumPolicyEntryFact(
                    lines.source(),
                    endpoint,
                    cell(cells, "POLICY").equals("Deny"),
                    direction.equals("Egress"),
                    numeric ? Numbers.decimal(identity, -1L) : identity.equals("ANY") ? 0 : -1,
                    numeric || identity.equals("ANY") ? List.of() : List.of(identity),
                    ports.proto(),
                    ports.first(),
                    ports.last(),
                    Numbers.decimal(cell(cells, "PROXY PORT"), 0),
                    !authentication.isEmpty() && !authentication.equals("disabled")));
            sink.continued(1);
            return true;
        }

        private String cell(List<String> cells, String column) {
            int at = columns.indexOf(column);
            return at >= 0 && at < cells.size() ? cells.get(at) : "";
        }

        private static CiliumPolicyEntryFact labelled(CiliumPolicyEntryFact entry, String label) {
            List<String> labels = new ArrayList<>(entry.labels());
            labels.add(label);
            return new CiliumPolicyEntryFact(
                    entry.source(),
                    entry.endpoint(),
                    entry.deny(),
                    entry.egress(),
                    entry.identity(),
                    labels,
                    entry.proto(),
                    entry.firstPort(),
                    entry.lastPort(),
                    entry.proxyPort(),
                    entry.authentication());
        }

        private void tell(FactSink sink) {
            entry.ifPresent(sink::more);
            entry = Optional.empty();
        }

        @Override
        public void end(FactSink sink) {
            tell(sink);
        }
    }
}
