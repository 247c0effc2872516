package io.packetwalk.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.report.Sample;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
    private final String screen = AnswerText.screen(Sample.broken(), Tone.PLAIN);

    @Test
    void theAnswerReadsLikeThis() {
        assertThat(screen).isEqualTo("""
                        prod-2026-11-20.tgz  0 nodes · kube-proxy iptables · flannel-vxlan · 2026-11-20 10:01:12–10:04:40 UTC · 1 artifact
                        1 root cause, 2 further findings, 12 checks clear, 2 could not be decided
                        Not all was read: nodes/worker-3/iptables-save.txt: ends inside a line

                        PROVEN   PW-034 kubeproxy-rules-drift   node/worker-3
                          What   svc/shop/inventory:80 times out from pods on worker-3, in 37 of 74 connections. (1 of 2 such flows failed)
                          Why    worker-3 still sends half of the traffic to 10.244.1.9:8080, a pod that was deleted at 09:58:31.
                          Proof  rule on worker-3 targets the old pod  nodes/worker-3/iptables-save.txt:412
                                 EndpointSlice no longer lists it      api/endpointslices.json:88
                                 SYNs to it unanswered (37 of 74)      captures/worker-3-any.pcap#1093
                                 kube-proxy lost its API watch         logs/kube-proxy-x8f2z.log:120
                          Not    PW-061: stale conntrack: the entries expired before the capture · PW-085: policy: shop/allow-checkout allows 8080
                          Do     kubectl -n kube-system delete pod kube-proxy-x8f2z   (risk: low, one node resyncs its rules; undo: none needed: the DaemonSet starts it again)
                          Then   connections from worker-3 succeed 74 of 74 times
                        LIKELY   PW-110 mtu-overlay-overhead   packets above 1400 bytes from worker-2 to worker-1 will not fit. · would fail next
                        POSSIBLE PW-117 dns-search-amplification   61 of 100 DNS answers are NXDOMAIN. · observation

                        Could not decide 2 checks: conntrack of worker-2 (command timed out).
                        Get next: conntrack -S   (decides 2 checks)
                        """);
    }

    @Test
    void oneScreenHoldsIt() {
        assertThat(screen.lines().count()).isLessThanOrEqualTo(24);
    }

    @Test
    void everyFindingIsWholeWhenAskedFor() {
        assertThat(AnswerText.wide(Sample.broken(), Tone.PLAIN))
                .contains("Why    each external name is tried with 4 search suffixes first");
    }

    @Test
    void aHealthyBundleSaysWhatWasNotLookedAt() {
        assertThat(AnswerText.screen(Sample.healthy(), Tone.PLAIN))
                .contains("No failure was found")
                .contains("None of 1 flow failed.")
                .contains("Could not decide 2 checks: conntrack of worker-2 (command timed out).");
    }

    @Test
    void asciiMeansAscii() {
        String ascii = AnswerText.screen(Sample.broken(text -> text + " ü"), new Tone(false, true, 0));

        assertThat(ascii.chars()).allMatch(c -> c < 0x80);
        assertThat(ascii).contains("\\u00fc");
    }

    @Test
    void capturedTextCannotSteerTheTerminal() {
        String hostile = AnswerText.wide(Sample.broken(text -> text + "\u001b[2J\r\u202e"), Tone.PLAIN);

        assertThat(hostile).doesNotContain("\u001b", "\r", "\u202e").contains("\\x1b[2J\\r\\u202e");
    }

    @Test
    void linesWrapUnderTheirOwnIndent() {
        String narrow = AnswerText.screen(Sample.broken(), new Tone(false, false, 80));

        assertThat(narrow)
                .contains(
                        "  What   svc/shop/inventory:80 times out from pods on worker-3, in 37 of 74\n         connections.");
    }
}
