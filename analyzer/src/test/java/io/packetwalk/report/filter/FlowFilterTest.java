package io.packetwalk.report.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.packetwalk.Golden;
import io.packetwalk.report.FlowRow;
import io.packetwalk.report.Json;
import io.packetwalk.report.Report;
import io.packetwalk.report.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FlowFilterTest {
    private static final Path SHARED = Path.of("..", "report-templates", "src", "test", "filter");
    private static final Report.FlowSummary SUMMARY = Sample.broken().flows();
    private static final List<FlowRow> FLOWS = SUMMARY.rows();

    /** The script of the report answers the same table, over the same flows. */
    @TestFactory
    Stream<DynamicTest> everyCaseOfTheSharedTableHolds() throws IOException {
        return Files.readAllLines(SHARED.resolve("cases.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> DynamicTest.dynamicTest(line, () -> holds(line)));
    }

    @Test
    void theSharedFlowsAreTodays() throws IOException {
        Golden.holds(SHARED.resolve("flows.json"), Json.document(Objects.requireNonNull(SUMMARY.columns())));
    }

    @Test
    void aNearWordIsSuggested() {
        assertThatThrownBy(() -> FlowFilter.parse("form:x")).hasMessageContaining("did you mean from or port?");
        assertThatThrownBy(() -> FlowFilter.parse("verdict:droped")).hasMessageContaining("did you mean dropped?");
    }

    @Test
    void anIpv6AddressIsNoKey() throws FilterException {
        assertThat(Word.split("fe80::1")).containsExactly(new Word(false, "", "fe80::1"));
    }

    private static void holds(String line) throws FilterException {
        int cut = line.lastIndexOf('|');
        String filter = line.substring(0, cut).strip();
        String expected = line.substring(cut + 1).strip();
        if (expected.startsWith("!")) {
            assertThatThrownBy(() -> FlowFilter.parse(filter))
                    .isInstanceOf(FilterException.class)
                    .hasMessageStartingWith(expected.substring(1));
            return;
        }
        FlowFilter wanted = FlowFilter.parse(filter);
        assertThat(FLOWS.stream().filter(wanted).map(FlowRow::id).sorted().collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }
}
