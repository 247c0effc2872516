package io.packetwalk.check.dns;

import io.packetwalk.check.Case;
import io.packetwalk.fact.logs.CorefileFact;

/** Which names the cluster's DNS servers answer themselves, from what the API server told them, and which they ask others for. */
final class ClusterZones {

    private ClusterZones() {}

    /** Not under a zone of the kubernetes plugin, nor under the usual one. */
    static boolean external(Case that, String qname) {
        return that.cluster().corefiles().stream()
                        .flatMap(corefile -> corefile.servers().stream())
                        .flatMap(server -> server.plugins().stream())
                        .filter(plugin -> plugin.name().equals("kubernetes"))
                        .map(CorefileFact.Directive::args)
                        .flatMap(zones -> zones.stream())
                        .noneMatch(zone -> qname.endsWith("." + zone + ".") || qname.equals(zone + "."))
                && !qname.endsWith(".cluster.local.");
    }
}
