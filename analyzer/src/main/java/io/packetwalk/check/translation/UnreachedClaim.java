package io.packetwalk.check.translation;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Step;
import java.util.List;

/** What is said of a Service whose rules stand on a node and are not reached. */
final class UnreachedClaim {

    private UnreachedClaim() {}

    static Finding finding(Case that, CheckId id, Unreached way) {
        String node = way.node().name();
        List<Flow> failed = way.failed();
        Claim claim = Claim.of(id)
                .about(ObjectRef.node(node))
                .about(way.service().ref())
                .what(Sentences.failed(way.service().ref() + " from " + node, failed, failed))
                .why("Packets to " + way.address() + " leave " + node + " untranslated: "
                        + way.obstacle()
                                .map(step -> "a rule of chain " + step.chain()
                                        + " ends their way before the rules of the Service proxy")
                                .orElse(
                                        "the rules of the Service proxy are there, but these packets do not come to them")
                        + ".");
        for (Source source : way.shown()) {
            claim.shows(
                    way.obstacle().map(Step::text).orElse(way.address() + " leaves " + node + " by this route"),
                    source);
        }
        return claim.not("PW-033", "the node has the Service's rules")
                .not("PW-036", "no other rule translates the address")
                .remedy(
                        "iptables-save -c -t nat; nft -a list ruleset  # on " + node
                                + ": what stands before the Service proxy's rules?",
                        "none, reads only",
                        "")
                .remedy(
                        "kubectl -n kube-system delete pod KUBE-PROXY-POD  # the one on " + node
                                + "; it writes its rules and jumps anew",
                        "low, rules stay while it restarts",
                        "none needed")
                .then(Sentences.trace(failed, way.address().toString()))
                .unless("a rule dump of the same time in which packets to " + way.address()
                        + " come to the proxy's rules")
                .explains(that, failed, failed.size())
                .finding(
                        Severity.S1,
                        Stated.ending(
                                that,
                                Condition.yes(
                                        "packets to " + way.address() + " pass " + node + " untranslated", way.shown()),
                                failed,
                                way::ends));
    }
}
