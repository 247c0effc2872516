package io.packetwalk.walk.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.model.Cluster;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.dns.server.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The questions of a client, and what it takes for the result. */
class SearchTest {

    private static final List<String> POD_SEARCH =
            List.of("shop.svc.cluster.local", "svc.cluster.local", "cluster.local");

    @TempDir
    Path folder;

    private static ResolverConfig config(List<String> search, int ndots) {
        return new ResolverConfig(
                List.of(Ip.of("10.96.0.10")), search, ndots, false, "cluster.local", List.of(), List.of(), List.of());
    }

    /** Answers A with a code or an address by name, everything else with {@code NXDOMAIN}; AAAA without data where A has some. */
    private static Search.Asker asker(Map<String, String> zone) {
        return (server, name, type) -> {
            String says = zone.getOrDefault(name, "NXDOMAIN");
            Optional<Ip> ip = Ip.parse(says);
            boolean four = type.equals("A");
            return new Answer(
                    ip.isPresent() ? "NOERROR" : says,
                    ip.isPresent() && four,
                    four ? ip.stream().toList() : List.of(),
                    Basis.DERIVED,
                    List.of(),
                    Optional.empty());
        };
    }

    private static String outcome(Dialect dialect, ResolverConfig config, String name, Map<String, String> zone) {
        Search.Result result = new Search(dialect, config, config.nameservers(), asker(zone)).run(name);
        return result.outcome() + " " + result.queries().size() / 2;
    }

    @ParameterizedTest
    @CsvSource({
        // Fewer dots than ndots: the search list first, the name itself last, for both.
        "5, cart, resolved 1, resolved 1",
        "5, cart.shop, resolved 2, resolved 2",
        "5, www.example, resolved 4, resolved 4",
        "5, none, nxdomain 4, nxdomain 4",
        // As many dots: the name itself; only glibc goes on.
        "1, cart.shop, resolved 3, nxdomain 1",
        "1, none.shop, nxdomain 4, nxdomain 1",
        // A final dot ends all searches.
        "5, www.example., resolved 1, resolved 1",
        // No data: glibc goes on and says so at the end; musl stops.
        "5, empty, nodata 4, nodata 1",
        // A server's failure: glibc goes on, musl stops.
        "5, broken, resolved 4, servfail 1"
    })
    void search(int ndots, String name, String glibc, String musl) {
        Map<String, String> zone = Map.of(
                "cart.shop.svc.cluster.local.", "10.96.1.1",
                "www.example.", "192.0.2.1",
                "empty.shop.svc.cluster.local.", "NOERROR",
                "broken.shop.svc.cluster.local.", "SERVFAIL",
                "broken.", "192.0.2.2");

        assertThat(outcome(Dialect.GLIBC, config(POD_SEARCH, ndots), name, zone))
                .isEqualTo(glibc);
        assertThat(outcome(Dialect.MUSL, config(POD_SEARCH, ndots), name, zone)).isEqualTo(musl);
    }

    @Test
    void oldGlibcEndsItsSearchListAfterSixDomains() {
        List<String> eight =
                IntStream.range(0, 8).mapToObj(at -> "d" + at + ".example").toList();
        Map<String, String> zone = Map.of("app.d7.example.", "192.0.2.7");

        assertThat(outcome(Dialect.GLIBC, config(eight, 1), "app", zone)).isEqualTo("resolved 8");
        assertThat(outcome(Dialect.GLIBC_LIMITED, config(eight, 1), "app", zone))
                .isEqualTo("nxdomain 7");
    }

    @Test
    void oldGlibcEndsItAfter256CharactersMuslLeavesOutTheWholeLine() {
        List<String> wide = Collections.nCopies(5, "d".repeat(60) + ".example");

        assertThat(Dialect.GLIBC.search(config(wide, 1))).hasSize(5);
        assertThat(Dialect.GLIBC_LIMITED.search(config(wide, 1))).hasSize(3);
        assertThat(Dialect.MUSL.search(config(wide, 1))).isEmpty();
    }

    @Test
    void serversAreAskedInTurnOrAllAtOnce() {
        List<Ip> two = List.of(Ip.of("10.96.0.10"), Ip.of("192.0.2.53"));
        ResolverConfig config =
                new ResolverConfig(two, List.of(), 1, false, "cluster.local", List.of(), List.of(), List.of());
        Search.Asker differ =
                (server, name, type) -> asker(server.equals(two.getLast()) ? Map.of(name, "192.0.2.9") : Map.of())
                        .answer(server, name, type);
        Search.Asker fails =
                (server, name, type) -> asker(Map.of(name, server.equals(two.getLast()) ? "192.0.2.9" : "SERVFAIL"))
                        .answer(server, name, type);

        assertThat(new Search(Dialect.GLIBC, config, two, differ)
                        .run("x.example")
                        .outcome())
                .isEqualTo("nxdomain");
        assertThat(new Search(Dialect.MUSL, config, two, differ)
                        .run("x.example")
                        .open())
                .isPresent();
        assertThat(new Search(Dialect.GLIBC, config, two, fails)
                        .run("x.example")
                        .outcome())
                .isEqualTo("resolved");
        assertThat(new Search(Dialect.MUSL, config, two, fails).run("x.example").outcome())
                .isEqualTo("resolved");
    }

    private static final String NODE = "search corp.example\nnameserver 192.0.2.53\n";

    private Optional<ResolverConfig> ofPod(String spec, String node) throws IOException {
        String pod = """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Pod
                  metadata: {name: p, namespace: shop}
                  spec: {nodeName: n1, containers: [{name: app, image: app}], %s}
                  status: {phase: Running, podIP: 10.244.1.77, podIPs: [{ip: 10.244.1.77}]}
                """.formatted(spec);
        Cluster cluster = DnsBundle.with(folder, Map.of("kubectl/pod.yaml", pod, "nodes/n1/resolv.conf", node));
        return ResolverConfig.of(cluster, new Question.Origin.InPod(ObjectRef.pod("shop", "p")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dnsPolicy: ClusterFirst | 10.96.0.10 | shop.svc.cluster.local svc.cluster.local cluster.local corp.example | 5",
                "dnsPolicy: ClusterFirst, hostNetwork: true | 192.0.2.53 | corp.example | 1",
                "dnsPolicy: ClusterFirstWithHostNet, hostNetwork: true | 10.96.0.10 | shop.svc.cluster.local svc.cluster.local cluster.local corp.example | 5",
                "dnsPolicy: Default | 192.0.2.53 | corp.example | 1",
                "'dnsPolicy: Default, dnsConfig: {searches: [x.example], options: [{name: ndots, value: \"3\"}]}' | 192.0.2.53 | corp.example x.example | 3",
                "'dnsPolicy: None, dnsConfig: {nameservers: [192.0.2.1], searches: [y.example]}' | 192.0.2.1 | y.example | 1"
            })
    void kubeletsChoice(String spec, String servers, String search, int ndots) throws IOException {
        ResolverConfig config = ofPod(spec, NODE).orElseThrow();

        assertThat(config.nameservers()).map(Ip::toString).containsExactly(servers.split(" "));
        assertThat(config.search()).containsExactly(search.split(" "));
        assertThat(config.ndots()).isEqualTo(ndots);
    }

    @Test
    void aStubOfTheNodeIsNotWhatItsPodsAsk() throws IOException {
        assertThat(ofPod("dnsPolicy: Default", "nameserver 127.0.0.53\n")).isEmpty();
    }
}
