package io.packetwalk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.Connectivity;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.cli.PolicyNames;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.inquiry.Inquiry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Connections with their verdict and the reason for it: {@code samples/policy/X.rows} about the manifests of {@code X.yaml}. */
final class PolicyTableTest {

    private static final Path TABLES = Path.of("..", "samples", "policy");

    /** FROM TO PORT/PROTO verdict # reason. */
    private record Row(Path table, String from, String to, int port, Proto proto, String verdict, String reason) {
        static Row of(Path table, String line) {
            String[] halves = line.split("#", 2);
            String[] words = halves[0].strip().split("\\s+", -1);
            String[] port = words[2].split("/", -1);
            return new Row(
                    table,
                    words[0],
                    words[1],
                    Integer.parseInt(port[0]),
                    Proto.parse(port[1]).orElseThrow(),
                    words[3],
                    halves[1].strip());
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRowHolds() throws IOException {
        return tables().flatMap(table -> {
            Connectivity that = read(table);
            return rows(table).stream()
                    .map(row -> DynamicTest.dynamicTest(
                            table.getFileName() + ": " + row.reason(),
                            () -> assertThat(verdict(that, row))
                                    .as(row.toString())
                                    .isEqualTo(row.verdict())));
        });
    }

    @Test
    void thereAreAtLeast150Rows() throws IOException {
        assertThat(tables().mapToInt(table -> rows(table).size()).sum()).isGreaterThanOrEqualTo(150);
    }

    private static Stream<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(TABLES)) {
            return files.filter(file -> file.toString().endsWith(".rows")).sorted().toList().stream();
        }
    }

    private static Connectivity read(Path table) {
        Path manifests = TABLES.resolve(table.getFileName().toString().replace(".rows", ".yaml"));
        try {
            return Connectivity.of(Bundle.of(List.of(new Input.Stored(manifests)), Limits.standard(), () -> 0), 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Row> rows(Path table) {
        try {
            List<Row> rows = new ArrayList<>();
            for (String line : Files.readAllLines(table)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(Row.of(table, line));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String verdict(Connectivity that, Row row) {
        PolicyNames names = new PolicyNames(that);
        PolicyNames.Found from = names.of(row.from(), row.proto(), row.port()).getFirst();
        PolicyNames.Found to = names.of(row.to(), row.proto(), row.port()).getFirst();
        int port = to.port().orElse(row.port());
        return switch (Inquiry.between(that.engine(), from.located(), to.located(), row.proto(), port)
                .verdict()) {
            case ALLOWED -> "allow";
            case DENIED -> "deny";
            case UNDETERMINED -> "unknown";
        };
    }
}
