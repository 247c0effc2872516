package io.packetwalk.parse.conntrack;

import io.packetwalk.fact.conntrack.ConntrackCountFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;

/**
 * {@code conntrack -C} or {@code /proc/sys/net/netfilter/nf_conntrack_count}: one number. Any file may hold one number, so the name must
 * agree.
 *
 * <pre>
 * 1204
 * </pre>
 */
public record ConntrackCount() implements Parser {

    @Override
    public Format format() {
        return new Format("conntrack-count");
    }

    @Override
    public Score claims(Head head) {
        String name = head.bare();
        boolean named =
                name.startsWith("conntrackc") && !name.startsWith("conntrackco") || name.contains("conntrackcount");
        return !named ? Score.NONE : ConntrackList.number(head) ? Score.SURE : Claims.byName(head, "conntrackc");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, (lines, text, to) -> {
            long count = Numbers.decimal(text.strip(), -1L);
            if (count < 0) {
                return false;
            }
            to.fact(new ConntrackCountFact(lines.source(), count));
            return true;
        });
    }
}
