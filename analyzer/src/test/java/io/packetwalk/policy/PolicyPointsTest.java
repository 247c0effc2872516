package io.packetwalk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.packetwalk.Connectivity;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.inquiry.Inquiry;
import io.packetwalk.policy.inquiry.Located;
import io.packetwalk.policy.inquiry.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One question ({@code --from --to --port}) and the matrix ({@code --list}) are two ways through the engine and give one answer: for each pair of pods and each port that
 * anything speaks about. {@code -Dpolicy.corpus=FILE[,FILE]} runs the same over corpora of {@code scripts/policy-conformance}, and holds both against what they expect.
 */
final class PolicyPointsTest {

    private static final Path TABLES = Path.of("..", "samples", "policy");
    private static final List<Proto> PROTOS = List.of(Proto.TCP, Proto.UDP, Proto.SCTP);
    private static final int[] PORTS = {
        1, 22, 53, 80, 81, 443, 5432, 5500, 6379, 7005, 8080, 9000, 9100, 9150, 32500, 65535
    };

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> agreesWithTheMatrix() throws IOException {
        try (Stream<Path> files = Files.list(TABLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(),
                            () -> assertThat(compare(read(file))).isPositive()));
        }
    }

    @Test
    void agreesOverTheCorpora() throws IOException {
        int flows = 0;
        String corpora = System.getProperty("policy.corpus", "");
        for (String corpus : corpora.isEmpty() ? List.<String>of() : List.of(corpora.split(",", -1))) {
            for (JsonNode one : new ObjectMapper().readTree(Path.of(corpus).toFile())) {
                Path file = folder.resolve("case.json");
                Files.writeString(
                        file, "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": " + one.get("objects") + "}");
                Connectivity that = read(file);
                compare(that);
                for (JsonNode flow : one.get("flows")) {
                    flows++;
                    JsonNode port = flow.has("dport") ? flow.get("dport") : flow.get("port");
                    Proto proto = Proto.parse(flow.get("proto").asText()).orElseThrow();
                    assertThat(ask(
                                    that,
                                    flow.get("src").asText(),
                                    flow.get("dst").asText(),
                                    proto,
                                    port.asInt()))
                            .as("%s %s", one.get("id"), flow)
                            .isEqualTo(
                                    flow.get("expect").get("allowed").asBoolean()
                                            ? Inquiry.Word.ALLOWED
                                            : Inquiry.Word.DENIED);
                }
            }
        }
        if (!corpora.isEmpty()) {
            System.out.println("policy points: " + flows + " flows of the corpora as expected");
            assertThat(flows).isPositive();
        }
    }

    /** Rows of the matrix by sender and receiver. */
    private record Rows(Map<List<String>, String> sure, Map<List<String>, String> open) {
        static Rows of(Connectivity that) {
            Rows rows = new Rows(new HashMap<>(), new HashMap<>());
            Matrix matrix = Matrix.of(that.engine(), that.ends().members());
            matrix.allowed(n -> true, n -> true, row -> rows.sure.put(List.of(row.from(), row.to()), row.ports()));
            matrix.undetermined(n -> true, n -> true, row -> rows.open.put(List.of(row.from(), row.to()), row.ports()));
            return rows;
        }

        Inquiry.Word word(Ends.Member from, Ends.Member to, Proto proto, int port) {
            for (String sender : List.of(from.workload(), Ends.title(from.ref()))) {
                for (String receiver : List.of(to.workload(), Ends.title(to.ref()))) {
                    List<String> pair = List.of(sender, receiver);
                    if (holds(sure.getOrDefault(pair, ""), proto, port)) {
                        return Inquiry.Word.ALLOWED;
                    }
                    if (holds(open.getOrDefault(pair, ""), proto, port)) {
                        return Inquiry.Word.UNDETERMINED;
                    }
                }
            }
            return Inquiry.Word.DENIED;
        }

        private static boolean holds(String ports, Proto proto, int port) {
            if (ports.equals("All")) {
                return true;
            }
            String word = proto.toString().toUpperCase(Locale.ROOT) + " ";
            return Stream.of(ports.split(";", -1))
                    .filter(part -> part.startsWith(word))
                    .anyMatch(part -> Ports.parse(part.substring(word.length()))
                            .orElseThrow()
                            .contains(port));
        }
    }

    private static int compare(Connectivity that) {
        Rows rows = Rows.of(that);
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (Ends.Member from : that.ends().members()) {
            for (Ends.Member to : that.ends().members()) {
                if (from.workload().equals(to.workload())) {
                    continue;
                }
                for (Proto proto : PROTOS) {
                    for (int port : PORTS) {
                        asked++;
                        Inquiry.Word point = Inquiry.between(that.engine(), located(from), located(to), proto, port)
                                .verdict();
                        Inquiry.Word listed = rows.word(from, to, proto, port);
                        if (point != listed) {
                            wrong.add(from.ref() + " to " + to.ref() + " " + port + "/" + proto + ": asked " + point
                                    + ", listed " + listed);
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        return asked;
    }

    private static Located located(Ends.Member member) {
        return new Located(member.end(), member.node());
    }

    private static Inquiry.Word ask(Connectivity that, String from, String to, Proto proto, int port) {
        return Inquiry.between(that.engine(), located(member(that, from)), located(member(that, to)), proto, port)
                .verdict();
    }

    private static Ends.Member member(Connectivity that, String name) {
        return that.ends().members().stream()
                .filter(member -> (member.ref().namespace() + "/" + member.ref().name()).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Connectivity read(Path file) throws IOException {
        return Connectivity.of(Bundle.of(List.of(new Input.Stored(file)), Limits.standard(), () -> 0), 2);
    }
}
