package io.packetwalk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuppressionsTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 26);

    @Test
    void aSuppressedFindingStaysWithItsReasonAndIsNoRootCause() {
        Report.Finding first = Sample.broken().rootCauses().getFirst();
        Report report =
                read(first.fingerprint() + " 2026-12-31 planned for December").applied(Sample.broken(), TODAY);
        assertThat(report.findings()).hasSameSizeAs(Sample.broken().findings());
        assertThat(report.suppressedFindings()).singleElement().satisfies(finding -> {
            assertThat(finding.fingerprint()).isEqualTo(first.fingerprint());
            assertThat(finding.suppressed()).isEqualTo(new Report.Suppression("planned for December", "2026-12-31"));
        });
        assertThat(report.rootCauses()).hasSize(Sample.broken().rootCauses().size() - 1);
    }

    @Test
    void afterItsLastDayItIsToldAgain() {
        String code = Sample.broken().rootCauses().getFirst().id();
        Report report = read(code + " 2026-11-25 was known").applied(Sample.broken(), TODAY);
        assertThat(report.suppressedFindings()).isEmpty();
        assertThat(report.notes()).anyMatch(note -> note.code().equals("suppression-over"));
        assertThat(read(code + " 2026-11-26 is known")
                        .applied(Sample.broken(), TODAY)
                        .suppressedFindings())
                .isNotEmpty();
    }

    @Test
    void aLineThatNamesNothingIsSaid() {
        Report report = read("# comment", "", "PW-999 never not here").applied(Sample.broken(), TODAY);
        assertThat(report.notes())
                .anyMatch(note -> note.code().equals("suppression-unused")
                        && note.source().equals("s.txt:3"));
    }

    @ParameterizedTest
    @CsvSource({
        "PW-034 never, 'a suppression without a reason'",
        "PW-034, 'a suppression without a reason'",
        "everything never because, 'neither a fingerprint'",
        "PW-034 tomorrow because, 'neither a day'"
    })
    void linesThatAreNoRuleAreRefused(String line, String why) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("s.txt:1: ")
                .hasMessageContaining(why);
    }

    private static Suppressions read(String... lines) {
        return Suppressions.read("s.txt", List.of(lines));
    }
}
