package io.packetwalk.check.host;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.model.Inventory;
import io.packetwalk.walk.Missing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** PW-190: the artifacts of the bundle are of different moments, or some are cut. */
public final class BundleInconsistent implements Check {

    private static final CheckId ID = new CheckId("PW-190", "bundle-inconsistent", "host", 20);

    @Override
    public CheckId id() {
        return ID;
    }

    private static final Duration FAR = Duration.ofMinutes(5);

    @Override
    public Outcome run(Case that) {
        List<Inventory.Entry> timed = that.cluster().inventory().readings().stream()
                .filter(entry -> entry.window().isPresent()
                        && !entry.format().startsWith("pcap")
                        && !entry.format().contains("log"))
                .sorted(Comparator.comparing((Inventory.Entry entry) ->
                                entry.window().orElseThrow().from())
                        .thenComparing(Inventory.Entry::artifact))
                .toList();
        List<Inventory.Entry> cut = that.cluster().inventory().readings().stream()
                .filter(entry -> entry.presence() instanceof Presence.Truncated)
                .toList();
        boolean far = !timed.isEmpty()
                && Duration.between(
                                        timed.getFirst().window().orElseThrow().to(),
                                        timed.getLast().window().orElseThrow().from())
                                .compareTo(FAR)
                        > 0;
        if (!far && cut.isEmpty()) {
            return timed.isEmpty()
                    ? new Outcome.Undetermined(List.of(
                            new Missing("the times of the artifacts", "no manifest tells them", "packetwalk collect")))
                    : new Outcome.Clear("all artifacts are of the same five minutes and whole");
        }
        Claim claim = Claim.of(ID).about(new ObjectRef("Bundle", "", "bundle"));
        List<Source> at = new ArrayList<>();
        if (far) {
            for (Inventory.Entry entry : List.of(timed.getFirst(), timed.getLast())) {
                claim.shows("collected at " + entry.window().orElseThrow().from(), Source.whole(entry.artifact()));
                at.add(Source.whole(entry.artifact()));
            }
        }
        cut.stream().limit(5).forEach(entry -> {
            claim.shows("cut short", Source.whole(entry.artifact()));
            at.add(Source.whole(entry.artifact()));
        });
        Condition there = Condition.yes("artifacts are of different moments, or cut", at);
        return new Outcome.Found(List.of(claim.what(
                        far
                                ? "The bundle's artifacts are more than five minutes apart."
                                : cut.size() == 1
                                        ? "1 artifact is cut short."
                                        : cut.size() + " artifacts are cut short.")
                .why(
                        "What was true at one moment need not be at another, and what is cut may hide its rest; claims that join such artifacts are not proven.")
                .not("PW-034", "a difference of two moments is no drift")
                .remedy(
                        "packetwalk collect cluster; packetwalk collect node --pods  # within one minute",
                        "none, reads only",
                        "")
                .then("packetwalk verify NEW-BUNDLE")
                .unless("times that a manifest corrects")
                .finding(
                        Severity.S3,
                        new Proof(there, there, Condition.no("it hurts nobody", List.of()), there, List.of()))));
    }
}
