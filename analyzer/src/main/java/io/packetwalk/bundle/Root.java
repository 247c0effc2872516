package io.packetwalk.bundle;

import java.util.Optional;
import java.util.Set;

/**
 * The folder that all entries of one input share ({@code support-bundle-2026-.../...}); it is not part of artifact paths, so that an
 * archive, the folder unpacked from it, and an archive of another name with the same content give the same paths.
 *
 * <p>Known only at the end. We assume that the first entry's folder is shared, and start again when an entry contradicts.
 */
final class Root {

    /** Folders that mean something to a layout: never a bundle's own name. */
    private static final Set<String> WORDS = Set.of(
            "api",
            "captures",
            "cluster",
            "cluster-info",
            "cluster-resources",
            "cluster-scoped-resources",
            "cni",
            "etc",
            "host-collectors",
            "kubectl",
            "logs",
            "namespaces",
            "networking",
            "nodes",
            "pcap",
            "pods",
            "proc",
            "sos_commands",
            "sos_reports",
            "sys",
            "sysctl",
            "sysctls",
            "system",
            "systeminfo",
            "var",
            "var_log",
            "yamls");

    private Optional<String> folder = Optional.empty();
    private boolean none;

    /** True when {@code path} fits what was assumed so far; false when everything must be read again. */
    boolean admits(String path) {
        if (none) {
            return true;
        }
        int slash = path.indexOf('/');
        String top = slash < 0 ? "" : path.substring(0, slash);
        boolean first = folder.isEmpty();
        boolean possible = !top.isEmpty() && !WORDS.contains(top);
        if (first && possible) {
            folder = Optional.of(top);
            return true;
        }
        if (folder.filter(top::equals).isPresent()) {
            return true;
        }
        none = true;
        return first;
    }

    /** The path below the shared folder. */
    String strip(String path) {
        return none ? path : path.substring(path.indexOf('/') + 1);
    }
}
