package io.packetwalk.walk.cni;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.Walker;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Two nodes under Cilium: w1 (192.0.2.11, pods 10.244.1.0/24) with the pods client (.10) and web-1 (.20), w2 (192.0.2.12, 10.244.2.0/24) with web-2 (.20). The Service web is
 * 10.96.0.80:80 and NodePort 30080, its pods listen on 8080. Every file can be replaced before the cluster is read.
 */
final class CiliumCluster {

    private final Map<String, String> files = new LinkedHashMap<>();

    CiliumCluster() {
        files.put("kubectl/nodes.json", list(node("w1", 1) + "," + node("w2", 2)));
        files.put(
                "kubectl/pods.json",
                list(pod("client", "w1", "10.244.1.10") + "," + pod("web-1", "w1", "10.244.1.20") + ","
                        + pod("web-2", "w2", "10.244.2.20")));
        files.put("kubectl/services.json", list("""
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},
                 "spec":{"type":"NodePort","clusterIP":"10.96.0.80","clusterIPs":["10.96.0.80"],"selector":{"app":"web"},
                 "ports":[{"name":"http","port":80,"targetPort":8080,"nodePort":30080,"protocol":"TCP"}]}}"""));
        files.put("kubectl/endpointslices.json", list("""
                {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4",
                 "metadata":{"name":"web-x","namespace":"shop","labels":{"kubernetes.io/service-name":"web"}},
                 "endpoints":[{"addresses":["10.244.1.20"],"nodeName":"w1","conditions":{"ready":true}},
                              {"addresses":["10.244.2.20"],"nodeName":"w2","conditions":{"ready":true}}],
                 "ports":[{"name":"http","port":8080,"protocol":"TCP"}]}"""));
        files.put("kubectl/networkpolicies.json", list(""));
        host("w1", 1);
        host("w2", 2);
        for (String name : List.of("w1", "w2")) {
            put(name, "cilium-status.txt", status("True", "Full", "Tunnel [vxlan]   Host: Legacy"));
        }
        put("w1", "cilium-bpf-lb-list.txt", services(1));
        put("w2", "cilium-bpf-lb-list.txt", services(2));
        put("w1", "cilium-bpf-ipcache-list.txt", ipcache(2, "192.0.2.12"));
        put("w2", "cilium-bpf-ipcache-list.txt", ipcache(1, "192.0.2.11"));
        put("w1", "cilium-bpf-endpoint-list.txt", """
                IP ADDRESS        LOCAL ENDPOINT INFO
                10.244.1.10:0     id=110   sec_id=1001  flags=0x0000 ifindex=10  mac=02:00:00:00:01:10 nodemac=02:00:00:00:01:11
                10.244.1.20:0     id=120   sec_id=2002  flags=0x0000 ifindex=20  mac=02:00:00:00:01:20 nodemac=02:00:00:00:01:21
                192.0.2.11:0      (localhost)
                10.244.1.1:0      (localhost)
                """);
        put("w2", "cilium-bpf-endpoint-list.txt", """
                IP ADDRESS        LOCAL ENDPOINT INFO
                10.244.2.20:0     id=220   sec_id=2002  flags=0x0000 ifindex=20  mac=02:00:00:00:02:20 nodemac=02:00:00:00:02:21
                192.0.2.12:0      (localhost)
                10.244.2.1:0      (localhost)
                """);
        put("w1", "cilium-bpf-policy-get.txt", open(110) + open(120));
        put("w2", "cilium-bpf-policy-get.txt", open(220));
    }

    private static String services(int number) {
        return """
                SERVICE ADDRESS          BACKEND ADDRESS (REVNAT_ID) (SLOT)
                10.96.0.80:80/TCP        10.244.1.20:8080/TCP (5) (1)
                                         10.244.2.20:8080/TCP (5) (2)
                                         0.0.0.0:0 (5) (0) [ClusterIP, non-routable]
                0.0.0.0:30080/TCP        10.244.1.20:8080/TCP (6) (1)
                                         10.244.2.20:8080/TCP (6) (2)
                                         0.0.0.0:0 (6) (0) [NodePort, non-routable]
                192.0.2.1%d:30080/TCP     10.244.1.20:8080/TCP (7) (1)
                                         10.244.2.20:8080/TCP (7) (2)
                                         0.0.0.0:0 (7) (0) [NodePort]
                """.formatted(number);
    }

    static String status(String replaces, String coverage, String routing) {
        return """
                KVStore:                 Disabled
                KubeProxyReplacement:    %1$s
                Cilium:                  Ok   1.17.2 (v1.17.2-3a1b2c3d)
                Routing:                 Network: %3$s
                Masquerading:            IPTables [IPv4: Enabled, IPv6: Disabled]
                KubeProxyReplacement Details:
                  Socket LB:             %2$s
                  Mode:                  SNAT
                  Backend Selection:     Random
                """.formatted(
                replaces, coverage.isEmpty() ? "Disabled" : "Enabled\n  Socket LB Coverage:    " + coverage, routing);
    }

    private static String ipcache(int other, String node) {
        return """
                IP PREFIX/ADDRESS   IDENTITY
                0.0.0.0/0           identity=2 encryptkey=0 tunnelendpoint=0.0.0.0 flags=<none>
                10.244.%1$d.10/32     identity=1001 encryptkey=0 tunnelendpoint=%2$s flags=hastunnel
                10.244.%1$d.20/32     identity=2002 encryptkey=0 tunnelendpoint=%2$s flags=hastunnel
                10.244.%1$d.1/32      identity=6 encryptkey=0 tunnelendpoint=%2$s flags=hastunnel
                10.244.%3$d.10/32     identity=1001 encryptkey=0 tunnelendpoint=0.0.0.0 flags=<none>
                10.244.%3$d.20/32     identity=2002 encryptkey=0 tunnelendpoint=0.0.0.0 flags=<none>
                10.244.%3$d.1/32      identity=1 encryptkey=0 tunnelendpoint=0.0.0.0 flags=<none>
                192.0.2.1%1$d/32      identity=6 encryptkey=0 tunnelendpoint=0.0.0.0 flags=<none>
                192.0.2.1%3$d/32      identity=1 encryptkey=0 tunnelendpoint=0.0.0.0 flags=<none>
                """.formatted(other, node, 3 - other);
    }

    static String map(int endpoint, String... rows) {
        return "Endpoint ID: " + endpoint + "\nPath: /sys/fs/bpf/tc/globals/cilium_policy_v2_00" + endpoint
                + "\n\nPOLICY   DIRECTION   IDENTITY   PORT/PROTO   PROXY PORT   AUTH TYPE   BYTES   PACKETS   PREFIX\n"
                + String.join("\n", rows) + "\n\n\n";
    }

    static String open(int endpoint) {
        return map(
                endpoint,
                "Allow    Ingress     0          ANY          NONE         disabled    0       0         0",
                "Allow    Egress      0          ANY          NONE         disabled    0       0         0");
    }

    private void host(String name, int number) {
        put(name, "ip-link.txt", """
                1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
                    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00 promiscuity 0
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP mode DEFAULT group default qlen 1000
                    link/ether 02:00:00:00:00:0%1$d brd ff:ff:ff:ff:ff:ff promiscuity 0
                3: cilium_net@cilium_host: <BROADCAST,MULTICAST,NOARP,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
                    link/ether 02:00:00:00:0%1$d:03 brd ff:ff:ff:ff:ff:ff promiscuity 0
                    veth
                4: cilium_host@cilium_net: <BROADCAST,MULTICAST,NOARP,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
                    link/ether 02:00:00:00:0%1$d:04 brd ff:ff:ff:ff:ff:ff promiscuity 0
                    veth
                5: cilium_vxlan: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
                    link/ether 02:00:00:00:0%1$d:05 brd ff:ff:ff:ff:ff:ff promiscuity 0
                    vxlan external id 0 srcport 0 0 dstport 8472 nolearning ttl auto ageing 300
                10: lxc10@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
                    link/ether 02:00:00:00:0%1$d:11 brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 0
                    veth
                20: lxc20@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
                    link/ether 02:00:00:00:0%1$d:21 brd ff:ff:ff:ff:ff:ff link-netnsid 1 promiscuity 0
                    veth
                """.formatted(number));
        put(name, "ip-addr.txt", """
                1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
                    inet 127.0.0.1/8 scope host lo
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000
                    inet 192.0.2.1%1$d/24 scope global eth0
                4: cilium_host@cilium_net: <BROADCAST,MULTICAST,NOARP,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
                    inet 10.244.%1$d.1/32 scope global cilium_host
                """.formatted(number));
        put(name, "ip-route.txt", """
                default via 192.0.2.1 dev eth0 proto static
                10.244.%2$d.0/24 via 10.244.%1$d.1 dev cilium_host proto kernel src 10.244.%1$d.1 mtu 1450
                10.244.%1$d.0/24 via 10.244.%1$d.1 dev cilium_host proto kernel src 10.244.%1$d.1
                10.244.%1$d.1 dev cilium_host proto kernel scope link
                192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.1%1$d
                """.formatted(number, 3 - number));
        put(name, "iptables-save.txt", """
                *nat
                :PREROUTING ACCEPT [0:0]
                :INPUT ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                :POSTROUTING ACCEPT [0:0]
                :CILIUM_POST_nat - [0:0]
                -A POSTROUTING -m comment --comment "cilium-feeder: CILIUM_POST_nat" -j CILIUM_POST_nat
                -A CILIUM_POST_nat -s 10.244.%1$d.0/24 ! -d 10.244.0.0/16 ! -o cilium_+ -m comment --comment "cilium masquerade non-cluster" -j MASQUERADE
                COMMIT
                *filter
                :INPUT ACCEPT [0:0]
                :FORWARD ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                COMMIT
                """.formatted(number));
        put(name, "sysctl.txt", """
                net.ipv4.ip_forward = 1
                net.ipv4.conf.all.rp_filter = 0
                net.ipv4.conf.default.rp_filter = 0
                net.ipv4.conf.eth0.rp_filter = 0
                net.ipv4.conf.cilium_host.rp_filter = 0
                net.ipv4.conf.cilium_vxlan.rp_filter = 0
                net.ipv4.conf.lxc10.rp_filter = 0
                net.ipv4.conf.lxc20.rp_filter = 0
                """);
    }

    private static String node(String name, int number) {
        return """
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"%1$s"},"spec":{"podCIDR":"10.244.%2$d.0/24","podCIDRs":["10.244.%2$d.0/24"]},
                 "status":{"addresses":[{"type":"InternalIP","address":"192.0.2.1%2$d"},{"type":"Hostname","address":"%1$s"}]}}""".formatted(name, number);
    }

    private static String pod(String name, String node, String ip) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"shop","labels":{"app":"%s"}},
                 "spec":{"nodeName":"%s","containers":[{"name":"c","image":"i"}]},
                 "status":{"phase":"Running","podIP":"%s","podIPs":[{"ip":"%4$s"}]}}""".formatted(name, name.replaceAll("-\\d", ""), node, ip);
    }

    static String list(String items) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[" + items + "]}";
    }

    CiliumCluster put(String node, String file, String text) {
        files.put("nodes/" + node + "/" + file, text);
        return this;
    }

    CiliumCluster put(String file, String text) {
        files.put(file, text);
        return this;
    }

    CiliumCluster without(String node, String file) {
        files.remove("nodes/" + node + "/" + file);
        return this;
    }

    CiliumCluster replace(String node, String file, String what, String by) {
        return put(
                node, file, files.getOrDefault("nodes/" + node + "/" + file, "").replace(what, by));
    }

    Cluster read(java.nio.file.Path folder) throws IOException {
        java.nio.file.Path place = Files.createTempDirectory(folder, "cluster");
        for (Map.Entry<String, String> file : files.entrySet()) {
            java.nio.file.Path path = place.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Bundle bundle = Bundle.of(List.of(new Input.Stored(place)), Limits.standard(), () -> 0);
        return ClusterJoin.join(Intake.of(bundle, 1).readings());
    }

    Walk walk(java.nio.file.Path folder, Question.Origin from, Question.Target to, int port) throws IOException {
        return new Walker(read(folder)).walk(new Question(from, to, Proto.TCP, port, 0));
    }

    /** One line for each path: verdict, symptom, weight, end, reason; then its steps. */
    static String told(Walk walk) {
        StringBuilder out = new StringBuilder();
        for (Path path : walk.paths()) {
            out.append(String.format(
                    Locale.ROOT,
                    "%s %s %.3f %s: %s%n",
                    path.verdict().word(),
                    path.symptom().word(),
                    path.weight(),
                    path.endpoint().map(Object::toString).orElse("-"),
                    path.reason()));
            for (Step step : path.steps()) {
                String mark = step.basis() == Basis.CONTRADICTED ? " CONTRADICTED" : "";
                out.append(
                        String.format(Locale.ROOT, "    %s %s %s%s%n", step.node(), step.netns(), step.text(), mark));
            }
        }
        for (Path path : walk.reply()) {
            out.append(String.format(
                    Locale.ROOT, "  answer %s: %s%n", path.verdict().word(), path.reason()));
            for (Step step : path.steps()) {
                out.append(String.format(Locale.ROOT, "    %s %s %s%n", step.node(), step.netns(), step.text()));
            }
        }
        return out.toString();
    }
}
