package io.packetwalk.walk.cni;

import static io.packetwalk.walk.cni.CiliumRow.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Walk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Packets on nodes where Cilium's maps were listed. */
class CiliumWalkTest {

    private static final Question.Origin CLIENT = new Question.Origin.InPod(new ObjectRef("Pod", "shop", "client"));
    private static final Question.Origin WEB_1 = new Question.Origin.InPod(new ObjectRef("Pod", "shop", "web-1"));
    private static final Question.Origin ABROAD = new Question.Origin.Outside(Ip.parse("203.0.113.9"));
    private static final Question.Target WEB = new Question.Target.ToService(new ObjectRef("Service", "shop", "web"));
    private static final Question.Target WEB_2 = new Question.Target.ToPod(new ObjectRef("Pod", "shop", "web-2"));

    @TempDir
    private Path folder = Path.of("");

    private static CiliumCluster packets(CiliumCluster cluster) {
        return cluster.put(
                "w1",
                "cilium-status.txt",
                CiliumCluster.status("True", "Hostns-only", "Tunnel [vxlan]   Host: Legacy"));
    }

    private static CiliumCluster routed(CiliumCluster cluster, String host) {
        for (String name : List.of("w1", "w2")) {
            cluster.put(name, "cilium-status.txt", CiliumCluster.status("True", "Full", "Native   Host: " + host));
        }
        return cluster.replace(
                        "w1",
                        "ip-route.txt",
                        "10.244.2.0/24 via 10.244.1.1 dev cilium_host",
                        "10.244.2.0/24 via 192.0.2.12 dev eth0")
                .replace(
                        "w2",
                        "ip-route.txt",
                        "10.244.1.0/24 via 10.244.2.1 dev cilium_host",
                        "10.244.1.0/24 via 192.0.2.11 dev eth0");
    }

    private static CiliumCluster allServices(CiliumCluster cluster, String what, String by) {
        return cluster.replace("w1", "cilium-bpf-lb-list.txt", what, by);
    }

    private static CiliumCluster noBackend(CiliumCluster cluster) {
        return cluster.put(
                "w1",
                "cilium-bpf-lb-list.txt",
                "SERVICE ADDRESS      BACKEND ADDRESS (REVNAT_ID) (SLOT)\n10.96.0.80:80/TCP   0.0.0.0:0 (5) (0) [ClusterIP, non-routable]\n");
    }

    private static final List<CiliumRow> ROWS = List.of(
            row(
                    "a socket is translated before there is a packet",
                    cluster -> cluster,
                    CLIENT,
                    WEB,
                    80,
                    "DELIVERED ok 0.500 10.244.1.20:8080",
                    "socket of Cilium: 10.96.0.80:80/tcp becomes 10.244.1.20:8080 (1 of 2 backends)",
                    "DELIVERED ok 0.500 10.244.2.20:8080",
                    "VXLAN: inside udp to 192.0.2.12:8472",
                    "answer DELIVERED",
                    "answer DELIVERED"),
            row(
                    "a packet is translated at the pod's device, and its answer back",
                    CiliumWalkTest::packets,
                    CLIENT,
                    WEB,
                    80,
                    "DELIVERED ok 0.500",
                    "to w1 by lxc10",
                    "program of Cilium: 10.96.0.80:80/tcp becomes 10.244.1.20:8080",
                    "answer DELIVERED",
                    "an answer gets the addresses back",
                    "tracked connection tcp 10.244.1.10:0 -> 10.96.0.80:80"),
            row(
                    "a process of the node uses the socket",
                    cluster -> cluster,
                    new Question.Origin.OnNode("w1"),
                    WEB,
                    80,
                    "DELIVERED ok 0.500",
                    "dev cilium_host",
                    "DELIVERED ok 0.500",
                    "VXLAN: inside"),
            row(
                    "a pod that its Service sends back to itself",
                    CiliumWalkTest::packets,
                    WEB_1,
                    WEB,
                    80,
                    "DELIVERED ok 0.500",
                    "from 169.254.42.1",
                    "answer DELIVERED"),
            row(
                    "a NodePort for somebody outside: the client's address here, the node's elsewhere",
                    cluster -> cluster,
                    ABROAD,
                    new Question.Target.ToNode("w1"),
                    30080,
                    "DELIVERED ok 0.500 10.244.1.20:8080",
                    "DELIVERED ok 0.500 10.244.2.20:8080",
                    "the client's address becomes the node's",
                    "tracked connection tcp 10.244.1.1:0",
                    "out to the client"),
            row(
                    "a NodePort of another node is the client's own affair",
                    cluster -> cluster,
                    CLIENT,
                    new Question.Target.ToNode("w2"),
                    30080,
                    "DELIVERED ok 0.500",
                    "socket of Cilium: 0.0.0.0:30080/tcp becomes 10.244.1.20:8080"),
            row(
                    "an external IP of nobody here is not translated for pods",
                    cluster -> allServices(cluster, "10.96.0.80:80/TCP   ", "198.51.100.80:80/TCP")
                            .replace("w1", "cilium-bpf-lb-list.txt", "[ClusterIP, non-routable]", "[ExternalIPs]"),
                    CLIENT,
                    new Question.Target.ToAddress(Ip.parse("198.51.100.80").orElseThrow()),
                    80,
                    "LOST",
                    "198.51.100.80 is no address of the cluster"),
            row(
                    "what leaves the cluster is masqueraded by rules",
                    cluster -> cluster,
                    CLIENT,
                    new Question.Target.ToAddress(Ip.parse("198.51.100.7").orElseThrow()),
                    443,
                    "LOST",
                    "cilium masquerade non-cluster"),
            row(
                    "to another node's own address",
                    cluster -> cluster,
                    CLIENT,
                    new Question.Target.ToNode("w2"),
                    10250,
                    "DELIVERED ok 1.000 192.0.2.12:10250",
                    "answer DELIVERED"),
            row(
                    "no backend, since 1.16, at the socket",
                    CiliumWalkTest::noBackend,
                    CLIENT,
                    WEB,
                    80,
                    "REJECTED unreachable 1.000",
                    "w1 has no backend for 10.96.0.80:80/tcp"),
            row(
                    "no backend, since 1.16, in the packet",
                    cluster -> packets(noBackend(cluster)),
                    CLIENT,
                    WEB,
                    80,
                    "REJECTED refused 1.000"),
            row(
                    "no backend before 1.16",
                    cluster ->
                            noBackend(cluster).replace("w1", "cilium-status.txt", "1.17.2 (v1.17.2", "1.15.2 (v1.15.2"),
                    CLIENT,
                    WEB,
                    80,
                    "DROPPED timeout 1.000",
                    "Service backend not found"),
            row(
                    "no backend, and nobody says what then",
                    cluster -> noBackend(cluster).replace("w1", "cilium-status.txt", "Cilium:  ", "Agent:  "),
                    CLIENT,
                    WEB,
                    80,
                    "UNDETERMINED",
                    "whether Cilium tells the sender"),
            row(
                    "a slot whose backend is in no map",
                    cluster -> allServices(cluster, "10.244.2.20:8080/TCP (5) (2)", "backend 7 not found"),
                    CLIENT,
                    WEB,
                    80,
                    "DELIVERED ok 0.500",
                    "DROPPED timeout 0.500",
                    "Service backend not found"),
            row(
                    "a backend that is gone",
                    cluster -> allServices(cluster, "10.244.2.20:8080/TCP (5) (2)", "10.244.2.99:8080/TCP (5) (2)"),
                    CLIENT,
                    WEB,
                    80,
                    "DELIVERED ok 0.500",
                    "LOST timeout 0.500",
                    "no endpoint and no node has the pod address 10.244.2.99"),
            row(
                    "a quarantined backend gets nothing new",
                    cluster -> cluster.put("w1", "cilium-service-list.txt", """
                            ID   Frontend            Service Type   Backend
                            5    10.96.0.80:80/TCP   ClusterIP      1 => 10.244.1.20:8080/TCP (quarantined)
                                                                    2 => 10.244.2.20:8080/TCP (active)
                            """),
                    CLIENT,
                    WEB,
                    80,
                    "DELIVERED ok 1.000 10.244.2.20:8080"),
            row(
                    "slots behind the count get nothing new",
                    cluster -> cluster.put(
                            "w1",
                            "cilium-bpf-lb-list-frontends.txt",
                            "SERVICE ADDRESS     BACKEND ID\n10.96.0.80:80/TCP   0 1[1] (5) [0x0 0x0]\n"),
                    CLIENT,
                    WEB,
                    80,
                    "DELIVERED ok 1.000 10.244.1.20:8080"),
            row(
                    "only terminating backends are left, as the agent lists them",
                    cluster ->
                            cluster.without("w1", "cilium-bpf-lb-list.txt").put("w1", "cilium-service-list.txt", """
                            ID   Frontend            Service Type   Backend
                            5    10.96.0.80:80/TCP   ClusterIP      1 => 10.244.1.20:8080/TCP (terminating)
                            """),
                    CLIENT,
                    WEB,
                    80,
                    "DELIVERED ok 1.000 10.244.1.20:8080"),
            row(
                    "a client outside the source ranges",
                    cluster -> cluster.replace(
                                    "w1",
                                    "cilium-bpf-lb-list.txt",
                                    "(7) (0) [NodePort]",
                                    "(7) (0) [NodePort, check source-range]")
                            .put(
                                    "w1",
                                    "cilium-bpf-lb-list-source-ranges.txt",
                                    "SOURCE RANGE (REVNAT_ID)\n198.51.100.0/24 (7)\n"),
                    ABROAD,
                    new Question.Target.ToNode("w1"),
                    30080,
                    "DROPPED timeout 1.000",
                    "203.0.113.9 is not in the source ranges"),
            row(
                    "source ranges that nobody listed",
                    cluster -> cluster.replace(
                            "w1",
                            "cilium-bpf-lb-list.txt",
                            "(7) (0) [NodePort]",
                            "(7) (0) [NodePort, check source-range]"),
                    ABROAD,
                    new Question.Target.ToNode("w1"),
                    30080,
                    "UNDETERMINED",
                    "its source ranges were not listed"),
            row(
                    "answers past the node are not followed",
                    cluster -> cluster.replace("w1", "cilium-status.txt", "SNAT", "DSR"),
                    ABROAD,
                    new Question.Target.ToNode("w1"),
                    30080,
                    "DELIVERED ok 0.500",
                    "UNDETERMINED unknown 0.500",
                    "DSR"),
            row(
                    "a Service of the proxy",
                    cluster -> allServices(
                            cluster,
                            "(5) (0) [ClusterIP, non-routable]",
                            "(5) (0) [ClusterIP, non-routable, l7-load-balancer] (L7LB Proxy Port: 15735)"),
                    CLIENT,
                    WEB,
                    80,
                    "UNDETERMINED",
                    "goes to Envoy at port 15735"),
            row(
                    "routed past netfilter",
                    cluster -> routed(cluster, "BPF")
                            .replace("w2", "iptables-save.txt", ":FORWARD ACCEPT", ":FORWARD DROP"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DELIVERED ok 1.000",
                    "to 10.244.2.20 via 192.0.2.12 dev eth0, past netfilter",
                    "answer DELIVERED"),
            row(
                    "routed through netfilter",
                    cluster -> routed(cluster, "Legacy")
                            .replace("w2", "iptables-save.txt", ":FORWARD ACCEPT", ":FORWARD DROP"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DROPPED timeout 1.000",
                    "FORWARD"),
            row(
                    "nothing tells whether through netfilter",
                    cluster ->
                            routed(cluster, "?").replace("w2", "iptables-save.txt", ":FORWARD ACCEPT", ":FORWARD DROP"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "UNDETERMINED",
                    "whether packets of pods pass netfilter"),
            row(
                    "a program masquerades",
                    cluster -> routed(cluster, "BPF")
                            .replace(
                                    "w1",
                                    "cilium-status.txt",
                                    "IPTables [IPv4: Enabled",
                                    "BPF [eth0] 10.244.0.0/16 [IPv4: Enabled"),
                    CLIENT,
                    new Question.Target.ToAddress(Ip.parse("198.51.100.7").orElseThrow()),
                    443,
                    "LOST",
                    "the pod's address becomes the node's"),
            row(
                    "an endpoint's device is down",
                    cluster -> cluster.replace(
                            "w2",
                            "ip-link.txt",
                            "20: lxc20@if2: <BROADCAST,MULTICAST,UP,LOWER_UP>",
                            "20: lxc20@if2: <BROADCAST,MULTICAST>"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "LOST timeout 1.000",
                    "lxc20 towards pod/shop/web-2 is down"),
            row(
                    "a pod without an endpoint",
                    cluster ->
                            cluster.replace("w2", "cilium-bpf-endpoint-list.txt", "10.244.2.20:0 ", "10.244.2.77:0 "),
                    CLIENT,
                    WEB_2,
                    8080,
                    "LOST timeout 1.000",
                    "w2 has no endpoint for 10.244.2.20"),
            row(
                    "tunnel packets are dropped at the other end",
                    cluster -> cluster.replace(
                            "w2",
                            "iptables-save.txt",
                            ":OUTPUT ACCEPT [0:0]\nCOMMIT\n",
                            ":OUTPUT ACCEPT [0:0]\n-A INPUT -p udp --dport 8472 -j DROP\nCOMMIT\n"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DROPPED timeout 1.000",
                    "--dport 8472"),
            row(
                    "maps of one node only",
                    cluster -> cluster.without("w2", "cilium-bpf-lb-list.txt"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "UNDETERMINED",
                    "Cilium on w2"),
            row(
                    "no maps",
                    cluster -> cluster.without("w1", "cilium-bpf-lb-list.txt"),
                    CLIENT,
                    WEB,
                    80,
                    "UNDETERMINED",
                    "Cilium on w1"));

    @TestFactory
    Stream<DynamicTest> rowsHold() {
        return ROWS.stream().map(row -> row.test(folder));
    }

    @Test
    void anAgentIsNamedInTheCommandThatIsMissing() throws IOException {
        CiliumCluster cluster = new CiliumCluster().without("w1", "cilium-bpf-lb-list.txt");

        Walk walk = cluster.walk(folder, CLIENT, WEB, 80);

        assertThat(walk.paths().getFirst().missing())
                .extracting(Missing::command)
                .anySatisfy(command -> assertThat(command).contains("cilium-dbg bpf lb list"));
    }
}
