package io.packetwalk.check.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.flow.Stitcher;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.Walker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sample bundles whose captures show a client's packets; in two of them a rule is changed afterwards, so that the walk and the captures part. */
class SightedTest {

    @TempDir
    private Path folder = Path.of("");

    /** The walk of a client to a Service, held against the captures, when the rules of a node read otherwise. */
    private Walk walk(String sample, String to, String file, UnaryOperator<String> rules) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("..", "samples", "bundles", sample + ".tar.gz"));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile()) {
                    Path target = folder.resolve(entry.getName());
                    Files.createDirectories(target.getParent());
                    Files.write(target, tar.readAllBytes());
                }
            }
        }
        Path changed = folder.resolve(sample).resolve(file);
        String before = Files.readString(changed);
        String after = rules.apply(before);
        Files.writeString(changed, after);
        Bundle bundle = Bundle.of(List.of(new Input.Stored(folder.resolve(sample))), Limits.standard(), () -> 0);
        Cluster cluster = ClusterJoin.join(Intake.of(bundle, 2).readings());
        Question question = new Question(
                new Question.Origin.InPod(ObjectRef.pod("default", "client-a")),
                to.startsWith("svc/")
                        ? new Question.Target.ToService(ObjectRef.service("default", to.substring(4)))
                        : new Question.Target.ToPod(ObjectRef.pod("default", to)),
                Proto.TCP,
                to.startsWith("svc/") ? 80 : 8080,
                0);
        return Sighted.of(new Walker(cluster).walk(question), Stitcher.stitch(cluster));
    }

    private static Stream<Step> steps(Walk walk) {
        return walk.paths().stream().flatMap(path -> path.steps().stream());
    }

    @Test
    void whatCapturesSawIsObservedThereAndBack() throws IOException {
        Walk walk = walk("healthy-baseline", "svc/web", "nodes/node1/iptables-save.txt", text -> text);

        assertThat(walk.paths())
                .allSatisfy(path -> assertThat(path.steps())
                        .filteredOn(step -> step.kind() == Step.Kind.CROSS || step.kind() == Step.Kind.ARRIVE)
                        .allSatisfy(step -> {
                            assertThat(step.basis()).isEqualTo(Basis.OBSERVED);
                            assertThat(step.sources().toString()).contains(".pcap#");
                        }));
        assertThat(walk.reply())
                .allSatisfy(path -> assertThat(path.steps().getLast().basis()).isEqualTo(Basis.OBSERVED));
        assertThat(steps(walk).filter(step -> step.kind() == Step.Kind.ENCAP))
                .allMatch(step -> step.basis() == Basis.OBSERVED);
        assertThat(steps(walk).filter(step -> step.kind() == Step.Kind.RULE_HIT))
                .noneMatch(step -> step.basis() == Basis.OBSERVED);
        assertThat(steps(walk)).noneMatch(step -> step.basis() == Basis.CONTRADICTED);
    }

    @Test
    void aTranslationThatRulesDoNotMakeContradictsThem() throws IOException {
        Walk walk = walk(
                "healthy-baseline",
                "svc/web",
                "nodes/node1/iptables-save.txt",
                text -> text.replace("--to-destination 10.244.1.4:8080", "--to-destination 10.244.1.4:8081"));

        assertThat(steps(walk)
                        .filter(step ->
                                step.after().tuple().dst().port() == 8081 && step.kind() == Step.Kind.TRANSLATE))
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.basis()).isEqualTo(Basis.CONTRADICTED);
                    assertThat(step.sources().toString()).contains(".pcap#");
                });
    }

    @Test
    void packetsThatDidNotComeAsFarContradictAWalkThatArrives() throws IOException {
        Walk walk = walk(
                "vxlan-port-blocked",
                "solo-1",
                "nodes/node2/iptables-save.txt",
                text -> text.replaceAll("(?m)^.*--dport 8472 .*DROP\n", ""));

        assertThat(walk.verdict()).isEqualTo("DELIVERED");
        assertThat(steps(walk)).anySatisfy(step -> assertThat(step.basis()).isEqualTo(Basis.CONTRADICTED));
    }
}
