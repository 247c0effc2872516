package io.packetwalk.redact.pseudonym;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.Spelling;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.redact.Originals;
import io.packetwalk.redact.text.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Relations that a case rests on survive, and nothing else does. */
class PseudonymsTest {
    private final Vocabulary vocabulary = vocabulary();
    private final Pseudonyms pseudonyms = new Pseudonyms(new Key(new byte[32]), vocabulary, Map.of());
    private final Text text = new Text(pseudonyms);

    private static Vocabulary vocabulary() {
        Vocabulary vocabulary = new Vocabulary(Set.of());
        vocabulary.subnet(Cidr.of("10.244.0.0/16"));
        vocabulary.subnet(Cidr.of("10.244.0.0/24"));
        vocabulary.subnet(Cidr.of("10.244.1.0/24"));
        vocabulary.name("shop");
        vocabulary.name("inventory");
        vocabulary.machine("worker-3");
        vocabulary.servicePort("shop", "inventory", "http");
        vocabulary.endpoint("shop/inventory:http", "10.244.1.9:8080");
        return vocabulary;
    }

    @Test
    void anAddressStaysInItsSubnetsAndNoTwoBecomeOne() {
        Random random = new Random(4);
        Set<Ip> images = new HashSet<>();
        Set<Ip> originals = new HashSet<>();
        Cidr subnet = pseudonyms.subnet(Cidr.of("10.244.1.0/24"));
        for (int i = 0; i < 3000; i++) {
            Ip ip = Ip.v4(0x0af40100 | random.nextInt(256));
            originals.add(ip);
            images.add(pseudonyms.address(ip));
            assertThat(subnet.contains(pseudonyms.address(ip))).isTrue();
        }
        assertThat(images).hasSameSizeAs(originals);
        assertThat(pseudonyms.subnet(Cidr.of("10.244.0.0/16")).covers(subnet)).isTrue();
        assertThat(pseudonyms.address(Ip.of("10.244.1.0"))).isEqualTo(subnet.base());
        assertThat(pseudonyms.address(Ip.of("10.244.1.255")).lo())
                .isEqualTo(subnet.base().lo() + 255);
        assertThat(pseudonyms.address(Ip.of("10.244.0.0")))
                .isEqualTo(pseudonyms.subnet(Cidr.of("10.244.0.0/16")).base());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd00:10:244:1::/64", "fd00:10:244::/56", "2001:db8:7::/48", "fd00:10:96::/112"})
    void anAddressOfIpv6StaysInItsSubnetsAndNoTwoBecomeOne(String prefix) {
        Cidr original = Cidr.of(prefix);
        Cidr subnet = pseudonyms.subnet(original);
        Random random = new Random(6);
        Set<Ip> originals = new HashSet<>();
        Set<Ip> images = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            Ip ip = Ip.of(original.base()
                    .toString()
                    .replaceFirst("::$", "::" + Integer.toHexString(1 + random.nextInt(0xfffe))));
            originals.add(ip);
            images.add(pseudonyms.address(ip));
            assertThat(subnet.contains(pseudonyms.address(ip))).as("%s", ip).isTrue();
        }
        assertThat(images).hasSameSizeAs(originals).doesNotContainAnyElementsOf(originals);
        assertThat(subnet.length()).isEqualTo(original.length());
        // How many bits two addresses have in common stays: what is outside of a subnet stays outside.
        assertThat(subnet.contains(pseudonyms.address(Ip.of("2001:db8:8::1")))).isFalse();
        assertThat(pseudonyms.subnet(Cidr.of("fd00:10::/32")).covers(pseudonyms.subnet(Cidr.of("fd00:10:244:1::/64"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "127.0.0.1", "169.254.169.254", "224.0.0.251", "255.255.255.0", "::", "::1", "ff02::1"
            })
    void whatMeansTheSameEverywhereStays(String address) {
        assertThat(pseudonyms.address(Ip.of(address))).isEqualTo(Ip.of(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodes/a/conntrack-C.txt",
                "sos_commands/conntrack/conntrack_-C",
                "iptables -C FORWARD",
                "ethtool-S/eth0.txt"
            })
    void oneCapitalLetterIsNobodysName(String line) {
        Vocabulary letters = vocabulary();
        letters.name("c");
        letters.name("s");
        Text other = new Text(new Pseudonyms(new Key(new byte[32]), letters, Map.of()));

        assertThat(other.line(line)).isEqualTo(line);
        assertThat(other.line("pod client-c on C")).endsWith(" on C").doesNotContain("client-c");
    }

    @Test
    void hashesOfKubeProxyAreThoseOfTheNewNames() {
        String service = Hashes.base32("shop/inventory:httptcp", 16);
        String endpoint = Hashes.base32("shop/inventory:httptcp10.244.1.9:8080", 16);
        String line = text.line("-A KUBE-SVC-" + service
                + " -m comment --comment \"shop/inventory:http -> 10.244.1.9:8080\" -j KUBE-SEP-" + endpoint);
        String name = line.replaceAll(".*--comment \"(\\S+) -> (\\S+)\".*", "$1");
        String address = line.replaceAll(".*--comment \"(\\S+) -> (\\S+)\".*", "$2");

        assertThat(name).doesNotContain("shop", "inventory").endsWith(":http");
        assertThat(line)
                .contains("KUBE-SVC-" + Hashes.base32(name + "tcp", 16))
                .contains("KUBE-SEP-" + Hashes.base32(name + "tcp" + address, 16));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inventory-7d4f9c-x2kp4 | inventory",
                "shop_inventory-0.log | inventory",
                "inventory.shop.svc.cluster.local | inventory",
                "INVENTORY_SERVICE_HOST | INVENTORY"
            })
    void aNameIsFoundInWhatIsMadeOfIt(String made, String name) {
        String image = text.line(name);
        assertThat(text.line(made))
                .startsWith(made.startsWith("shop") ? text.line("shop") + "_" + image : image)
                .doesNotContain(name);
    }

    /** What the analysis says of a name that is nearly right must stay true, and no name may become nearly right. */
    @Test
    void wordsAreAsManyLettersApartAsBefore() {
        List<String> words = List.of(
                "solo",
                "sol0",
                "sola",
                "inventory",
                "inventroy",
                "inventori",
                "inventories",
                "api",
                "app",
                "web",
                "shop",
                "shopapi",
                "shop-api",
                "cart",
                "card",
                "carts",
                "checkout",
                "billing",
                "bil1ing",
                "invoice",
                "invoices",
                "invoces",
                "payment",
                "payments",
                "frontend",
                "backend",
                "v1",
                "db",
                "redis",
                "queue",
                "auth",
                "user",
                "users");
        Vocabulary known = new Vocabulary(Set.of());
        words.forEach(known::name);
        for (int seed = 0; seed < 5; seed++) {
            byte[] bytes = new byte[32];
            bytes[0] = (byte) seed;
            Text named = new Text(new Pseudonyms(new Key(bytes), known, Map.of()));
            // Words of the formats stay, and nothing is made alike to them.
            List<String> replaced = words.stream()
                    .filter(word -> !named.line(word).equals(word))
                    .toList();
            assertThat(replaced).hasSizeGreaterThan(20);
            for (String one : replaced) {
                for (String other : replaced) {
                    String a = named.line(one);
                    String b = named.line(other);
                    assertThat(Spelling.alike(a, b))
                            .as(one + " " + other + ": " + a + " " + b)
                            .isEqualTo(Spelling.alike(one, other));
                    if (Spelling.alike(one, other)) {
                        assertThat(Spelling.edits(a, b)).as(one + " " + other).isEqualTo(Spelling.edits(one, other));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[12:3] -A INPUT -m conntrack --ctstate NEW -j ACCEPT",
                "apiVersion: discovery.k8s.io/v1",
                "kube-system/kube-dns:dns-tcp",
                "2026-11-21T00:57:53.044Z stdout F [INFO] 12:30:45.678 1.2.3",
                "icmp type echo-request accept"
            })
    void whatBelongsToNobodyStays(String line) {
        assertThat(text.line(line)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({
        "kubepods-burstable-pod5f1e2d3c_4b5a_4978_8697_a5b4c3d2e1f0.slice, 5f1e2d3c",
        "/var/lib/kubelet/pods/5f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0/volumes, 5f1e2d3c",
        "cri-containerd-0ab5c0ffee0123456789abcdef0123456789abcdef0123456789abcdef012345.scope, c0ffee",
        "containerd://0AB5C0FFEE0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF012345, C0FFEE",
        "0ab5c0ffee012  registry  3 hours ago, c0ffee",
        "/proc/0ab5c0ffee01/ns, c0ffee"
    })
    void anObjectKeepsItsNumberUnderAnotherAndTheMapLeadsBack(String line, String original) {
        vocabulary.container("0ab5c0ffee0123456789abcdef0123456789abcdef0123456789abcdef012345");

        String replaced = text.line(line);

        assertThat(replaced).hasSameSizeAs(line).doesNotContain(original);
        assertThat(new Originals(pseudonyms.words(), pseudonyms.mapped()).reveal(replaced))
                .isEqualToIgnoringCase(line);
    }

    @Test
    void theBeginningOfAContainersNumberIsThatOfItsPseudonym() {
        String number = "0ab5c0ffee0123456789abcdef0123456789abcdef0123456789abcdef012345";
        vocabulary.container(number);

        assertThat(text.line(number)).startsWith(text.line(number.substring(0, 12)));
        assertThat(text.line(number)).startsWith(text.line(number.substring(0, 13)));
        assertThat(text.line("0ab5c0ffee99")).as("no container of the bundle").isEqualTo("0ab5c0ffee99");
    }
}
