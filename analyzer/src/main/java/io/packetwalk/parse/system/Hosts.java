package io.packetwalk.parse.system;

import io.packetwalk.fact.system.HostsFact;
import io.packetwalk.net.Ip;
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
import java.util.List;
import java.util.Optional;

/**
 * {@code /etc/hosts}.
 *
 * <pre>
 * 127.0.0.1	localhost
 * 10.244.1.5	web-0.web.default.svc.cluster.local	web-0   # added by the kubelet
 * </pre>
 */
public record Hosts() implements Parser {

    @Override
    public Format format() {
        return new Format("hosts");
    }

    @Override
    public Score claims(Head head) {
        boolean entries = Claims.most(head, 20, line -> !names(line).isEmpty());
        boolean localhost = Claims.some(head, 20, line -> names(line).contains("localhost"));
        return entries ? localhost ? Score.SURE : Score.LIKELY : Claims.byName(head, "hosts");
    }

    /** The names of an entry; none when the line is no entry. */
    private static List<String> names(String line) {
        int hash = line.indexOf('#');
        List<String> words = Words.of(hash < 0 ? line : line.substring(0, hash));
        boolean route =
                words.size() > 1 && (words.get(1).equals("dev") || words.get(1).equals("via"));
        if (words.size() < 2 || route || address(words.getFirst()).isEmpty()) {
            return List.of();
        }
        List<String> names = words.subList(1, words.size());
        return names.stream().allMatch(Hosts::name) ? names : List.of();
    }

    private static boolean name(String word) {
        return word.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' || c == '*');
    }

    private static Optional<Ip> address(String text) {
        int zone = text.indexOf('%');
        return Ip.parse(zone < 0 ? text : text.substring(0, zone));
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, Hosts::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        if (text.strip().startsWith("#")) {
            sink.ignored(1);
            return true;
        }
        List<String> names = names(text);
        Optional<Ip> ip = address(new Words(text).next());
        if (ip.isEmpty()) {
            return false;
        }
        if (names.isEmpty()) {
            sink.malformed(lines.source(), "ADDRESS NAME ...");
        } else {
            sink.fact(new HostsFact(lines.source(), ip.get(), List.copyOf(names)));
        }
        return true;
    }
}
