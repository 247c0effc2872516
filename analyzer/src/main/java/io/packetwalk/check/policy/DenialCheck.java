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
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.walk.Missing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

    /** So many pods and remedies stand by name. */
    private static final int NAMED = 3;

    private DenialCheck() {}

    /** One finding for each set of policies that denies for this reason: it is one thing to change, however many pods it isolates. */
    static Outcome of(Case that, CheckId id, DenialReason reason, Words words) {
        if (that.cluster().policies().isEmpty()) {
            return new Outcome.NotApplicable("the bundle has no policy object");
        }
        Map<String, List<Denial>> groups = new TreeMap<>();
        for (Denial denial : Denials.of(that).of(reason)) {
            groups.computeIfAbsent(denial.direction() + denial.policies(), key -> new ArrayList<>())
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
        List<ObjectRef> pods = group.stream()
                .map(denial -> denial.guarded().ref())
                .distinct()
                .sorted(Comparator.comparing(ObjectRef::toString))
                .toList();
        List<Flow> failed = group.stream().map(Denial::flow).toList();
        List<Flow> all = alike(that, failed);
        Claim claim = Claim.of(id);
        first.side().by().stream().map(By::policy).distinct().forEach(claim::about);
        pods.stream().limit(NAMED).forEach(claim::about);
        claim.what(Sentences.failed(
                        packets(group)
                                + (first.direction() == Direction.INGRESS ? " into " : " out of ")
                                + pods.getFirst()
                                + (pods.size() == 1 ? "" : " and " + (pods.size() - 1) + " more pods"),
                        failed,
                        all))
                .why(words.why(first) + others(group));
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
        Set<String> nodes =
                group.stream().map(denial -> denial.guarded().node()).collect(Collectors.toCollection(TreeSet::new));
        Proof proof = new Proof(
                Condition.yes(
                        "the policies deny it",
                        first.side().by().stream().map(By::source).toList()),
                Paths.end(
                        that,
                        "the walk ends at a policy rule of " + String.join(", ", nodes),
                        failed,
                        path -> nodes.stream().anyMatch(node -> Denial.stoppedAt(path, node))),
                new Condition(
                        "connections failed",
                        Ternary.YES,
                        List.of(failed.getFirst().nearest().source())),
                Moments.near(that, first.side().by().getFirst().source(), failed),
                List.of(new Condition(
                        "PW-078: the node enforces policies",
                        group.stream().allMatch(Denial::stopped) ? Ternary.YES : Ternary.UNKNOWN,
                        List.of())));
        Set<String> ids = failed.stream().map(Flow::id).collect(Collectors.toSet());
        List<Lookup> lookups = that.flows().lookups().stream()
                .filter(Lookup::failed)
                .filter(lookup -> lookup.flows().stream().anyMatch(ids::contains))
                .toList();
        if (first.stopped()) {
            claim.not("PW-078", words.not(first));
        }
        group.stream()
                .map(words::remedy)
                .distinct()
                .limit(NAMED)
                .forEach(remedy ->
                        claim.remedy(remedy, "low, widens what may reach the pod", "apply the previous policy"));
        return claim.remedy(
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

    /** What was denied: the one packet, or how many kinds of them. */
    private static String packets(List<Denial> group) {
        List<String> packets = group.stream()
                .map(denial -> denial.inquiry().packet().toString())
                .distinct()
                .toList();
        return packets.size() == 1 ? packets.getFirst() : packets.size() + " kinds of packets";
    }

    /** Where else the same policies deny, beside what the sentence before names. */
    private static String others(List<Denial> group) {
        long more = group.stream().map(Denial::to).distinct().count() - 1;
        return more == 0
                ? ""
                : " The same holds for " + more + (more == 1 ? " more destination." : " more destinations.");
    }

    /** The failed flows and the others to the same places: the base of the fraction. */
    private static List<Flow> alike(Case that, List<Flow> failed) {
        Set<String> ids = failed.stream().map(Flow::id).collect(Collectors.toSet());
        Set<Destination> places = failed.stream().map(DenialCheck::place).collect(Collectors.toSet());
        return that.flows().all().stream()
                .filter(flow -> flow.state() != Flow.State.PARTIAL)
                .filter(flow -> ids.contains(flow.id()) || places.contains(place(flow)))
                .toList();
    }

    private record Destination(Proto proto, IpPort at) {}

    private static Destination place(Flow flow) {
        return new Destination(flow.proto(), flow.server().at());
    }
}
