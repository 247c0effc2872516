package io.packetwalk.check.conntrack;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Severity;
import io.packetwalk.check.translation.Unreached;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Step;
import java.util.ArrayList;
import java.util.List;

/** PW-068: a rule leaves packets to a Service untracked, and what has no connection entry is not translated (nf_nat_inet_fn). */
public final class NotrackMismatch implements Check {

    private static final CheckId ID = new CheckId("PW-068", "notrack-mismatch", "conntrack", 12);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        List<Finding> findings = Unreached.of(that).stream()
                .filter(Unreached::untracked)
                .map(way -> finding(that, way))
                .toList();
        List<Missing> missing = new ArrayList<>();
        that.cluster().nodes().stream()
                .filter(node -> that.served().on(node).implementations().stream()
                        .noneMatch(that.served().on(node)::whole))
                .forEach(node -> missing.add(new Missing(
                        "rules of " + node.name(),
                        "not dumped, or not completely",
                        "iptables-save -c; nft -a list ruleset on " + node.name())));
        return Outcome.of(findings, missing, "no failed connection to a Service was left untracked by a rule");
    }

    private static Finding finding(Case that, Unreached way) {
        String node = way.node().name();
        Claim claim = Claim.of(ID)
                .about(ObjectRef.node(node))
                .about(way.service().ref())
                .what(Sentences.failed(way.service().ref() + " from " + node, way.failed(), way.failed()))
                .why(
                        "A rule on " + node + " leaves packets to " + way.address()
                                + " untracked. What has no connection entry is not translated: they leave with the Service's address, which nobody outside the node answers.");
        for (Source source : way.shown()) {
            claim.shows(way.obstacle().map(Step::text).orElse(""), source);
        }
        return claim.not("PW-034", "the node has the Service's rules, and they would be reached")
                .remedy(
                        "iptables -t raw -S | grep -i -e notrack; nft -a list ruleset | grep notrack  # on " + node
                                + ": who wrote the rule?",
                        "none, reads only",
                        "")
                .remedy(
                        "# delete the rule, or let it match only addresses that nothing translates (NodeLocal DNS does so on purpose)",
                        "medium, the owner may have wanted it",
                        "add the rule again")
                .then(Sentences.trace(way.failed(), way.address().toString()))
                .unless("a rule dump of the same time without it")
                .explains(that, way.failed(), way.failed().size())
                .finding(
                        Severity.S2,
                        Stated.ending(
                                that,
                                Condition.yes("a rule leaves packets to " + way.address() + " untracked", way.shown()),
                                way.failed(),
                                way::ends));
    }
}
