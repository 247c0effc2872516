package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Moments;
import io.packetwalk.check.witness.Paths;
import io.packetwalk.check.witness.Sentences;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The claim that policies deny failed flows, for all checks that name one reason for it: which denials are its own, and what to do about them. */
final class DenialCheck {

    /** A check's own words about its denials. */
    interface Words {
        /** Why, in one sentence. */
        String why(Denial first);

        /** A command that takes the reason away. */
        String remedy(Denial first);

        /** What was ruled out. */
        String not(Denial first);
    }

    private DenialCheck() {}

    /** One finding for each policy and pod that denies for this reason. */
    static Outcome of(Case that, CheckId id, DenialReason reason, Words words) {
        if (that.cluster().policies().isEmpty()) {
            return new Outcome.NotApplicable("the bundle has no policy object");
        }
        Map<String, List<Denial>> groups = new TreeMap<>();
        for (Denial denial : Denials.of(that).of(reason)) {
            groups.computeIfAbsent(
                            denial.direction() + denial.guarded().ref().toString() + denial.policies(),
                            key -> new ArrayList<>())
                    .add(denial);
        }
        List<Finding> findings = groups.values().stream()
                .map(group -> finding(that, id, group, words))
                .toList();
        List<Missing> missing = that.cluster().policies().unread().stream()
                .map(unread -> new Missing(
                        unread.ref().toString(),
                        unread.why(),
                        "kubectl get " + unread.ref().kind() + " -A -o yaml"))
                .toList();
        return Outcome.of(findings, missing, "no failed flow is denied for this reason");
    }

    private static Finding finding(Case that, CheckId id, List<Denial> group, Words words) {
        Denial first = group.getFirst();
        ObjectRef pod = first.guarded().ref();
        List<Flow> failed = group.stream().map(Denial::flow).toList();
        List<Flow> all = that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> failed.contains(flow)
                        || flow.proto().equals(first.flow().proto())
                                && flow.server()
                                        .at()
                                        .equals(first.flow().server().at()))
                .toList();
        Claim claim = Claim.of(id);
        first.side().by().stream().map(By::policy).distinct().forEach(claim::about);
        claim.about(pod)
                .what(Sentences.failed(
                        first.inquiry().packet()
                                + (first.direction() == Direction.INGRESS ? " into " : " out of ")
                                + pod,
                        failed,
                        all))
                .why(words.why(first));
        first.side().by().forEach(by -> claim.shows(by.policy() + " " + by.text(), by.source()));
        failed.stream()
                .limit(2)
                .forEach(flow -> claim.shows(
                        flow.client().at() + " to " + flow.reached() + ": " + Sentences.word(flow.state()),
                        flow.nearest().source()));
        first.side()
                .nearest()
                .forEach(near -> claim.shows(
                        "nearest allow: " + near.rule().policy() + " rule "
                                + near.rule().rule() + ", but " + String.join("; ", near.fields()),
                        near.rule().source()));
        Proof proof = new Proof(
                Condition.yes(
                        "the policies deny it",
                        first.side().by().stream().map(By::source).toList()),
                Paths.end(
                        that,
                        "the walk ends at a policy rule of " + first.guarded().node(),
                        failed,
                        path -> Denial.stoppedAt(path, first.guarded().node())),
                new Condition(
                        "connections failed",
                        Ternary.YES,
                        List.of(failed.getFirst().nearest().source())),
                Moments.near(that, first.side().by().getFirst().source(), failed),
                List.of(new Condition(
                        "PW-078: the node enforces policies",
                        group.stream().allMatch(Denial::stopped) ? Ternary.YES : Ternary.UNKNOWN,
                        List.of())));
        List<Lookup> lookups = that.flows().lookups().stream()
                .filter(Lookup::failed)
                .filter(lookup -> lookup.flows().stream()
                        .anyMatch(
                                flow -> failed.stream().anyMatch(one -> one.id().equals(flow))))
                .toList();
        return claim.not("PW-078", words.not(first))
                .remedy(words.remedy(first), "low, widens what may reach the pod", "apply the previous policy")
                .remedy(
                        "packetwalk policy BUNDLE --from "
                                + first.inquiry().from().name().replace("pod/", "") + " --to "
                                + first.inquiry().to().name().replace("pod/", "") + " --port "
                                + first.to().port() + "/" + first.flow().proto(),
                        "none, reads only",
                        "")
                .then(Sentences.trace(failed, first.to() + "/" + first.flow().proto()))
                .unless("a policy dump of the same time that allows it")
                .explains(that, failed, all.size())
                .explainsLookups(lookups)
                .finding(Severity.S1, proof);
    }
}
