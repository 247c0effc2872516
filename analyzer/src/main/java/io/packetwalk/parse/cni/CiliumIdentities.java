package io.packetwalk.parse.cni;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.cni.CiliumIdentityFact;
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
import io.packetwalk.parse.TextOrJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code cilium-dbg identity list}, as text or JSON: what the numbers of identities stand for (cilium-dbg/cmd/identity_list.go).
 *
 * <pre>
 * ID      LABELS
 * 1       reserved:host
 * 12871   k8s:app=web
 *         k8s:io.kubernetes.pod.namespace=shop
 * </pre>
 */
public record CiliumIdentities() implements Parser {

    @Override
    public Format format() {
        return new Format("cilium-identity-list");
    }

    @Override
    public Score claims(Head head) {
        String json = Claims.json(head);
        if (!json.isEmpty()) {
            return json.startsWith("[{\"id\":") && json.contains("\"labelsSHA256\"") ? Score.SURE : Score.NONE;
        }
        return head.first().matches("ID\\s+LABELS\\s*")
                ? Score.SURE
                : Claims.byName(head, "ciliumidentitylist", "dbgidentitylist");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        TextOrJson.read(content, sink, "", new Rows(), CiliumIdentities::json);
    }

    private static Optional<List<Fact>> json(Field element, Source source) {
        List<String> labels = element.at("labels").items().stream()
                .flatMap(label -> label.text().stream())
                .toList();
        return element.at("id").integer().map(id -> List.of(new CiliumIdentityFact(source, id, labels)));
    }

    /** An identity is told when its last label was read. */
    private static final class Rows implements LineReader {
        private long identity = -1;
        private Source source = Source.whole("");
        private List<String> labels = new ArrayList<>();

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            List<String> cells = Columns.of(text);
            if (text.startsWith("ID ")) {
                sink.ignored(1);
                return true;
            }
            boolean more = Columns.continues(text);
            if (cells.size() < 2 || more && identity < 0 || !more && !Numbers.digits(cells.getFirst())) {
                return false;
            }
            if (!more) {
                tell(sink);
                identity = Numbers.decimal(cells.getFirst(), -1L);
                source = lines.source();
                labels = new ArrayList<>();
            }
            labels.add(cells.get(1));
            sink.continued(1);
            return true;
        }

        private void tell(FactSink sink) {
            if (identity >= 0) {
                sink.more(new CiliumIdentityFact(source, identity, labels));
            }
        }

        @Override
        public void end(FactSink sink) {
            tell(sink);
        }
    }
}
