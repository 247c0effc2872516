package io.packetwalk.parse.netfilter;

import io.packetwalk.fact.netfilter.SetFact;
import io.packetwalk.fact.netfilter.SetMemberFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.Words;
import java.io.IOException;

/**
 * {@code ipset save}.
 *
 * <pre>
 * create KUBE-CLUSTER-IP hash:ip,port family inet hashsize 1024 maxelem 65536 comment
 * add KUBE-CLUSTER-IP 10.96.0.10,udp:53 timeout 30 comment "kube-dns"
 * </pre>
 */
public record IpsetSave() implements Parser {

    @Override
    public Format format() {
        return new Format("ipset-save");
    }

    @Override
    public Score claims(Head head) {
        boolean mark = Claims.some(head, 1, line -> line.startsWith("create ") && SetOptions.type(new Words(line), 2));
        return mark ? Score.SURE : Claims.byName(head, "ipsetsave", "ipset");
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, IpsetSave::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        Words words = new Words(text);
        if (words.take("create")) {
            String name = words.next();
            String type = words.next();
            if (type.indexOf(':') < 0) {
                sink.malformed(lines.source(), "create NAME TYPE options");
            } else {
                sink.fact(new SetFact(lines.source(), name, type, SetOptions.read(words)));
            }
            return true;
        }
        if (words.take("add")) {
            String name = words.next();
            String element = words.next();
            if (element.isEmpty()) {
                sink.malformed(lines.source(), "add NAME ELEMENT");
            } else {
                sink.fact(new SetMemberFact(lines.source(), name, element, SetOptions.read(words)));
            }
            return true;
        }
        return false;
    }
}
