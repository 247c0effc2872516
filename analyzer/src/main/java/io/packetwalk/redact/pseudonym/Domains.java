package io.packetwalk.redact.pseudonym;

import java.util.Set;

/** Domain names in free text: what is one, and which labels everybody uses. */
public final class Domains {
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

    private static final int LONGEST = 63;
    private static final int LABELS = 11;

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

    /** Learns the domains of one line of text: words with dots whose last label ends domains, not within a path or mail address. */
    public static void learn(String line, Vocabulary vocabulary) {
        int at = 0;
        while (at < line.length()) {
            if (!letter(line.charAt(at))) {
                at++;
                continue;
            }
            int end = at;
            while (end < line.length() && (letter(line.charAt(end)) || line.charAt(end) == '.')) {
                end++;
            }
            char before = at == 0 ? ' ' : line.charAt(at - 1);
            boolean inside = before == '.' || before == '@' || before == '/' && !line.startsWith("://", at - 3);
            if (!inside && line.charAt(at) != '-') {
                String domain = line.substring(at, whole(line, at, end));
                int dot = domain.lastIndexOf('.');
                if (dot > 0 && TOP.contains(domain.substring(dot + 1)) && !known(domain)) {
                    vocabulary.domain(domain);
                }
            }
            at = end;
        }
    }

    /** Where the labels from {@code at} on end: a dot without a label behind it belongs to the sentence. */
    private static int whole(String line, int at, int to) {
        int end = at;
        for (int label = at, labels = 0; labels < LABELS; labels++) {
            int stop = label;
            while (stop < to && line.charAt(stop) != '.') {
                stop++;
            }
            if (stop == label || stop - label > LONGEST || line.charAt(label) == '-') {
                return end;
            }
            end = stop;
            label = stop + 1;
        }
        return end;
    }

    private static boolean letter(char c) {
        return Letters.wordy(c) || c == '-' || c == '_';
    }

    /** True for a domain of {@link #PUBLIC} or below one. */
    public static boolean known(String domain) {
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
