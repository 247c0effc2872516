package io.packetwalk.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.report.Sample;
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
}
