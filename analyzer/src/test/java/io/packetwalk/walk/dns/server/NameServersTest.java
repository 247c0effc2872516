package io.packetwalk.walk.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.model.Cluster;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.dns.DnsBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the cluster's DNS answers with one Corefile or another. */
class NameServersTest {

    private static final String USUAL = """
            kubernetes cluster.local in-addr.arpa ip6.arpa {
               pods insecure
               fallthrough in-addr.arpa ip6.arpa
            }
            forward . /etc/resolv.conf
            cache 30
            loop
            """;

    @TempDir
    Path folder;

    /** {@code RCODE ADDRESS...}, or {@code open: WHY}. */
    private String asked(String corefile, String server, String name, String type) throws IOException {
        Cluster cluster = DnsBundle.with(folder, Map.of("kubectl/Corefile", corefile));
        Answer answer = new NameServers(cluster, "cluster.local")
                .answer(Ip.of(server), name, type, Optional.of(Ip.of("10.244.1.9")));
        return answer.open()
                .map(missing -> "open: " + missing.why())
                .orElse((answer.rcode() + " "
                                + answer.addresses().stream().map(Ip::toString).collect(Collectors.joining(" ")))
                        .strip());
    }

    private String asked(String corefile, String name) throws IOException {
        return asked(corefile, "10.96.0.10", name, "A");
    }

    private static String root(String plugins) {
        return ".:53 {\n" + plugins.indent(4) + "}\n";
    }

    @ParameterizedTest
    @CsvSource({
        "cart.shop.svc.cluster.local., A, NOERROR 10.96.1.1",
        "cart.shop.svc.cluster.local., AAAA, NOERROR",
        "Cart.Shop.svc.cluster.local, A, NOERROR 10.96.1.1",
        "basket.shop.svc.cluster.local., A, NXDOMAIN",
        "cart.nowhere.svc.cluster.local., A, NXDOMAIN",
        "shop.svc.cluster.local., A, NOERROR",
        "nowhere.svc.cluster.local., A, NXDOMAIN",
        "db.shop.svc.cluster.local., A, NOERROR 10.244.1.5",
        "db-0.db.shop.svc.cluster.local., A, NOERROR 10.244.1.5",
        "10-244-1-5.db.shop.svc.cluster.local., A, NOERROR 10.244.1.5",
        "db-1.db.shop.svc.cluster.local., A, NXDOMAIN",
        "other.shop.svc.cluster.local., A, NOERROR 10.96.1.1",
        "10-244-9-9.shop.pod.cluster.local., A, NOERROR 10.244.9.9",
        "idle.shop.svc.cluster.local., A, NOERROR 10.96.1.3",
        "example.org., A, open: no log or capture shows it"
    })
    void namesOfTheCluster(String name, String type, String answer) throws IOException {
        assertThat(asked(root(USUAL), "10.96.0.10", name, type)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "pods disabled, 10-244-1-5.shop.pod.cluster.local., NXDOMAIN",
        "pods verified, 10-244-1-5.shop.pod.cluster.local., NOERROR 10.244.1.5",
        "pods verified, 10-244-9-9.shop.pod.cluster.local., NXDOMAIN",
        "namespaces kube-system, cart.shop.svc.cluster.local., NXDOMAIN",
        "namespaces kube-system shop, cart.shop.svc.cluster.local., NOERROR 10.96.1.1",
        "ignore empty_service, idle.shop.svc.cluster.local., NXDOMAIN",
        "ignore empty_service, cart.shop.svc.cluster.local., NOERROR 10.96.1.1"
    })
    void choicesOfTheKubernetesPlugin(String option, String name, String answer) throws IOException {
        assertThat(asked(root("kubernetes cluster.local {\n" + option + "\n}"), name))
                .isEqualTo(answer);
    }

    @Test
    void whatThePluginDoesNotModelNamesItsLine() throws IOException {
        assertThat(asked(root("kubernetes cluster.local {\nlabels app=x\n}"), "cart.shop.svc.cluster.local."))
                .isEqualTo("open: plugin labels (kubectl/Corefile:3) is not modelled");
        assertThat(asked(root("acl {\n block net 10.0.0.0/8\n}\n" + USUAL), "cart.shop.svc.cluster.local."))
                .startsWith("open: plugin acl (kubectl/Corefile:2");
        assertThat(asked(root("something new\n" + USUAL), "cart.shop.svc.cluster.local."))
                .startsWith("open: plugin something (kubectl/Corefile:2)");
        assertThat(asked(root("forward . {$UPSTREAM}"), "example.org.")).startsWith("open: plugin forward");
    }

    @Test
    void theLongestZoneAnswersAndNoZoneRefuses() throws IOException {
        String blocks = root(USUAL) + "corp.example:53 {\n    hosts {\n        10.1.2.3 git.corp.example\n    }\n}\n";
        assertThat(asked(blocks, "git.corp.example.")).isEqualTo("NOERROR 10.1.2.3");
        assertThat(asked(blocks, "10.96.0.10", "git.corp.example.", "AAAA")).isEqualTo("NOERROR");
        assertThat(asked(blocks, "svn.corp.example.")).isEqualTo("SERVFAIL");
        assertThat(asked(blocks, "cart.shop.svc.cluster.local.")).isEqualTo("NOERROR 10.96.1.1");
        assertThat(asked("corp.example {\n    forward . 10.1.1.1\n}\n", "example.org."))
                .isEqualTo("REFUSED");
        assertThat(asked("cluster.local {\n    errors\n}\n", "cart.shop.svc.cluster.local."))
                .isEqualTo("SERVFAIL");
    }

    @Test
    void blocksOfOtherPortsAndTransportsAreNotAsked() throws IOException {
        String blocks = root(USUAL) + "cluster.local:5353 {\n    template IN A {\n        rcode NXDOMAIN\n    }\n}\n"
                + "tls://cluster.local {\n    template IN A {\n        rcode NXDOMAIN\n    }\n}\n";
        assertThat(asked(blocks, "cart.shop.svc.cluster.local.")).isEqualTo("NOERROR 10.96.1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rewrite name old.example cart.shop.svc.cluster.local | old.example. | NOERROR 10.96.1.1",
                "rewrite name exact old.example cart.shop.svc.cluster.local | very.old.example. | open: no log or capture shows it",
                "rewrite name suffix .shop.example .shop.svc.cluster.local answer auto | cart.shop.example. | NOERROR 10.96.1.1",
                "rewrite name suffix .shop.example .shop.svc.cluster.local answer auto | nil.shop.example. | NXDOMAIN",
                "rewrite name prefix old- '' answer auto | old-cart.shop.svc.cluster.local. | NOERROR 10.96.1.1",
                "rewrite stop name substring .market. .shop. answer auto | cart.market.svc.cluster.local. | NOERROR 10.96.1.1",
                "rewrite name regex (.*)\\.shop\\.example {1}.shop.svc.cluster.local answer name (.*)\\.shop\\.svc\\.cluster\\.local {1}.shop.example | cart.shop.example. | NOERROR 10.96.1.1",
                "rewrite name regex (.*)\\.shop\\.example {1}.shop.svc.cluster.local | nil.shop.example. | NXDOMAIN",
                "rewrite type ANY HINFO | cart.shop.svc.cluster.local. | NOERROR 10.96.1.1",
                "rewrite ttl exact cart.shop.svc.cluster.local 15 | cart.shop.svc.cluster.local. | NOERROR 10.96.1.1"
            })
    void rewrites(String rule, String name, String answer) throws IOException {
        assertThat(asked(root(rule.replace("''", "\"\"") + "\n" + USUAL), name)).isEqualTo(answer);
    }

    @Test
    void aRewriteWithoutAnswerRuleIsOpenForWhoHasTheRecordsRefused() throws IOException {
        assertThat(asked(
                        root("rewrite name suffix .shop.example .shop.svc.cluster.local\n" + USUAL),
                        "cart.shop.example."))
                .startsWith("open: the rewrite (kubectl/Corefile:2) asks for cart.shop.svc.cluster.local.");
    }

    @Test
    void theFirstRewriteStopsTheListUnlessItGoesOn() throws IOException {
        String second = "rewrite name exact b.example cart.shop.svc.cluster.local\n";
        assertThat(asked(root("rewrite continue name exact a.example b.example\n" + second + USUAL), "a.example."))
                .isEqualTo("NOERROR 10.96.1.1");
        assertThat(asked(root("rewrite name exact a.example b.example\n" + second + USUAL), "a.example."))
                .startsWith("open: no log");
    }

    @Test
    void templatesAnswerWhatTheyMatch() throws IOException {
        String block = """
                template IN A lab.example {
                  match ^ip-(?P<a>[0-9]+)-(?P<b>[0-9]+)\\.lab\\.example\\.$
                  answer "{{ .Name }} 60 IN A 10.0.{{ .Group.a }}.{{ .Group.b }}"
                  fallthrough
                }
                """;
        assertThat(asked(root(block + USUAL), "ip-7-9.lab.example.")).isEqualTo("NOERROR 10.0.7.9");
        assertThat(asked(root(block + USUAL), "x.lab.example.")).startsWith("open: no log");
        assertThat(asked(
                        root("template IN AAAA {\n  rcode NXDOMAIN\n}\n" + USUAL),
                        "10.96.0.10",
                        "example.org.",
                        "AAAA"))
                .isEqualTo("NXDOMAIN");
        assertThat(asked(
                        root("template IN A {\n  answer \"{{ lookup }} 60 IN A 1.2.3.4\"\n  match ^(a|aa)+\\1x$\n}\n"),
                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b."))
                .startsWith("open: plugin template");
    }

    @Test
    void autopathSearchesForTheClient() throws IOException {
        String verified = "autopath @kubernetes\nkubernetes cluster.local {\n  pods verified\n}\nforward . 1.1.1.1\n";
        assertThat(asked(root(verified), "cart.shop.shop.svc.cluster.local.")).isEqualTo("NOERROR 10.96.1.1");
        assertThat(asked(root(verified), "nil.shop.svc.cluster.local."))
                .startsWith("open: autopath (kubectl/Corefile:2)");
        assertThat(asked(root(verified.replace("verified", "insecure")), "cart.shop.shop.svc.cluster.local."))
                .isEqualTo("NXDOMAIN");
    }

    @Test
    void importsOfUnknownFilesAreOpenSnippetsAreRead() throws IOException {
        assertThat(asked(root("import custom/*.override\n" + USUAL), "cart.shop.svc.cluster.local."))
                .startsWith("open: plugin import (kubectl/Corefile:2)");
        assertThat(asked(
                        "(common) {\n    hosts {\n        10.1.2.3 git.corp.example\n        fallthrough\n    }\n}\n"
                                + root("import common\n" + USUAL),
                        "git.corp.example."))
                .isEqualTo("NOERROR 10.1.2.3");
    }

    @Test
    void theCacheOfANodeAsksTheClustersDns() throws IOException {
        Cluster cluster = DnsBundle.with(
                folder,
                Map.of(
                        "kubectl/Corefile",
                        root("rewrite name exact old.example cart.shop.svc.cluster.local\n" + USUAL),
                        "nodes/n1/Corefile",
                        """
                        cluster.local:53 {
                            bind 169.254.20.10
                            forward . 10.96.0.10 {
                                force_tcp
                            }
                        }
                        .:53 {
                            bind 169.254.20.10
                            forward . __PILLAR__UPSTREAM__SERVERS__
                        }
                        """));
        NameServers servers = new NameServers(cluster, "cluster.local");
        Ip cache = Ip.of("169.254.20.10");

        assertThat(servers.answer(cache, "cart.shop.svc.cluster.local.", "A", Optional.empty())
                        .addresses())
                .containsExactly(Ip.of("10.96.1.1"));
        assertThat(servers.answer(cache, "old.example.", "A", Optional.empty()).known())
                .isFalse();
        assertThat(servers.answer(Ip.of("10.96.0.10"), "old.example.", "A", Optional.empty())
                        .addresses())
                .containsExactly(Ip.of("10.96.1.1"));
    }

    @Test
    void aServerOutsideIsKnownByWhatWasSeenOnly() throws IOException {
        assertThat(asked(root(USUAL), "192.0.2.53", "cart.shop.svc.cluster.local.", "A"))
                .startsWith("open: no log");
    }
}
