package io.packetwalk.parse.system;

import io.packetwalk.fact.system.SysctlFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code sysctl -a}, with or without blanks around the equal sign.
 *
 * <pre>
 * net.ipv4.ip_forward = 1
 * net.ipv4.conf.eth0.rp_filter=2
 * net.ipv4.ip_local_port_range = 32768	60999
 * </pre>
 *
 * <p>Also a copy of {@code /proc/sys/net}, a file for each setting (Retina's {@code proc-sys-net/ipv4/ip_forward}): the path is the key.
 */
public record Sysctl() implements Parser {

    private static final Set<String> ROOTS =
            Set.of("abi", "crypto", "debug", "dev", "fs", "kernel", "net", "sunrpc", "user", "vm", "fscache");

    /** Where a copied folder of settings begins. */
    private static final Pattern COPY = Pattern.compile("(?:^|/)(?:proc/sys/|proc-sys-)(net/.+)$");

    @Override
    public Format format() {
        return new Format("sysctl");
    }

    @Override
    public Score claims(Head head) {
        if (Claims.most(head, 40, line -> !key(line).isEmpty())) {
            return Score.SURE;
        }
        return copied(head.path()).isEmpty() ? Claims.byName(head, "sysctl") : Score.SURE;
    }

    /** The key of a setting that has a file of its own; as sysctl prints it, with a slash for a dot in a device's name. */
    private static String copied(String path) {
        Matcher copy = COPY.matcher(path);
        return copy.find() ? copy.group(1).replace('.', '\0').replace('/', '.').replace('\0', '/') : "";
    }

    /** The key, empty when the line is no setting. */
    private static String key(String line) {
        int equal = line.indexOf('=');
        String key = equal < 0 ? "" : line.substring(0, equal).strip();
        int dot = key.indexOf('.');
        return dot > 0 && key.indexOf(' ') < 0 && ROOTS.contains(key.substring(0, dot)) ? key : "";
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        String copied = copied(content.artifact());
        LineReader.readAll(
                content,
                sink,
                (lines, text, into) ->
                        line(lines, text, into) || !copied.isEmpty() && value(lines, copied, text, into));
    }

    private static boolean value(Lines lines, String key, String text, FactSink sink) {
        sink.fact(new SysctlFact(lines.source(), key, text.strip()));
        return true;
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        String key = key(text);
        if (!key.isEmpty()) {
            sink.fact(new SysctlFact(
                    lines.source(), key, text.substring(text.indexOf('=') + 1).strip()));
            return true;
        }
        // One key that cannot be read is no failure of the others.
        boolean remark = text.startsWith("sysctl: ") || text.charAt(0) == '#' || text.charAt(0) == ';';
        if (remark) {
            sink.ignored(1);
        }
        return remark;
    }
}
