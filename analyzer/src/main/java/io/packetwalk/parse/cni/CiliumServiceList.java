package io.packetwalk.parse.cni;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.cni.CiliumAgentServiceFact;
import io.packetwalk.fact.cni.CiliumAgentServiceFact.Backend;
import io.packetwalk.fact.cni.CiliumFrontend;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.TextOrJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code cilium-dbg service list}, as text or JSON: Services as the agent believes to have written them, with the states of their backends (cilium-dbg/cmd/service_list.go,
 * api/v1/models). Releases from 1.17 on print protocols, those from 1.19 on no numbers.
 *
 * <pre>
 * ID   Frontend            Service Type   Backend
 * 4    10.96.95.246:80     ClusterIP      1 =&gt; 10.244.0.58:80 (quarantined)
 *                                         2 =&gt; 10.244.1.59:80 (active)
 * 5    10.96.12.7:80/TCP   ClusterIP
 * </pre>
 *
 * <pre>
 * [{"spec":{"backend-addresses":[{"ip":"10.244.0.58","port":80,"protocol":"TCP","state":"active"}],"flags":{"type":"ClusterIP"},
 *   "frontend-address":{"ip":"10.96.95.246","port":80,"protocol":"TCP","scope":"external"},"id":4},"status":{"realized":{...}}}]
 * </pre>
 */
public record CiliumServiceList() implements Parser {

    private static final Pattern TITLE = Pattern.compile("(?:ID\\s+)?Frontend\\s+Service Type\\s+Backend\\s*");
    private static final Pattern BACKEND =
            Pattern.compile("\\d+ => (\\S+)(?: \\((\\w[\\w-]*)\\))?(?: \\(preferred\\))?");

    @Override
    public Format format() {
        return new Format("cilium-service-list");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (!json.isEmpty()) {
            boolean service = json.startsWith("[{\"spec\":")
                    && (json.contains("\"frontend-address\"") || json.contains("\"backend-addresses\""));
            return service ? Score.SURE : Score.NONE;
        }
        return TITLE.matcher(head.first()).matches()
                ? Score.SURE
                : Claims.byName(head, "ciliumservicelist", "dbgservicelist");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        TextOrJson.read(content, sink, "", new Rows(), CiliumServiceList::json);
    }

    private static Optional<List<Fact>> json(Field element, Source source) {
        Field realized = element.at("status", "realized");
        Field spec = realized.present() ? realized : element.at("spec");
        Optional<CiliumFrontend> frontend = address(spec.at("frontend-address"))
                .map(at -> new CiliumFrontend(
                        Frontends.proto(spec.at("frontend-address", "protocol").text("")),
                        at,
                        spec.at("frontend-address", "scope").text("").equals("internal")));
        if (frontend.isEmpty()) {
            return Optional.empty();
        }
        List<Backend> backends = spec.at("backend-addresses").items().stream()
                .flatMap(item -> address(item).stream()
                        .map(at -> new Backend(
                                Source.line(source.artifact(), item.line()),
                                at,
                                item.at("state").text(""))))
                .toList();
        return Optional.of(List.of(new CiliumAgentServiceFact(
                source, frontend.get(), spec.at("flags", "type").text(""), backends)));
    }

    private static Optional<IpPort> address(Field field) {
        return field.at("ip")
                .text()
                .flatMap(Ip::parse)
                .map(ip -> new IpPort(ip, field.at("port").integer(0)));
    }

    /** A Service is told when its last backend was read. */
    private static final class Rows implements LineReader {
        private Optional<CiliumFrontend> frontend = Optional.empty();
        private Source source = Source.whole("");
        private String type = "";
        private List<Backend> backends = new ArrayList<>();

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            if (TITLE.matcher(text).matches()) {
                sink.ignored(1);
                return true;
            }
            List<String> cells = new ArrayList<>(Columns.of(text));
            if (Columns.continues(text)) {
                return frontend.isPresent() && cells.size() == 2 && backend(lines, cells.get(1), sink);
            }
            if (cells.getFirst().matches("\\d+")) {
                cells.removeFirst();
            }
            Optional<CiliumFrontend> next = cells.isEmpty() ? Optional.empty() : Frontends.frontend(cells.getFirst());
            if (next.isEmpty() || cells.size() < 2) {
                return false;
            }
            tell(sink);
            frontend = next;
            source = lines.source();
            type = cells.get(1);
            backends = new ArrayList<>();
            return cells.size() < 3 ? begun(sink) : backend(lines, cells.get(2), sink);
        }

        private static boolean begun(FactSink sink) {
            sink.continued(1);
            return true;
        }

        private boolean backend(Lines lines, String cell, FactSink sink) {
            Matcher matcher = BACKEND.matcher(cell);
            Optional<IpPort> at = matcher.matches() ? Frontends.backend(matcher.group(1)) : Optional.empty();
            if (at.isEmpty()) {
                sink.malformed(lines.source(), "a backend: number => address (state)");
                return true;
            }
            String state = matcher.group(2) == null ? "" : matcher.group(2);
            backends.add(new Backend(lines.source(), at.get(), state));
            sink.continued(1);
            return true;
        }

        private void tell(FactSink sink) {
            frontend.ifPresent(known -> sink.more(new CiliumAgentServiceFact(source, known, type, backends)));
        }

        @Override
        public void end(FactSink sink) {
            tell(sink);
        }
    }
}
