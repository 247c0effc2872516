package io.packetwalk.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.packetwalk.report.Report;
import io.packetwalk.report.Sample;
import io.packetwalk.template.WalkView;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StripTest {
    private static final String RULE = "nodes/worker-3/iptables-save.txt:412";

    private final Report report = Sample.broken();

    @Test
    void theFailingPathIsDrawnWithItsCauseAndItsEnd() {
        assertThat(hops(Set.of(RULE)))
                .containsExactly(
                        new WalkView.Hop(
                                "is translated", "worker-3", "10.96.14.7:80 → 10.244.1.9:8080", "cause", "w/1/1.2"),
                        new WalkView.Hop("into the tunnel", "worker-3", "VXLAN vni 1 to worker-1", "ok", "w/1/1.3"),
                        new WalkView.Hop(
                                "ends", "worker-1", "no interface of worker-1 owns 10.244.1.9", "broken", "w/1/1.4"));
    }

    @Test
    void nothingIsTheCauseWithoutEvidenceOnTheWay() {
        assertThat(hops(Set.of())).extracting(WalkView.Hop::state).containsExactly("ok", "ok", "broken");
    }

    @Test
    void theLadderSaysHowFarThePathCame() {
        assertThat(strip(Set.of()).promises())
                .extracting(WalkView.Promise::name, WalkView.Promise::state)
                .containsExactly(tuple("Service", "kept"), tuple("Endpoint", "open"), tuple("Process", "ends"));
    }

    private WalkView.Strip strip(Set<String> proofs) {
        return Strips.walk(report, 0, proofs, new Places(report.excerpts())).strip();
    }

    private List<WalkView.Hop> hops(Set<String> proofs) {
        return strip(proofs).hops();
    }
}
