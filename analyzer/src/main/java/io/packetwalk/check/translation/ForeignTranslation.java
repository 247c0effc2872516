package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.FailedFlows;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Service addresses that a rule of nobody's Service proxy translates before the proxy does, to an address that is no endpoint. */
final class ForeignTranslation {

    private ForeignTranslation() {}

    /** A rule, the address that it translates, and the failed flows it takes. */
    private record Hijack(Source rule, Step step, Service service, List<Flow> failed) {}

    static List<Finding> findings(Case that, CheckId id) {
        Map<Source, Hijack> hijacks = new TreeMap<>();
        FailedFlows failed = new FailedFlows(that);
        for (Flow flow : that.flows().failed()) {
            failed.brokenPath(flow)
                    .flatMap(path -> foreign(that, path))
                    .ifPresent(step -> that.cluster()
                            .serviceAt(step.before().tuple().dst().ip())
                            .filter(service -> !endpoint(service, step))
                            .ifPresent(service -> hijacks.computeIfAbsent(
                                            step.sources().getFirst(),
                                            rule -> new Hijack(rule, step, service, new ArrayList<>()))
                                    .failed()
                                    .add(flow)));
        }
        return hijacks.values().stream()
                .map(hijack -> finding(that, id, hijack))
                .toList();
    }

    /** The step that translates the destination, when its chain is none of a Service proxy's. */
    private static Optional<Step> foreign(Case that, Path path) {
        return path.steps().stream()
                .filter(step ->
                        step.kind() == Step.Kind.TRANSLATE && !step.sources().isEmpty())
                .filter(step ->
                        !step.before().tuple().dst().equals(step.after().tuple().dst()))
                .findFirst()
                .filter(step -> that.cluster().node(step.node()).isPresent())
                .filter(step -> !step.chain().isEmpty() && !step.table().contains("kube"))
                .filter(step -> !ProxyChains.has(step.chain()));
    }

    private static boolean endpoint(Service service, Step step) {
        return service.endpoints().stream()
                .anyMatch(endpoint ->
                        endpoint.ip().equals(step.after().tuple().dst().ip()));
    }

    private static Finding finding(Case that, CheckId id, Hijack hijack) {
        Step step = hijack.step();
        String to = step.after().tuple().dst().toString();
        return Claim.of(id)
                .about(ObjectRef.node(step.node()))
                .about(hijack.service().ref())
                .what(Sentences.failed(
                        hijack.service().ref() + " from " + step.node(), hijack.failed(), hijack.failed()))
                .why("A rule of chain " + step.chain() + " on " + step.node() + " translates "
                        + step.before().tuple().dst() + " to " + to + " before the Service proxy is asked; " + to
                        + " is no endpoint of " + hijack.service().ref() + ".")
                .shows(step.text(), hijack.rule())
                .not("PW-034", "the rules of the Service proxy are not reached")
                .remedy(
                        "iptables-save -c -t nat; nft -a list ruleset  # on " + step.node() + ": who wrote the rule?",
                        "none, reads only",
                        "")
                .then("the rule's counter on " + step.node() + " stands still")
                .unless("a rule dump of the same time without it")
                .explains(that, hijack.failed(), hijack.failed().size())
                .finding(
                        Severity.S1,
                        Stated.ending(
                                that,
                                Condition.yes(
                                        "a rule that is not the Service proxy's translates the address to " + to,
                                        List.of(hijack.rule())),
                                hijack.failed(),
                                path -> Paths.broken(path)
                                        && foreign(that, path)
                                                .filter(other -> other.sources().contains(hijack.rule()))
                                                .isPresent()));
    }
}
