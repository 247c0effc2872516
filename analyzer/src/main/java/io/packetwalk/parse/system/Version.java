package io.packetwalk.parse.system;

import io.packetwalk.fact.system.VersionFact;
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
 * One line with the version of a tool: {@code iptables -V}, {@code nft --version}, {@code ipset --version} and the like.
 *
 * <pre>
 * iptables v1.8.9 (nf_tables)
 * nftables v1.0.6 (Lester Gooch #5)
 * </pre>
 */
public record Version() implements Parser {

    @Override
    public Format format() {
        return new Format("version");
    }

    @Override
    public Score claims(Head head) {
        boolean one = Claims.data(head, 2).size() == 1;
        return one && looks(head.first()) ? Score.SURE : Claims.byName(head, "iptablesversion", "nftversion");
    }

    private static boolean looks(String line) {
        Words words = new Words(line);
        String program = words.next();
        String version = words.next();
        return !program.isEmpty()
                && program.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_')
                && version.length() > 2
                && version.charAt(0) == 'v'
                && Character.isDigit(version.charAt(1))
                && version.indexOf('.') > 0
                && (!words.more()
                        || words.rest().strip().startsWith("(")
                                && words.rest().strip().endsWith(")"));
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, Version::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (!looks(text)) {
            return false;
        }
        Words words = new Words(text);
        String program = words.next();
        String version = words.next().substring(1);
        String detail = words.rest().strip();
        boolean brackets = detail.startsWith("(") && detail.endsWith(")");
        sink.fact(new VersionFact(
                lines.source(), program, version, brackets ? detail.substring(1, detail.length() - 1) : detail));
        return true;
    }
}
