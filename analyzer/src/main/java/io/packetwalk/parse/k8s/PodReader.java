package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.PodFact;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pods (core/v1). */
final class PodReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        Field spec = item.at("spec");
        Field status = item.at("status");
        Field podIps = status.at("podIPs");
        return List.of(new PodFact(
                item.source(),
                item.ref(),
                item.at("metadata", "uid").text(""),
                item.labels(),
                item.annotations(),
                spec.at("nodeName").text(""),
                spec.at("hostNetwork").flag(false),
                ApiItem.ips(
                        podIps.present()
                                ? podIps.items().stream()
                                        .map(entry -> entry.at("ip"))
                                        .toList()
                                : List.of(status.at("podIP"))),
                ApiItem.ip(status.at("hostIP")),
                status.at("phase").text(""),
                item.conditions(),
                Containers.read(item),
                spec.at("dnsPolicy").text("ClusterFirst"),
                dnsConfig(spec.at("dnsConfig")),
                spec.at("hostAliases").items().stream()
                        .map(alias -> new PodFact.HostAlias(
                                alias.at("ip").text(""), alias.at("hostnames").texts()))
                        .toList(),
                spec.at("hostname").text(""),
                spec.at("subdomain").text(""),
                item.owners(),
                item.created(),
                ApiItem.instant(item.at("metadata", "deletionTimestamp"))));
    }

    private static Optional<PodFact.DnsConfig> dnsConfig(Field config) {
        if (!config.present()) {
            return Optional.empty();
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (Field option : config.at("options").items()) {
            options.put(option.at("name").text(""), option.at("value").text(""));
        }
        return Optional.of(new PodFact.DnsConfig(
                config.at("nameservers").texts(), config.at("searches").texts(), Collections.unmodifiableMap(options)));
    }
}
