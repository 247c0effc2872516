package io.packetwalk.redact;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Domain names in free text: what is one, and which labels everybody uses. */
final class Domains {
    private static final Set<String> TOP = Set.of(
            "com",
            "net",
            "org",
            "io",
            "dev",
            "app",
            "cloud",
            "internal",
            "local",
            "lan",
            "corp",
            "intra",
            "intranet",
            "home",
            "localdomain",
            "example",
            "test",
            "invalid",
            "edu",
            "gov",
            "mil",
            "info",
            "biz",
            "co",
            "eu",
            "de",
            "uk",
            "fr",
            "nl",
            "ch",
            "at",
            "it",
            "es",
            "se",
            "no",
            "fi",
            "dk",
            "us",
            "ca",
            "jp",
            "cn",
            "in",
            "br",
            "au",
            "ru",
            "pl",
            "tech",
            "online",
            "site",
            "ai",
            "tv",
            "bank",
            "company",
            "zone",
            "private",
            "consul",
            "arpa");

    /** Domains that tell nothing: software's own names, and the cluster's standard ones. */
    private static final Set<String> PUBLIC = Set.of(
            "kubernetes.io",
            "k8s.io",
            "x-k8s.io",
            "projectcalico.org",
            "cilium.io",
            "coreos.com",
            "openshift.io",
            "istio.io",
            "github.com",
            "golang.org",
            "gopkg.in",
            "gcr.io",
            "quay.io",
            "docker.io",
            "docker.com",
            "ghcr.io",
            "helm.sh",
            "linuxfoundation.org",
            "mozilla.org",
            "w3.org",
            "apache.org",
            "netfilter.org",
            "kernel.org",
            "go.dev",
            "cncf.io",
            "rancher.io",
            "cattle.io",
            "tigera.io",
            "coredns.io",
            "antrea.io",
            "ietf.org");

    private static final Pattern DOMAIN = Pattern.compile(
            "(?<![A-Za-z0-9._@/-])[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62}){1,10}(?![A-Za-z0-9_-])");

    private Domains() {}

    /** True for a label that stands at the end of many domains. */
    static boolean common(String label) {
        return TOP.contains(label)
                || label.equals("in-addr")
                || label.equals("ip6")
                || label.equals("svc")
                || label.equals("cluster")
                || label.equals("pod");
    }

    /** Learns the domains of one line of text. */
    static void learn(String line, Vocabulary vocabulary) {
        if (line.indexOf('.') < 0) {
            return;
        }
        Matcher found = DOMAIN.matcher(line);
        while (found.find()) {
            String domain = found.group();
            String last = domain.substring(domain.lastIndexOf('.') + 1);
            if (TOP.contains(last) && !known(domain)) {
                vocabulary.domain(domain);
            }
        }
    }

    /** True for a domain of {@link #PUBLIC} or below one. */
    static boolean known(String domain) {
        String rest = domain;
        while (true) {
            if (PUBLIC.contains(rest)) {
                return true;
            }
            int dot = rest.indexOf('.');
            if (dot < 0) {
                return false;
            }
            rest = rest.substring(dot + 1);
        }
    }
}
