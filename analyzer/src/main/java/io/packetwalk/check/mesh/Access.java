package io.packetwalk.check.mesh;

import io.packetwalk.check.Case;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of the sidecars' access logs, by their response flags (Envoy, access log: {@code %RESPONSE_FLAGS%}). */
final class Access {

    private static final Pattern LINE = Pattern.compile("^\\[[^]]*] \"([^\"]*)\" (\\d{1,3}) ([A-Z,]+) ");
    private static final Pattern CLUSTER = Pattern.compile("outbound\\|(\\d+)\\|[^|]*\\|([^.| ]+)\\.([^.| ]+)\\.svc");

    private Access() {}

    /** The request of a line with one of these flags, as logged; empty when the line is none. */
    static Optional<Matcher> line(String text, Set<String> flags) {
        Matcher line = LINE.matcher(text);
        return line.find() && Set.of(line.group(3).split(",", -1)).stream().anyMatch(flags::contains)
                ? Optional.of(line)
                : Optional.empty();
    }

    static List<LogTrail> trails(Case that, Set<String> flags) {
        return LogTrail.of(that, text -> line(text, flags).isPresent());
    }

    /** The Service that the line says it was sent to. */
    static Optional<Service> service(Case that, String text) {
        Matcher cluster = CLUSTER.matcher(text);
        return cluster.find() ? that.cluster().service(cluster.group(3), cluster.group(2)) : Optional.empty();
    }

    /** What it means that no line tells. */
    static Optional<Outcome> blind(Case that) {
        boolean mesh = that.cluster().pods().stream()
                .flatMap(pod -> pod.object().containers().stream())
                .anyMatch(container -> container.name().equals("istio-proxy"));
        if (!mesh) {
            return Optional.of(new Outcome.NotApplicable("no pod has a sidecar"));
        }
        return LogTrail.silent(that)
                ? Optional.of(new Outcome.Undetermined(List.of(new Missing(
                        "access logs of the sidecars",
                        "none is in the bundle",
                        "kubectl -n NAMESPACE logs POD -c istio-proxy --timestamps"))))
                : Optional.empty();
    }
}
