package io.packetwalk.check.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.Analysis;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.check.Case;
import io.packetwalk.cli.Asked;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures are clustered, and what was asked about comes first. */
final class IncidentsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"stale-rules-one-node", "netpol-egress-no-dns", "hostgw-missing-route", "mtu-underlay-1450"})
    void everyFailedFlowIsInOneOfFewIncidents(String bundle) throws IOException {
        Analysis analysis = analysis(bundle, "");
        List<Incident> incidents = Incidents.of(
                new Case(analysis.cluster(), analysis.flows(), analysis.walks(), Optional.empty()),
                analysis.diagnosis());
        assertThat(incidents).hasSizeBetween(1, 8);
        assertThat(incidents.stream().mapToInt(Incident::failed).sum())
                .isGreaterThanOrEqualTo(analysis.flows().failed().size());
        assertThat(incidents)
                .allSatisfy(incident -> assertThat(incident.failed()).isBetween(1, incident.total()));
        assertThat(incidents.stream().flatMap(incident -> incident.findings().stream()))
                .containsExactlyInAnyOrderElementsOf(analysis.diagnosis().rootCauses().stream()
                        .map(Ranked::fingerprint)
                        .toList());
    }

    @Test
    void whatWasAskedComesFirst() throws IOException {
        Analysis asked =
                analysis("netpol-egress-no-dns", "from pod/default/client-b to svc/kube-system/kube-dns:53/udp");
        Ranked first = asked.diagnosis().findings().getFirst();
        assertThat(first.role()).isEqualTo(Role.ROOT_CAUSE);
        assertThat(first.finding().id().code()).isEqualTo("PW-070");
    }

    /** Nobody tried while packets were captured: the rule that stops the packet is there all the same. */
    @Test
    void aMechanismAtTheEndOfTheAskedWalkIsTheCause() throws IOException {
        Analysis unasked = analysis("lb-source-ranges-nft", "");
        assertThat(unasked.diagnosis().rootCauses()).isNotEmpty();
        Analysis asked = analysis("lb-source-ranges-nft", "from 198.51.100.77 to 203.0.113.10:80");
        assertThat(asked.diagnosis().findings().getFirst().finding().id().code())
                .isEqualTo("PW-053");
    }

    private static Analysis analysis(String bundle, String symptom) throws IOException {
        Path path = Path.of("..", "samples", "bundles", bundle + ".tar.gz");
        Bundle opened = Bundle.of(List.of(new Input.Stored(path)), Limits.standard(), () -> 0);
        return Analysis.run(
                opened,
                2,
                cluster -> symptom.isEmpty() ? Optional.empty() : Optional.of(Asked.symptom(symptom, cluster)));
    }
}
