package io.packetwalk.parse.cni;

import io.packetwalk.fact.cni.CiliumFrontend;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Frontends and backends as Cilium writes them: {@code 10.96.0.10:53}, {@code [fd00::a]:53/UDP}, {@code 10.96.0.10:53/TCP/i}. */
final class Frontends {

    /** Some releases print the slot behind the key. */
    private static final Pattern FRONTEND = Pattern.compile("(\\S+?)(?:/([A-Z0-9]+))?(/i)?(?: \\(\\d+\\))?");

    private Frontends() {}

    static Optional<CiliumFrontend> frontend(String cell) {
        Matcher matcher = FRONTEND.matcher(cell);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Optional<Proto> proto = proto(matcher.group(2));
        // "ANY" and "NONE" are names of keys without a protocol (pkg/u8proto).
        boolean readable = proto.isPresent()
                || matcher.group(2) == null
                || matcher.group(2).equals("ANY")
                || matcher.group(2).equals("NONE");
        boolean internal = matcher.group(3) != null;
        return readable
                ? IpPort.parse(matcher.group(1)).map(at -> new CiliumFrontend(proto, at, internal))
                : Optional.empty();
    }

    static Optional<IpPort> backend(String cell) {
        return frontend(cell).map(CiliumFrontend::at);
    }

    static Optional<Proto> proto(@org.jspecify.annotations.Nullable String word) {
        return word == null ? Optional.empty() : Proto.parse(word.toLowerCase(java.util.Locale.ROOT));
    }
}
