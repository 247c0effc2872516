package io.packetwalk.parse.system;

import io.packetwalk.fact.system.CounterFact;
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
import io.packetwalk.parse.Words;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code nstat -asz}, and {@code /proc/net/snmp6} with its two columns ({@link #SNMP6}).
 *
 * <pre>
 * #kernel
 * IpInReceives                    23                 0.0
 * TcpExtListenOverflows           4                  0.0
 * </pre>
 *
 * @param format {@code nstat} or {@code snmp6}
 */
public record Nstat(Format format) implements Parser {

    public static final Nstat NSTAT = new Nstat(new Format("nstat"));
    public static final Nstat SNMP6 = new Nstat(new Format("snmp6"));

    @Override
    public Score claims(Head head) {
        boolean kernel = head.first().startsWith("#kernel") || head.first().startsWith("#22");
        boolean six = equals(SNMP6);
        if (Claims.most(head, 20, line -> counter(line, six))) {
            return kernel != six || six && head.first().startsWith("Ip6") ? Score.SURE : Score.LIKELY;
        }
        return Claims.byName(head, format.id());
    }

    private static boolean counter(String line, boolean six) {
        List<String> words = Words.of(line);
        return words.size() == (six ? 2 : 3)
                && Character.isUpperCase(words.getFirst().charAt(0))
                && Numbers.digits(words.get(1));
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, Nstat::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (text.charAt(0) == '#') {
            sink.ignored(1);
            return true;
        }
        Words words = new Words(text);
        String name = words.next();
        OptionalLong value = Numbers.decimal(words.next());
        if (value.isEmpty() || !Character.isUpperCase(name.charAt(0))) {
            return false;
        }
        sink.fact(new CounterFact(lines.source(), name, value.getAsLong()));
        return true;
    }
}
