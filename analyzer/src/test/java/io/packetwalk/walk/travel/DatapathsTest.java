package io.packetwalk.walk.travel;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.Walker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A packet and its answer on the datapaths of semantics.md section 13, from pod a on n1 (192.0.2.11) to pod b on n2 (192.0.2.12). */
class DatapathsTest {

    @TempDir
    private Path folder = Path.of("");

    /**
     * A datapath.
     *
     * @param a pod a's address
     * @param b pod b's
     * @param cidr whether nodes have pod ranges in the API: 10.244.1.0/24 and 10.244.2.0/24
     * @param files what is dumped of n1 and n2, by path
     * @param says devices in the routes of the way there and back, in order
     */
    private record Row(String holds, String a, String b, boolean cidr, Map<String, String> files, String says) {}

    private static final String FILTER =
            "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";

    private static String link(int index, String name, String flags, String kind) {
        return index + ": " + name + ": <BROADCAST,MULTICAST," + flags
                + "UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\n"
                + "    link/ether 02:00:00:00:0" + index % 10 + ":01 brd ff:ff:ff:ff:ff:ff promiscuity 0\n"
                + (kind.isEmpty() ? "" : "    " + kind + "\n");
    }

    private static Map<String, String> node(
            String name, String links, String addresses, String routes, String rules, String sysctls) {
        Map<String, String> files = new TreeMap<>();
        String at = "nodes/" + name + "/";
        files.put(at + "ip-link.txt", links);
        files.put(at + "ip-addr.txt", addresses);
        files.put(at + "ip-route.txt", routes);
        files.put(at + "iptables-save.txt", FILTER);
        files.put(
                at + "sysctl.txt",
                "net.ipv4.ip_forward = 1\nnet.ipv4.conf.all.rp_filter = 0\nnet.ipv4.conf.default.rp_filter = 0\n"
                        + sysctls);
        if (!rules.isEmpty()) {
            files.put(at + "ip-rule.txt", rules);
        }
        return files;
    }

    private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
        Map<String, String> all = new TreeMap<>(one);
        all.putAll(other);
        return all;
    }

    private static String addr(int index, String dev, String cidr) {
        return index + ": " + dev
                + ": <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000\n    inet "
                + cidr + " scope global " + dev + "\n";
    }

    private static final String RP = "net.ipv4.conf.%s.rp_filter = %d\n";

    private static Map<String, String> kindnet(int n, int rp) {
        return node(
                "n" + n,
                link(2, "eth0", "", "") + link(7, "veth1", "", "veth"),
                addr(2, "eth0", "192.0.2.1" + n + "/24") + addr(7, "veth1", "10.244." + n + ".1/32"),
                "default via 192.0.2.1 dev eth0\n10.244." + n + ".5 dev veth1 scope host\n10.244." + (3 - n)
                        + ".0/24 via 192.0.2.1" + (3 - n)
                        + " dev eth0\n192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.1" + n + "\n",
                "",
                RP.formatted("eth0", rp) + RP.formatted("veth1", rp));
    }

    private static Map<String, String> ipip(int n) {
        return node(
                "n" + n,
                link(2, "eth0", "", "")
                        + "5: tunl0@NONE: <NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n    link/ipip 0.0.0.0 brd 0.0.0.0 promiscuity 0\n    ipip any remote any local any ttl inherit nopmtudisc\n"
                        + link(7, "cali1234567890a", "", "veth"),
                addr(2, "eth0", "192.0.2.1" + n + "/24") + addr(5, "tunl0", "10.244." + n + ".0/32"),
                "default via 192.0.2.1 dev eth0\nblackhole 10.244." + n + ".0/26 proto bird\n10.244." + n
                        + ".5 dev cali1234567890a scope link\n10.244." + (3 - n) + ".0/26 via 192.0.2.1" + (3 - n)
                        + " dev tunl0 proto bird onlink\n192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.1"
                        + n + "\n",
                "",
                RP.formatted("eth0", 1) + RP.formatted("tunl0", 1) + RP.formatted("cali1234567890a", 1));
    }

    private static Map<String, String> vxlan(int n) {
        Map<String, String> files = node(
                "n" + n,
                link(2, "eth0", "", "")
                        + "5: vxlan.calico: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n    link/ether 66:00:00:00:00:0"
                        + n + " brd ff:ff:ff:ff:ff:ff promiscuity 0\n    vxlan id 4096 local 192.0.2.1" + n
                        + " dev eth0 srcport 0 0 dstport 4789 nolearning ttl auto ageing 300\n"
                        + link(7, "cali1234567890a", "", "veth"),
                addr(2, "eth0", "192.0.2.1" + n + "/24") + addr(5, "vxlan.calico", "10.244." + n + ".0/32"),
                "default via 192.0.2.1 dev eth0\nblackhole 10.244." + n + ".0/26 proto 80\n10.244." + n
                        + ".5 dev cali1234567890a scope link\n10.244." + (3 - n) + ".0/26 via 10.244." + (3 - n)
                        + ".0 dev vxlan.calico onlink\n192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.1" + n
                        + "\n",
                "",
                RP.formatted("eth0", 1) + RP.formatted("vxlan.calico", 1) + RP.formatted("cali1234567890a", 1));
        files.put(
                "nodes/n" + n + "/ip-neigh.txt",
                "10.244." + (3 - n) + ".0 dev vxlan.calico lladdr 66:00:00:00:00:0" + (3 - n) + " PERMANENT\n192.0.2.1"
                        + (3 - n) + " dev eth0 lladdr 02:00:00:00:02:01 REACHABLE\n");
        files.put(
                "nodes/n" + n + "/bridge-fdb.txt",
                "66:00:00:00:00:0" + (3 - n) + " dev vxlan.calico dst 192.0.2.1" + (3 - n) + " self permanent\n");
        return files;
    }

    /** Pods' addresses are of the subnet of the nodes; n's pod is on its second interface, whose table is 2. */
    private static Map<String, String> aws(int n, String table) {
        return node(
                "n" + n,
                link(2, "eth0", "", "") + link(3, "eth1", "", "") + link(7, "eni0123456789a", "", "veth"),
                addr(2, "eth0", "192.0.2.1" + n + "/24") + addr(3, "eth1", "192.0.2.2" + n + "/24"),
                "default via 192.0.2.1 dev eth0\n192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.1" + n
                        + "\n192.0.2.10" + n + " dev eni0123456789a scope link\n" + table,
                "0:\tfrom all lookup local\n512:\tfrom all to 192.0.2.10" + n
                        + " lookup main\n1024:\tfrom all fwmark 0x80/0x80 lookup main\n1536:\tfrom 192.0.2.10" + n
                        + " lookup 2\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n",
                RP.formatted("eth0", 2) + RP.formatted("eth1", 0) + RP.formatted("eni0123456789a", 0));
    }

    private static final String TABLE_2 =
            "default via 192.0.2.1 dev eth1 table 2\n192.0.2.1 dev eth1 table 2 scope link\n";

    private static Map<String, String> hostGateway(int n) {
        Map<String, String> files = node(
                "n" + n,
                link(2, "eth0", "", "") + link(4, "cni0", "", "bridge forward_delay 1500 hello_time 200")
                        + "7: veth1@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master cni0 state UP mode DEFAULT group default qlen 1000\n    link/ether 02:00:00:00:07:01 brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 1\n    veth\n    bridge_slave state forwarding\n",
                addr(2, "eth0", "192.0.2.1" + n + "/24") + addr(4, "cni0", "10.244." + n + ".1/24"),
                "default via 192.0.2.1 dev eth0\n10.244." + n + ".0/24 dev cni0 proto kernel scope link src 10.244." + n
                        + ".1\n10.244." + (3 - n) + ".0/24 via 192.0.2.1" + (3 - n)
                        + " dev eth0\n192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.1" + n + "\n",
                "",
                RP.formatted("eth0", 1) + RP.formatted("cni0", 1));
        return files;
    }

    private static final List<Row> ROWS = List.of(
            new Row(
                    "kindnet",
                    "10.244.1.5",
                    "10.244.2.5",
                    true,
                    both(kindnet(1, 1), kindnet(2, 1)),
                    "eth0 eth0 veth1 / eth0 eth0 veth1"),
            new Row(
                    "Calico, IP in IP",
                    "10.244.1.5",
                    "10.244.2.5",
                    true,
                    both(ipip(1), ipip(2)),
                    "eth0 tunl0 eth0 cali1234567890a / eth0 tunl0 eth0 cali1234567890a"),
            new Row(
                    "Calico, VXLAN",
                    "10.244.1.5",
                    "10.244.2.5",
                    true,
                    both(vxlan(1), vxlan(2)),
                    "eth0 vxlan.calico eth0 cali1234567890a / eth0 vxlan.calico eth0 cali1234567890a"),
            new Row(
                    "flannel, host-gw",
                    "10.244.1.5",
                    "10.244.2.5",
                    true,
                    both(hostGateway(1), hostGateway(2)),
                    "eth0 eth0 cni0 / eth0 eth0 cni0"),
            new Row(
                    "AWS VPC CNI, both pods on second interfaces",
                    "192.0.2.101",
                    "192.0.2.102",
                    false,
                    both(aws(1, TABLE_2), aws(2, TABLE_2)),
                    "eth0 eth1 eni0123456789a / eth0 eth1 eni0123456789a"),
            new Row(
                    "AWS VPC CNI, an empty table goes on with the main one",
                    "192.0.2.101",
                    "192.0.2.102",
                    false,
                    both(aws(1, ""), aws(2, TABLE_2)),
                    "eth0 eth0 eni0123456789a / eth0 eth1 eni0123456789a"));

    @TestFactory
    Stream<DynamicTest> rowsHold() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.holds(), () -> {
                    Walk walk = walk(row);
                    assertThat(walk.verdict() + " " + devices(walk))
                            .as(told(walk))
                            .isEqualTo("DELIVERED " + row.says());
                }));
    }

    private Walk walk(Row row) throws IOException {
        Path place = Files.createTempDirectory(folder, "row");
        Map<String, String> files = new TreeMap<>(row.files());
        files.put("kubectl/nodes.json", list(api("n1", 1, row.cidr()) + "," + api("n2", 2, row.cidr())));
        files.put("kubectl/pods.json", list(pod("a", "n1", row.a()) + "," + pod("b", "n2", row.b())));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.createDirectories(place.resolve(file.getKey()).getParent());
            Files.writeString(place.resolve(file.getKey()), file.getValue());
        }
        Bundle bundle = Bundle.of(List.of(new Input.Stored(place)), Limits.standard(), () -> 0);
        return new Walker(ClusterJoin.join(Intake.of(bundle, 1).readings()))
                .walk(new Question(
                        new Question.Origin.InPod(new ObjectRef("Pod", "x", "a")),
                        new Question.Target.ToPod(new ObjectRef("Pod", "x", "b")),
                        Proto.TCP,
                        80,
                        0));
    }

    /** Devices of the routes there, and back. */
    private static String devices(Walk walk) {
        return walk.paths().stream()
                        .map(path -> devices(path.steps()))
                        .findFirst()
                        .orElse("-") + " / "
                + walk.reply().stream()
                        .map(path -> path.verdict().word().equals("DELIVERED") ? devices(path.steps()) : path.reason())
                        .findFirst()
                        .orElse("-");
    }

    private static String devices(List<Step> steps) {
        return String.join(
                " ",
                steps.stream()
                        .filter(step ->
                                step.kind() == Step.Kind.ROUTE && step.text().contains(" dev "))
                        .map(step -> step.text().replaceAll(".* dev (\\S+).*", "$1"))
                        .toList());
    }

    private static String told(Walk walk) {
        StringBuilder out = new StringBuilder();
        Stream.concat(walk.paths().stream(), walk.reply().stream()).forEach(path -> {
            out.append(path.verdict().word()).append(": ").append(path.reason()).append('\n');
            path.steps()
                    .forEach(step -> out.append("  ")
                            .append(step.node())
                            .append(' ')
                            .append(step.text())
                            .append('\n'));
        });
        return out.toString();
    }

    private static String list(String items) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[" + items + "]}";
    }

    private static String api(String name, int n, boolean cidr) {
        String range = cidr ? "\"podCIDR\":\"10.244." + n + ".0/24\",\"podCIDRs\":[\"10.244." + n + ".0/24\"]" : "";
        return "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + range
                + "},\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"192.0.2.1" + n + "\"}]}}";
    }

    private static String pod(String name, String node, String ip) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"x\"},\"spec\":{\"nodeName\":\""
                + node
                + "\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]},\"status\":{\"phase\":\"Running\",\"podIP\":\""
                + ip
                + "\",\"podIPs\":[{\"ip\":\"" + ip + "\"}]}}";
    }
}
