package io.packetwalk.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.report.Sample;
import org.junit.jupiter.api.Test;

class TraceTextTest {
    @Test
    void aWalkReadsLikeThis() {
        String text = TraceText.of(Sample.broken().walks().getFirst(), Tone.PLAIN, false);

        assertThat(text).isEqualTo("""
                        tcp pod/shop/checkout-7d4f → svc/shop/inventory:80   MIXED · the client sees: mixed

                        path 1 of 2  50 % of connections  to 10.244.1.9:8080   LOST
                          1 pod/shop/checkout-7d4f  Route       default via 169.254.1.1 dev eth0  derived       pods/checkout-7d4f/ip-route.txt:1
                          2 worker-3                Translate   10.96.14.7:80 → 10.244.1.9:8080   observed      nodes/worker-3/iptables-save.txt:412
                          3 worker-3                Encap       VXLAN vni 1 to worker-1           observed      captures/worker-3-any.pcap#1093
                          4 worker-1                Route       no interface owns 10.244.1.9      derived       nodes/worker-1/ip-route.txt:14
                          because no interface of worker-1 owns 10.244.1.9   nodes/worker-3/iptables-save.txt:412

                        path 2 of 2  50 % of connections  to 10.244.2.17:8080 (pod/shop/inventory-9kq)   DELIVERED
                          1 pod/shop/checkout-7d4f  Route       default via 169.254.1.1 dev eth0  derived       pods/checkout-7d4f/ip-route.txt:1
                          2 worker-3                Translate   10.96.14.7:80 → 10.244.2.17:8080  observed      nodes/worker-3/iptables-save.txt:411
                          3 pod/shop/inventory-9kq  Arrive      listener 0.0.0.0:8080             derived       pods/inventory-9kq/ss.txt:3
                          because inventory-9kq listens on 8080   nodes/worker-3/iptables-save.txt:411
                        assumed  worker-2 forwards: no sysctl dump of worker-2   settle it: sysctl net.ipv4.ip_forward
                        """);
    }
}
