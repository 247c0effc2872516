package io.packetwalk.check.mesh;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.LogTrail;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.walk.Missing;
import java.util.List;

/** PW-162: two ends of a mesh do not agree on mutual TLS, or do not trust each other's root. */
public final class MutualTlsMismatch implements Check {

    private static final CheckId ID = new CheckId("PW-162", "mesh-mtls-mismatch", "mesh", 19);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = LogTrail.of(that, MutualTlsMismatch::tells).stream()
                .map(MutualTlsMismatch::finding)
                .toList();
        boolean mesh = that.cluster().pods().stream()
                .flatMap(pod -> pod.object().containers().stream())
                .anyMatch(container -> container.name().equals("istio-proxy")
                        || container.name().equals("linkerd-proxy"));
        if (!mesh && findings.isEmpty()) {
            return new Outcome.NotApplicable("no pod has a sidecar");
        }
        return findings.isEmpty() && LogTrail.silent(that)
                ? new Outcome.Undetermined(List.of(new Missing(
                        "logs of the sidecars",
                        "none is in the bundle",
                        "kubectl -n NAMESPACE logs POD -c istio-proxy --timestamps")))
                : Outcome.of(findings, List.of(), "no sidecar tells of TLS that was refused");
    }

    private static boolean tells(String text) {
        return text.contains("filter_chain_not_found")
                || text.contains("TLS_error:") && text.contains("CERTIFICATE_VERIFY_FAILED")
                || text.contains("x509: certificate signed by unknown authority") && text.contains("spiffe")
                || text.contains("TLS_error:") && text.contains("WRONG_VERSION_NUMBER");
    }

    private static Finding finding(LogTrail trail) {
        return trail.shown(
                        Claim.of(ID)
                                .about(new ObjectRef("Log", "", trail.place()))
                                .what(trail.place() + ": a peer's TLS was refused (" + trail.count() + ").")
                                .why(
                                        trail.last().text().contains("VERIFY")
                                                        || trail.last().text().contains("unknown authority")
                                                ? "The peer's certificate is of a root that this side does not trust."
                                                : "One side requires mutual TLS, the other sends plain text or other TLS."),
                        trail.place() + " mtls")
                .not("PW-159", "the error is the sidecar's")
                .remedy("kubectl get peerauthentication,destinationrule -A -o yaml", "none, reads only", "")
                .then("the log of " + trail.place() + " has no further such line")
                .unless("both sides' configuration dumps that agree")
                .finding(
                        Severity.S1,
                        trail.proof(
                                "the sidecar's error names it",
                                Condition.unknown(
                                        "PW-159: PeerAuthentication and DestinationRule of both ends disagree")));
    }
}
