package io.packetwalk.check.translation;

import java.util.List;

/** The chains in which Service proxies keep their rules, of iptables and of nft; the virtual servers of IPVS are walked as one. */
final class ProxyChains {

    private static final List<String> BEGINNINGS =
            List.of("KUBE-", "cali-", "CILIUM", "service-", "endpoint-", "external-", "IPVS");

    private ProxyChains() {}

    /** A chain of a Service proxy, by its name. */
    static boolean has(String chain) {
        return BEGINNINGS.stream().anyMatch(chain::startsWith);
    }
}
