package io.packetwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Service without endpoints is refused by an ICMP error, and the kernel limits those: whether it did is in its counters. */
class ErrorLimitTest {

    private static final Path CASE =
            Path.of("..", "samples", "cases", "pw-005-svc-named-targetport-unresolved", "bundle");

    @TempDir
    private Path folder = Path.of("");

    /** The case, with counters of the node that refuses. */
    private Walk walk(Question.Origin from, String counters) throws IOException {
        try (Stream<Path> files = Files.walk(CASE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(CASE.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.write(to, Files.readAllBytes(file));
            }
        }
        Files.writeString(folder.resolve("nodes/n1/nstat.txt"), "#kernel\n" + counters);
        Bundle bundle = Bundle.of(List.of(new Input.Stored(folder)), Limits.standard(), () -> 0);
        Question question =
                new Question(from, new Question.Target.ToService(ObjectRef.service("shop", "web")), Proto.TCP, 80, 0);
        return new Walker(ClusterJoin.join(Intake.of(bundle, 1).readings())).walk(question);
    }

    private static Question.Origin pod() {
        return new Question.Origin.InPod(ObjectRef.pod("shop", "client-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "IcmpOutRateLimitHost 7, MIXED",
        "IcmpOutRateLimitGlobal 7, MIXED",
        "IcmpOutRateLimitHost 0, REFUSED",
        "Icmp6OutRateLimitHost 7, REFUSED",
        "IcmpOutDestUnreachs 7, REFUSED"
    })
    void manyAtOnceHearOfItOnlyWhenTheLimitWasNeverReached(String counter, Symptom seen) throws IOException {
        Walk walk = walk(pod(), counter.replace(" ", "    ") + "    0.0\n");

        assertThat(walk.symptom()).isEqualTo(seen);
        assertThat(walk.fresh().symptom()).isEqualTo(Symptom.REFUSED);
        assertThat(walk.verdict()).isEqualTo("REJECTED");
    }

    @Test
    void theCounterIsCited() throws IOException {
        Walk walk = walk(pod(), "IcmpOutRateLimitHost 7 0.0\n");

        assertThat(walk.beside()).singleElement().satisfies(path -> {
            assertThat(path.symptom()).isEqualTo(Symptom.TIMEOUT);
            assertThat(path.weight()).isZero();
            assertThat(path.by().stream().map(Source::toString)).anyMatch(by -> by.endsWith("n1/nstat.txt:2"));
        });
    }

    @Test
    void theNodesOwnProcessesAreAlwaysTold() throws IOException {
        Walk walk = walk(new Question.Origin.OnNode("n1"), "IcmpOutRateLimitHost 7 0.0\n");

        assertThat(walk.symptom()).isEqualTo(Symptom.REFUSED);
    }
}
