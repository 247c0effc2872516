package io.packetwalk;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.check.Case;
import io.packetwalk.check.Walks;
import io.packetwalk.check.diagnosis.Diagnosis;
import io.packetwalk.check.diagnosis.Examination;
import io.packetwalk.check.witness.FlowWalks;
import io.packetwalk.fact.Reading;
import io.packetwalk.flow.Flows;
import io.packetwalk.flow.Stitcher;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Walker;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A bundle, read and understood. {@link #run} is the whole house; every room of it is a package.
 *
 * @param bundle what we were given
 * @param intake what was read of it
 * @param cluster what is, joined from all artifacts
 * @param flows what was seen
 * @param walks where packets would go, computed when asked
 * @param asked the failure the reader asked about
 * @param examined the case that was examined, with what was worked out for it
 * @param diagnosis which claims hold, ranked
 */
public record Analysis(
        Bundle bundle,
        Intake intake,
        Cluster cluster,
        Flows flows,
        Walks walks,
        Optional<Question> asked,
        Case examined,
        Diagnosis diagnosis) {

    /**
     * Open, read, join, stitch, walk, diagnose.
     *
     * @param bundle the opened bundle
     * @param workers threads that read; the result does not depend on it
     * @param symptom turns what the reader typed into a question about this cluster; empty when nothing was asked
     * @throws io.packetwalk.bundle.LimitExceeded when a limit is passed
     * @throws IOException when an input cannot be opened
     */
    public static Analysis run(Bundle bundle, int workers, Function<Cluster, Optional<Question>> symptom)
            throws IOException {
        return run(bundle, workers, readings -> readings, symptom, _cluster -> true);
    }

    /**
     * The same with the state that was dumped nearest to a moment, where there is more than one.
     *
     * @throws IOException as {@link #run}
     */
    public static Analysis at(Instant moment, Bundle bundle, int workers, Function<Cluster, Optional<Question>> symptom)
            throws IOException {
        return run(bundle, workers, readings -> Snapshots.of(readings, moment).readings(), symptom, _cluster -> true);
    }

    /**
     * What was seen, for who asks for nothing else: without a cluster there is nothing to diagnose, and captures alone are not examined.
     *
     * @throws IOException as {@link #run}
     */
    public static Analysis observed(Bundle bundle, int workers) throws IOException {
        return run(
                bundle,
                workers,
                readings -> readings,
                _cluster -> Optional.empty(),
                cluster -> !cluster.nodes().isEmpty()
                        || !cluster.pods().isEmpty()
                        || !cluster.services().isEmpty());
    }

    private static Analysis run(
            Bundle bundle,
            int workers,
            UnaryOperator<List<Reading>> snapshots,
            Function<Cluster, Optional<Question>> symptom,
            Predicate<Cluster> examined)
            throws IOException {
        Intake intake = Intake.of(bundle, workers);
        Cluster cluster = ClusterJoin.join(snapshots.apply(intake.readings()));
        Flows flows = Stitcher.stitch(cluster);
        Walks walks = new FlowWalks(cluster, new Walker(cluster)::walk);
        Optional<Question> asked = symptom.apply(cluster);
        Case that = new Case(cluster, flows, walks, asked);
        Diagnosis diagnosis =
                examined.test(cluster) ? Examination.of(that, workers) : new Diagnosis(List.of(), Map.of());
        return new Analysis(bundle, intake, cluster, flows, walks, asked, that, diagnosis);
    }
}
