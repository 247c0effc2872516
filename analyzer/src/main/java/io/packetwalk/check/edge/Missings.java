package io.packetwalk.check.edge;

import io.packetwalk.check.Case;
import io.packetwalk.check.Outcome;
import io.packetwalk.walk.Missing;
import java.util.List;

/** What checks of logs miss. */
final class Missings {

    private Missings() {}

    /** No log of a controller: where there is an edge at all it may hide anything. */
    static Outcome logs(Case that) {
        boolean edge = !that.cluster().edge().ingresses().isEmpty()
                || !that.cluster().edge().gateways().isEmpty();
        return edge
                ? new Outcome.Undetermined(List.of(new Missing(
                        "log of the ingress controller or gateway",
                        "none is in the bundle",
                        "kubectl -n NAMESPACE logs POD --timestamps --since=1h")))
                : new Outcome.NotApplicable("no Ingress or Gateway, and no log, in the bundle");
    }
}
