package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Documents;
import io.packetwalk.doc.Ending;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;

/**
 * API objects as JSON or YAML: {@code kubectl get -o json|yaml}, {@code kubectl cluster-info dump}, {@code get --raw}, support bundles.
 *
 * <pre>
 * apiVersion: v1
 * items:
 * - apiVersion: v1
 *   kind: Pod
 *   metadata:
 *     name: web-1
 *     namespace: shop
 * kind: List
 * </pre>
 *
 * <p>An object stands where it starts: at its dash or its brace. Its lines are MODELLED when we have a record for its kind, UNMODELLED
 * otherwise, MALFORMED when it cannot be read; what is around the items of a list is IGNORED.
 */
public record KubernetesObjects() implements Parser {

    /** Id of the format, as in the catalogue. */
    public static final Format FORMAT = new Format("k8s-list");

    @Override
    public Format format() {
        return FORMAT;
    }

    @Override
    public Score claims(Head head) {
        boolean version = false;
        boolean body = false;
        for (String line : head.lines()) {
            String text = line.strip();
            if (text.startsWith("{") || text.startsWith("[") || text.startsWith("\"")) {
                version |= text.contains("\"apiVersion\":");
                body |= text.contains("\"kind\":") || text.contains("\"items\":");
            } else {
                String field = text.startsWith("- ") ? text.substring(2) : text;
                version |= field.startsWith("apiVersion:");
                body |= field.startsWith("kind:") || field.startsWith("items:");
            }
        }
        return version && body ? Score.SURE : Unkinded.begins(head) ? Score.LIKELY : Score.NONE;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        ObjectPieces pieces = new ObjectPieces(content.artifact(), content.firstLine(), sink);
        Ending ending = Documents.KUBERNETES.read(content.bytes(), content.firstLine(), content.workers(), pieces);
        pieces.end(ending);
    }
}
