package io.packetwalk.walk.dns.server;

import io.packetwalk.fact.logs.CorefileFact.Directive;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The plugins of a server block as a chain. Their order is that of CoreDNS's plugin.cfg, whatever the order in the Corefile.
 *
 * @param cluster the model
 * @param servers pods of the server, when known
 * @param whole the whole server, for names that a name stands for
 * @param others what the servers say that it forwards to
 */
record Plugins(
        Cluster cluster, List<Pod> servers, Function<Ask, Answer> whole, BiFunction<List<String>, Ask, Answer> others) {

    /** Plugins that leave the addresses in an answer as they are. A cache may be as old as its TTL; its names are those of the plugins behind it. */
    private static final Set<String> PASSING = Set.of(
            "metadata",
            "geoip",
            "cancel",
            "tls",
            "quic",
            "timeouts",
            "multisocket",
            "reload",
            "nsid",
            "bufsize",
            "root",
            "bind",
            "debug",
            "trace",
            "ready",
            "health",
            "pprof",
            "prometheus",
            "errors",
            "log",
            "dnstap",
            "local",
            "any",
            "chaos",
            "loadbalance",
            "tsig",
            "cache",
            "header",
            "dnssec",
            "minimal",
            "transfer",
            "loop",
            "on",
            "sign");

    /** The modelled ones after rewrite and those that answer for zones of their own, in the order of plugin.cfg. */
    private static final List<String> ORDER = List.of(
            "autopath",
            "template",
            "hosts",
            "route53",
            "azure",
            "clouddns",
            "k8s_external",
            "kubernetes",
            "file",
            "auto",
            "secondary",
            "etcd",
            "forward",
            "grpc",
            "erratic",
            "whoami");

    /** The chain of a block; its end fails (CoreDNS plugin/plugin.go, NextOrFailure). */
    Stage.Next chain(List<Directive> block, List<String> zones) {
        List<Stage> stages = stages(block, zones);
        Stage.Next next = ask -> Answer.none(Answer.SERVFAIL);
        for (int at = stages.size() - 1; at >= 0; at--) {
            Stage stage = stages.get(at);
            Stage.Next after = next;
            next = ask -> stage.answer(ask, after);
        }
        return next;
    }

    /** All rewrites are one plugin. */
    private List<Stage> stages(List<Directive> block, List<String> zones) {
        List<Stage> stages = new ArrayList<>();
        List<Directive> rewrites =
                block.stream().filter(plugin -> plugin.name().equals("rewrite")).toList();
        block.stream()
                .filter(plugin -> !PASSING.contains(plugin.name())
                        && !ORDER.contains(plugin.name())
                        && !plugin.name().equals("rewrite"))
                .forEach(plugin -> stages.add(new Opaque(plugin, zones)));
        if (!rewrites.isEmpty()) {
            stages.add(Rewrites.of(rewrites));
        }
        block.stream()
                .filter(plugin -> ORDER.contains(plugin.name()))
                .sorted(Comparator.comparingInt(plugin -> ORDER.indexOf(plugin.name())))
                .forEach(plugin -> stages.add(stage(plugin, block, zones)));
        return stages;
    }

    private Stage stage(Directive plugin, List<Directive> block, List<String> zones) {
        if (mentionsEnvironment(plugin)) {
            return new Opaque(plugin, zones);
        }
        return switch (plugin.name()) {
            case "autopath" -> Autopath.of(cluster, plugin, block, servers);
            case "template" -> Template.of(plugin, zones);
            case "hosts" -> Hosts.of(plugin, zones);
            case "kubernetes" -> KubernetesZones.of(cluster, plugin, zones, whole);
            case "forward" -> new Forward(plugin, others);
            case "k8s_external", "auto", "secondary", "etcd" -> ofZones(plugin, 0, zones);
            case "file" -> ofZones(plugin, 1, zones);
            default -> new Opaque(plugin, zones);
        };
    }

    /** {@code PLUGIN [WORDS] [ZONES...]}. */
    private static Stage ofZones(Directive plugin, int words, List<String> zones) {
        List<String> own = plugin.args().stream().skip(words).toList();
        return new Opaque(plugin, own.isEmpty() ? zones : own);
    }

    /** Caddy puts variables of its environment in, which no dump shows. */
    private static boolean mentionsEnvironment(Directive directive) {
        return directive.args().stream().anyMatch(word -> word.contains("{$") || word.contains("{%"))
                || directive.block().stream().anyMatch(Plugins::mentionsEnvironment);
    }
}
