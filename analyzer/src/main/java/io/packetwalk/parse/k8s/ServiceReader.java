package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Services (core/v1). Defaults are those of the API server (pkg/apis/core/v1/defaults.go). */
final class ServiceReader implements KindReader {

    private static final int AFFINITY_SECONDS = 10_800;

    @Override
    public List<Fact> read(ApiItem item) {
        Field spec = item.at("spec");
        Field selector = spec.at("selector");
        List<Field> clusterIps =
                spec.at("clusterIPs").present() ? spec.at("clusterIPs").items() : List.of(spec.at("clusterIP"));
        boolean headless = clusterIps.stream().anyMatch(ip -> ip.text("").equals("None"));
        return List.of(new ServiceFact(
                item.source(),
                item.ref(),
                spec.at("type").text("ClusterIP"),
                headless ? List.of() : ApiItem.ips(clusterIps),
                headless,
                selector.textMap(),
                selector.present() ? item.source(selector) : item.source(),
                ports(item),
                ApiItem.ips(spec.at("externalIPs").items()),
                item.at("status", "loadBalancer", "ingress").items().stream()
                        .map(ServiceReader::ingress)
                        .toList(),
                ApiItem.cidrs(spec.at("loadBalancerSourceRanges").items()),
                spec.at("externalTrafficPolicy").text("Cluster"),
                spec.at("internalTrafficPolicy").text("Cluster"),
                spec.at("sessionAffinity").text("None"),
                spec.at("sessionAffinityConfig", "clientIP", "timeoutSeconds").integer(AFFINITY_SECONDS),
                spec.at("publishNotReadyAddresses").flag(false),
                spec.at("externalName").text(""),
                spec.at("healthCheckNodePort").integer(0),
                spec.at("ipFamilies").texts(),
                spec.at("trafficDistribution").text(""),
                spec.at("loadBalancerClass").text(""),
                item.labels(),
                item.annotations(),
                item.created()));
    }

    private static List<ServiceFact.ServicePort> ports(ApiItem item) {
        List<ServiceFact.ServicePort> ports = new ArrayList<>();
        for (Field port : item.at("spec", "ports").items()) {
            Optional<Proto> proto = ApiItem.proto(port.at("protocol"));
            Optional<Integer> number = ApiItem.port(port.at("port"));
            if (proto.isEmpty() || number.isEmpty()) {
                port.odd("a service port");
                continue;
            }
            Source source = item.source(port);
            Field target = port.at("targetPort");
            ports.add(new ServiceFact.ServicePort(
                    source,
                    port.at("name").text(""),
                    proto.get(),
                    number.get(),
                    target.text(number.get().toString()),
                    target.present() ? item.source(target) : source,
                    port.at("nodePort").integer(0),
                    port.at("appProtocol").text("")));
        }
        return List.copyOf(ports);
    }

    private static ServiceFact.IngressPoint ingress(Field point) {
        Optional<Ip> ip = ApiItem.ip(point.at("ip"));
        return new ServiceFact.IngressPoint(
                ip, point.at("hostname").text(""), point.at("ipMode").text("VIP"));
    }
}
