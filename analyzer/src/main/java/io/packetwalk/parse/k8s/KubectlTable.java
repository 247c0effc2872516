package io.packetwalk.parse.k8s;

import io.packetwalk.evidence.Presence;
import io.packetwalk.fact.k8s.TableRowFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.util.Optional;

/**
 * The tables of {@code kubectl get}, wide or not, one or several ({@code get all}), and the sentences that stand in their place.
 *
 * <pre>
 * NAMESPACE   NAME    READY   STATUS    RESTARTS     AGE   IP           NODE    NOMINATED NODE   READINESS GATES
 * shop        web-1   1/1     Running   3 (5m ago)   3d    10.1.4.7     n1      &lt;none&gt;           &lt;none&gt;
 * </pre>
 */
public record KubectlTable() implements Parser {

    @Override
    public Format format() {
        return new Format("kubectl-table");
    }

    @Override
    public Score claims(Head head) {
        if (Claims.stderr(head)) {
            return Score.NONE;
        }
        for (String line : head.lines()) {
            if (line.isBlank() || line.startsWith("Warning: ")) {
                continue;
            }
            if (KubectlAnswer.of(line).isPresent()) {
                return line.startsWith("No resources found") || line.startsWith("Error from server")
                        ? Score.SURE
                        : Score.LIKELY;
            }
            return TableHead.of(line)
                    .map(columns -> columns.kind().isEmpty() ? Score.LIKELY : Score.SURE)
                    .orElse(Score.NONE);
        }
        return Score.NONE;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        Lines lines = content.lines();
        Optional<TableHead> head = Optional.empty();
        while (lines.next()) {
            String text = lines.text();
            Optional<TableHead> newHead = TableHead.of(text);
            if (text.isBlank()) {
                sink.ignored(1);
            } else if (newHead.isPresent()) {
                head = newHead;
                sink.ignored(1);
            } else if (KubectlAnswer.of(text).isPresent()) {
                answer(lines, head.isPresent(), sink);
            } else if (head.isEmpty()) {
                sink.unrecognised(lines.source(), text);
            } else if (head.get().fits(text)) {
                sink.fact(new TableRowFact(
                        lines.source(), head.get().kind(), head.get().cells(text)));
            } else {
                sink.malformed(lines.source(), "cells under their headings");
            }
        }
    }

    /** In the place of a table it tells why there is none; behind one it tells that something is missing. */
    private static void answer(Lines lines, boolean behindTable, FactSink sink) {
        sink.unrecognised(lines.source(), lines.text());
        KubectlAnswer.of(lines.text()).ifPresent(answer -> {
            if (!behindTable) {
                sink.presence(answer);
            } else if (!(answer instanceof Presence.Empty)) {
                sink.presence(new Presence.Truncated(lines.text().strip()));
            }
        });
    }
}
