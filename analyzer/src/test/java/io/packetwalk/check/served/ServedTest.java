package io.packetwalk.check.served;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.Analysis;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.net.IpPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One cluster, three backends: what a node serves is the same whoever wrote it. */
final class ServedTest {

    @ParameterizedTest
    @CsvSource({"healthy-baseline,IPTABLES", "healthy-baseline-nft,NFTABLES", "ipvs-synthetic,IPVS"})
    void everyBackendGivesTheEndpointsOfTheApi(String bundle, Backend backend) throws IOException {
        Cluster cluster = sample(bundle);
        assertThat(cluster.nodes()).hasSize(3).allSatisfy(node -> {
            Implementation serving = Served.of(node).serving(false).orElseThrow();
            assertThat(serving.backend()).isEqualTo(backend);
            cluster.services().stream()
                    .filter(service -> !service.object().clusterIps().isEmpty())
                    .forEach(service -> service.object().ports().forEach(port -> {
                        Address address = Address.at(
                                port.proto(), service.object().clusterIps().getFirst(), port.port());
                        Set<IpPort> targets = serving.at(address)
                                .map(programmed -> programmed.targets().keySet())
                                .orElse(Set.of());
                        assertThat(Intended.of(node, service, port, false).met(targets))
                                .as(address + " on " + node.name() + " goes to " + targets)
                                .isTrue();
                    }));
        });
    }

    @Test
    void backendsAgreeOnEveryAddress() throws IOException {
        Node rules = sample("healthy-baseline").node("node2").orElseThrow();
        Node maps = sample("healthy-baseline-nft").node("node2").orElseThrow();
        assertThat(clusterAddresses(rules)).isNotEmpty().isEqualTo(clusterAddresses(maps));
    }

    private static Map<String, Set<IpPort>> clusterAddresses(Node node) {
        Map<String, Set<IpPort>> all = new TreeMap<>();
        Served.of(node).serving(false).orElseThrow().entries().forEach((address, programmed) -> {
            if (!programmed.targets().isEmpty()) {
                all.put(address + "/" + address.proto(), programmed.targets().keySet());
            }
        });
        return all;
    }

    private static Cluster sample(String name) throws IOException {
        Path path = Path.of("..", "samples", "bundles", name + ".tar.gz");
        Bundle opened = Bundle.of(List.of(new Input.Stored(path)), Limits.standard(), () -> 0);
        return Analysis.run(opened, 2, cluster -> Optional.empty()).cluster();
    }
}
