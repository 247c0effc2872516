package io.packetwalk.bundle.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.Place;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutsTest {

    /** A path that bears the layout's mark, a path of the same bundle, and whose it is. */
    @ParameterizedTest(name = "{0}: {2} is of {3}")
    @CsvSource({
        "packetwalk,        packetwalk-manifest.json,          nodes/w-1.example/ip-link.json,               node/w-1.example",
        "packetwalk,        packetwalk-manifest.json,          nodes/w1/netns/n7/ip-link.json,               unplaced",
        "packetwalk,        packetwalk-manifest.json,          pods/shop/web-0/ss.txt,                       pod/shop/web-0",
        "packetwalk,        packetwalk-manifest.json,          kubectl/pods.json,                            cluster",
        "packetwalk,        packetwalk-manifest.json,          logs/kube-system_coredns-x.log,               pod/kube-system/coredns-x",
        "packetwalk,        packetwalk-manifest.json,          logs/kube-system_coredns-x.cri.log,           pod/kube-system/coredns-x",
        "packetwalk,        packetwalk-manifest.json,          captures/w1.example.any.pcap,                 node/w1.example",
        "packetwalk,        packetwalk-manifest.json,          captures/pod.shop.web-0.eth0.pcap,            pod/shop/web-0",
        "packetwalk,        packetwalk-manifest.json,          pcap/pod.shop.a.b.eth0.pcapng,                pod/shop/a.b",
        "packetwalk,        x/packetwalk-manifest.json,        x/nodes/w1/ss.txt,                            node/w1",
        "troubleshoot,      cluster-resources/pods/shop.json,  cluster-resources/pods/logs/shop/web/c.log,   pod/shop/web",
        "troubleshoot,      cluster-resources/nodes.json,      cluster-resources/services/shop.json,         cluster",
        "troubleshoot,      cluster-resources/nodes.json,      sysctl/w1,                                    node/w1",
        "troubleshoot,      cluster-resources/nodes.json,      host-collectors/w1/run-host/fw.txt,           node/w1",
        "troubleshoot,      cluster-resources/nodes.json,      host-collectors/run-host/fw.txt,              -",
        "cluster-info-dump, kube-system/replication-controllers.json, kube-system/dns-1/logs.txt,            pod/kube-system/dns-1",
        "cluster-info-dump, kube-system/replication-controllers.json, nodes.json,                            cluster",
        "must-gather,       q/cluster-scoped-resources/core/nodes.yaml, q/namespaces/shop/core/pods.yaml,    cluster",
        "must-gather,       q/cluster-scoped-resources/core/nodes.yaml, q/namespaces/s/pods/p/c/c/logs/current.log, pod/s/p",
        "must-gather,       q/cluster-scoped-resources/core/nodes.yaml, q/nodes/w1/dmesg,                    node/w1",
        "sosreport,         sos_reports/manifest.json,         sos_commands/networking/ip_route,             -",
        "sosreport,         sos_reports/manifest.json,         sos_commands/networking/namespaces/n/ip_addr, unplaced",
        "cilium-sysdump,    cilium-sysdump.log,                k8s-pods-20261121-010203.yaml,                cluster",
        "cilium-sysdump,    cilium-sysdump.log,                ciliumnodes-20261121-010203.yaml,             cluster",
        "cilium-sysdump,    cilium-sysdump.log,                cilium-bugtool-c-1-20261121-010203/cmd/ip-a.md, -",
        "calico-diags,      cluster/crd/ippools.yaml,          nodes/w1/ip-route.txt,                        node/w1",
        "calico-diags,      cluster/crd/ippools.yaml,          cluster/kubernetes/pods.yaml,                 cluster",
        "eks,               ipamd/enis.json,                   networking/iptables-save.txt,                 -",
        "rancher,           networking/iptablessave,           rke2/kubectl/pods,                            cluster",
        "support-bundle-kit, yamls/cluster/kubernetes/nodes.yaml, nodes/w1.zip/w1/networking/ip_route,       node/w1",
        "support-bundle-kit, yamls/cluster/kubernetes/nodes.yaml, logs/shop/web-0/c.log,                     pod/shop/web-0",
        "supportconfig,     basic-environment.txt,             network.txt,                                  -",
        "antctl,            agentinfo,                         route,                                        -",
        "retina,            ip-resources.txt,                  capture-w1.pcap,                              -",
        "sniffed,           readme,                            hosts/w1/fw,                                  node/w1",
        "sniffed,           readme,                            fw.txt,                                       -",
    })
    void aLayoutIsToldByItsMarkAndPlacesByPath(String layout, String mark, String path, String place) {
        List<Layout> layouts = Layouts.of(List.of(mark, path));
        assertThat(layouts.getFirst().name()).isEqualTo(layout);
        assertThat(Layouts.place(layouts, path).map(Place::toString).orElse("-"))
                .isEqualTo(place);
    }

    @Test
    void theListIsAlphabetical() {
        assertThat(Layouts.ALL)
                .extracting(layout -> layout.getClass().getSimpleName())
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
