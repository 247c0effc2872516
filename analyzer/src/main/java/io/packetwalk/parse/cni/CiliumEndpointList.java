package io.packetwalk.parse.cni;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.cni.CiliumEnforcementFact;
import io.packetwalk.net.Ip;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.TextOrJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code cilium-dbg endpoint list}, as text or JSON: the endpoints of a node, and whether policies are enforced at them (cilium-dbg/cmd/endpoint_list.go).
 *
 * <pre>
 * ENDPOINT   POLICY (ingress)   POLICY (egress)   IDENTITY   LABELS (source:key[=value])   IPv6   IPv4           STATUS
 *            ENFORCEMENT        ENFORCEMENT
 * 1491       Enabled            Disabled          12871      k8s:app=web                          10.244.1.12    ready
 *                                                            k8s:io.kubernetes.pod.namespace=shop
 * </pre>
 */
public record CiliumEndpointList() implements Parser {

    private static final String TITLE = "ENDPOINT";

    @Override
    public Format format() {
        return new Format("cilium-endpoint-list");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (!json.isEmpty()) {
            boolean endpoint = json.startsWith("[{\"id\":") && json.contains("\"endpoint-settings\"")
                    || json.startsWith("[{\"id\":") && json.contains("\"spec\":{\"label-configuration\"");
            return endpoint ? Score.SURE : Score.NONE;
        }
        String first = head.first();
        return first.startsWith(TITLE) && first.contains("POLICY (ingress)")
                ? Score.SURE
                : Claims.byName(head, "ciliumendpointlist", "dbgendpointlist");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        TextOrJson.read(content, sink, "", CiliumEndpointList::line, CiliumEndpointList::json);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (text.startsWith(TITLE) || text.strip().startsWith("ENFORCEMENT")) {
            sink.ignored(1);
            return true;
        }
        if (Columns.continues(text)) {
            // Labels of the identity: cilium-dbg identity list has them, too.
            sink.ignored(1);
            return true;
        }
        List<String> cells = Columns.of(text);
        if (cells.size() < 5 || !Numbers.digits(cells.getFirst())) {
            return false;
        }
        List<Ip> ips = new ArrayList<>();
        cells.subList(4, cells.size()).forEach(cell -> Ip.parse(cell).ifPresent(ips::add));
        sink.fact(new CiliumEnforcementFact(
                lines.source(),
                Numbers.decimal(cells.getFirst(), 0),
                cells.get(1),
                cells.get(2),
                Numbers.decimal(cells.get(3), -1L),
                ips,
                cells.getLast()));
        return true;
    }

    private static Optional<List<Fact>> json(Field element, Source source) {
        Optional<Long> id = element.at("id").integer();
        Field status = element.at("status");
        if (id.isEmpty() || !status.present()) {
            return Optional.empty();
        }
        String enforced = status.at("policy", "realized", "policy-enabled").text("");
        List<Ip> ips = status.at("networking", "addressing").items().stream()
                .flatMap(item ->
                        Stream.of(item.at("ipv4").text(""), item.at("ipv6").text("")))
                .flatMap(text -> Ip.parse(text).stream())
                .toList();
        return Optional.of(List.of(new CiliumEnforcementFact(
                source,
                id.get().intValue(),
                word(enforced, "ingress"),
                word(enforced, "egress"),
                status.at("identity", "id").integer(-1),
                ips,
                status.at("state").text(""))));
    }

    /** {@code both}, {@code ingress}, {@code audit-egress}, {@code none}: in the words of the table. */
    private static String word(String enforced, String direction) {
        if (enforced.isEmpty()) {
            return "Unknown";
        }
        if (!enforced.endsWith("both") && !enforced.endsWith(direction)) {
            return "Disabled";
        }
        return enforced.startsWith("audit") ? "Disabled (Audit)" : "Enabled";
    }
}
