package io.packetwalk.walk.dns.server;

import io.packetwalk.fact.k8s.ConfigMapFact;
import io.packetwalk.fact.logs.CorefileFact;
import io.packetwalk.fact.logs.CorefileFact.Directive;
import io.packetwalk.fact.logs.CorefileFact.Server;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * CoreDNS with one Corefile.
 *
 * @param cluster the model
 * @param blocks its server blocks
 * @param servers its pods, when known
 * @param others what the servers say that it forwards to
 */
record CoreDns(Cluster cluster, ServerBlocks blocks, List<Pod> servers, BiFunction<List<String>, Ask, Answer> others) {

    static CoreDns of(
            Cluster cluster,
            CorefileFact file,
            Set<Integer> ports,
            List<Pod> servers,
            BiFunction<List<String>, Ask, Answer> others) {
        return new CoreDns(cluster, new ServerBlocks(file, ports), servers, others);
    }

    /** What it answers; no block for a name is a refusal. */
    Answer answer(Ask ask) {
        if (ask.tooDeep()) {
            return Answer.none(Answer.SERVFAIL);
        }
        List<Server> found = blocks.of(ask.name());
        if (found.size() > 1) {
            return Opaque.open(
                    new Directive(found.get(1).source(), "two server blocks for one zone", List.of(), List.of()), ask);
        }
        Optional<Directive> unread = unreadServers();
        if (found.isEmpty()) {
            return unread.map(directive -> Opaque.open(directive, ask))
                    .orElse(Answer.none("REFUSED", blocks.file().source()));
        }
        Server block = found.getFirst();
        // Servers of an imported file are for zones of their own, longer than the root.
        boolean root = block.zones().stream()
                .flatMap(zone -> ServerBlocks.Key.of(zone).stream())
                .anyMatch(key -> key.zone().equals("."));
        List<Directive> plugins = new ArrayList<>();
        for (Directive plugin : block.plugins()) {
            if (!plugin.name().equals("import")) {
                plugins.add(plugin);
            } else if (!nothing(plugin)) {
                plugins.addAll(blocks.snippet(plugin).orElse(List.of(plugin)));
            }
        }
        List<String> zones = block.zones().stream()
                .flatMap(zone -> ServerBlocks.Key.of(zone).stream())
                .map(ServerBlocks.Key::zone)
                .toList();
        Answer answer = new Plugins(cluster, servers, this::answer, others)
                .chain(plugins, zones)
                .answer(ask);
        return root && unread.isPresent() ? Opaque.open(unread.get(), ask) : answer;
    }

    /** {@code import custom/*.server} beside the server blocks. */
    private Optional<Directive> unreadServers() {
        return blocks.file().servers().stream()
                .filter(server ->
                        !server.zones().isEmpty() && server.zones().getFirst().equals("import"))
                .map(server -> new Directive(
                        server.source(),
                        "import",
                        server.zones().subList(1, server.zones().size()),
                        List.of()))
                .filter(directive -> !nothing(directive))
                .findFirst();
    }

    /** No key of a ConfigMap beside the Corefile's could be the file: AKS and K3s mount {@code coredns-custom}, which need not be there. */
    private boolean nothing(Directive imported) {
        String pattern = imported.args().isEmpty() ? "" : imported.args().getFirst();
        int star = pattern.lastIndexOf("*.");
        if (star < 0 || cluster.configMaps().isEmpty()) {
            return false;
        }
        String ending = pattern.substring(star + 1);
        Optional<String> namespace = cluster.configMaps().stream()
                .filter(map -> map.data().containsKey("Corefile"))
                .map(map -> map.ref().namespace())
                .findFirst();
        List<ConfigMapFact> beside = cluster.configMaps().stream()
                .filter(map -> namespace.filter(map.ref().namespace()::equals).isPresent())
                .toList();
        // Every namespace has this one, so that a list with it is a list of all.
        return beside.stream().anyMatch(map -> map.ref().name().equals("kube-root-ca.crt"))
                && beside.stream().flatMap(map -> map.data().keySet().stream()).noneMatch(key -> key.endsWith(ending));
    }
}
