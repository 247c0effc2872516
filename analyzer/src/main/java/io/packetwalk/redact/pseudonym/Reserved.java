package io.packetwalk.redact.pseudonym;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Words that belong to formats and to well-known software, not to anybody. */
final class Reserved {
    private static final Set<String> WORDS = words();

    /** Parts of the names of software that everybody runs. A name that has no other parts tells nothing. */
    private static final Set<String> PUBLIC = Set.of(
            "kube",
            "system",
            "public",
            "node",
            "lease",
            "default",
            "kubernetes",
            "dns",
            "coredns",
            "proxy",
            "flannel",
            "cfg",
            "ds",
            "calico",
            "cilium",
            "tigera",
            "operator",
            "typha",
            "ingress",
            "nginx",
            "controller",
            "manager",
            "scheduler",
            "apiserver",
            "etcd",
            "config",
            "local",
            "path",
            "provisioner",
            "storage",
            "metrics",
            "server",
            "istio",
            "gateway",
            "kindnet",
            "aws",
            "cni",
            "canal",
            "weave",
            "antrea",
            "agent",
            "ovn",
            "openshift",
            "svc",
            "cluster",
            "tcp",
            "udp",
            "http",
            "https",
            "grpc",
            "localdns",
            "nodelocaldns",
            "root",
            "ca",
            "crt",
            "traefik",
            "metallb",
            "speaker",
            "konnectivity",
            "hubble",
            "relay",
            "envoy",
            "arpa",
            "addr",
            "in",
            "ip6",
            "com",
            "net",
            "org",
            "io",
            "dev",
            "internal");

    /** First parts of the names of such software: {@code coredns-7db6d8ff4d-4x8kq} is still CoreDNS afterwards. */
    private static final Set<String> SOFTWARE = Set.of(
            "kube",
            "coredns",
            "calico",
            "cilium",
            "canal",
            "flannel",
            "etcd",
            "kubernetes",
            "istio",
            "antrea",
            "weave",
            "traefik",
            "metallb",
            "kindnet",
            "konnectivity",
            "hubble",
            "tigera",
            "ovn",
            "nodelocaldns");

    private Reserved() {}

    /** True for the first part of the name of software that everybody runs. */
    static boolean software(String part) {
        return SOFTWARE.contains(part);
    }

    /** True for a word of a format: it stays wherever it stands alone. */
    static boolean word(String run) {
        return WORDS.contains(run.toLowerCase(Locale.ROOT));
    }

    /** True for a part of a public name. */
    static boolean open(String part) {
        return PUBLIC.contains(part);
    }

    private static Set<String> words() {
        Set<String> words = new HashSet<>();
        try (InputStream in = Objects.requireNonNull(Reserved.class.getResourceAsStream("reserved.txt"))) {
            for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                if (!line.startsWith("#")) {
                    words.addAll(Set.copyOf(java.util.Arrays.asList(line.split(" "))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Set.copyOf(words);
    }
}
