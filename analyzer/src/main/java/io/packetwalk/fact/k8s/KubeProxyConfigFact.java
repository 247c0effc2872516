package io.packetwalk.fact.k8s;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import java.util.List;
import java.util.Map;

/**
 * A KubeProxyConfiguration, from a file or from the ConfigMap that holds it (kubeproxy.config.k8s.io/v1alpha1).
 *
 * @param source its first line
 * @param mode as written, may be empty: kube-proxy then takes its platform's default
 * @param clusterCidr as written, may be empty
 * @param detectLocalMode as written, may be empty
 * @param masqueradeAll of the block of its mode ({@code iptables} or {@code nftables}), UNKNOWN when absent
 * @param strictArp {@code ipvs.strictARP}, UNKNOWN when absent
 * @param nodePortAddresses as written
 * @param conntrackMaxPerCore 0 when absent
 * @param conntrackMin 0 when absent
 * @param settings every single value by its path, for example {@code conntrack.maxPerCore}
 * @param sources the line of each setting
 */
public record KubeProxyConfigFact(
        Source source,
        String mode,
        String clusterCidr,
        String detectLocalMode,
        Ternary masqueradeAll,
        Ternary strictArp,
        List<String> nodePortAddresses,
        int conntrackMaxPerCore,
        int conntrackMin,
        Map<String, String> settings,
        Map<String, Source> sources)
        implements Fact {}
