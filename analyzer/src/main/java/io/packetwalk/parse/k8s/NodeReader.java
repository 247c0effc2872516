package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.NodeFact;
import io.packetwalk.net.Ip;
import java.util.List;

/** Nodes (core/v1). */
final class NodeReader implements KindReader {
    @Override
    public List<Fact> read(ApiItem item) {
        Field system = item.at("status", "nodeInfo");
        Field podCidrs = item.at("spec", "podCIDRs");
        return List.of(new NodeFact(
                item.source(),
                item.ref(),
                item.labels(),
                item.annotations(),
                ApiItem.cidrs(podCidrs.present() ? podCidrs.items() : List.of(item.at("spec", "podCIDR"))),
                addresses(item, "InternalIP"),
                addresses(item, "ExternalIP"),
                hostname(item),
                item.conditions(),
                item.at("spec", "taints").items().stream()
                        .map(NodeReader::taint)
                        .toList(),
                item.at("spec", "unschedulable").flag(false),
                system.at("kernelVersion").text(""),
                system.at("kubeletVersion").text(""),
                system.at("kubeProxyVersion").text(""),
                system.at("osImage").text("")));
    }

    private static List<Ip> addresses(ApiItem item, String type) {
        return ApiItem.ips(item.at("status", "addresses").items().stream()
                .filter(address -> address.at("type").text("").equals(type))
                .map(address -> address.at("address"))
                .toList());
    }

    private static String hostname(ApiItem item) {
        return item.at("status", "addresses").items().stream()
                .filter(address -> address.at("type").text("").equals("Hostname"))
                .map(address -> address.at("address").text(""))
                .findFirst()
                .orElse("");
    }

    private static String taint(Field taint) {
        return taint.at("key").text("") + "=" + taint.at("value").text("") + ":"
                + taint.at("effect").text("");
    }
}
