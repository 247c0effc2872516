package io.packetwalk.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.report.Report;
import io.packetwalk.report.Sample;
import io.packetwalk.report.Suppressions;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketTest {
    @Test
    void fitsATicketAndCitesEachClaim() {
        String ticket = Ticket.of(Sample.broken());

        assertThat(ticket.lines().count()).isLessThanOrEqualTo(40);
        assertThat(ticket)
                .contains("### PROVEN PW-034 kubeproxy-rules-drift (root cause)")
                .contains("- rule on worker-3 targets the old pod `nodes/worker-3/iptables-save.txt:412`")
                .contains("- **Do** `kubectl -n kube-system delete pod kube-proxy-x8f2z`");
    }

    @Test
    void capturedTextIsNoMarkup() {
        String ticket = Ticket.of(Sample.broken(text -> text + " <img src=x> [a](b) `c`"));

        assertThat(ticket).contains("\\<img src=x\\> \\[a\\](b) \\`c\\`").contains("``` ".substring(0, 2) + " ");
    }

    @Test
    void whatIsSuppressedIsSaidWithItsReasonAndNotTold() {
        Report report = Suppressions.read("quiet.txt", List.of("PW-034 2027-01-31 we drain it on Monday"))
                .applied(Sample.broken(), LocalDate.of(2026, 11, 26));

        assertThat(Ticket.of(report))
                .contains("Suppressed: PW-034 kubeproxy-rules-drift, we drain it on Monday (until 2027-01-31).")
                .doesNotContain("### PROVEN");
    }
}
