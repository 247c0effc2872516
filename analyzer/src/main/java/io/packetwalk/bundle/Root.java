package io.packetwalk.bundle;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

    /** Files that only a collector of one host writes. Two such bundles have the same names inside: each needs a folder of its own. */
    private static final Pattern ONE_HOST =
            Pattern.compile("^(?:[^/]+/)?(?:sos_commands/|sos_reports/|networking/iptablessave$"
                    + "|networking/ebpf-|ipamd/|systeminfo/|agentinfo$|(?:ip-resources|iptables-rules)\\.txt$).*");

    private boolean own;
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

    /** True when {@code path} is the first to show that this input, one of several, is one host's: its paths must be made anew. */
    boolean betrays(String path) {
        if (own || !ONE_HOST.matcher(path).matches()) {
            return false;
        }
        own = true;
        return true;
    }

    /** The path below the shared folder, or below one for {@code input} alone. */
    String strip(String path, String input) {
        if (own) {
            return none || folder.isEmpty() ? input + "/" + path : path;
        }
        return none ? path : path.substring(path.indexOf('/') + 1);
    }
}
