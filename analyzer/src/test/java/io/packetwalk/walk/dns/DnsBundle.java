package io.packetwalk.walk.dns;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small cluster, written as the files that a bundle would have. */
public final class DnsBundle {

    /** Services, endpoints and pods that the tests ask for. */
    private static final String OBJECTS = """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
            - {apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}
            - apiVersion: v1
              kind: Service
              metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
              spec: {clusterIP: 10.96.0.10, clusterIPs: [10.96.0.10], ports: [{name: dns, port: 53, protocol: UDP, targetPort: 53}]}
            - apiVersion: v1
              kind: Service
              metadata: {name: cart, namespace: shop}
              spec: {clusterIP: 10.96.1.1, clusterIPs: [10.96.1.1], ports: [{port: 80, protocol: TCP}]}
            - apiVersion: v1
              kind: Service
              metadata: {name: idle, namespace: shop}
              spec: {clusterIP: 10.96.1.3, clusterIPs: [10.96.1.3], ports: [{port: 80, protocol: TCP}]}
            - apiVersion: v1
              kind: Service
              metadata: {name: db, namespace: shop}
              spec: {clusterIP: None, clusterIPs: [None], ports: [{port: 5432, protocol: TCP}]}
            - apiVersion: v1
              kind: Service
              metadata: {name: other, namespace: shop}
              spec: {type: ExternalName, externalName: cart.shop.svc.cluster.local}
            - apiVersion: discovery.k8s.io/v1
              kind: EndpointSlice
              metadata: {name: db-1, namespace: shop, labels: {kubernetes.io/service-name: db}}
              addressType: IPv4
              ports: [{name: '', port: 5432, protocol: TCP}]
              endpoints: [{addresses: [10.244.1.5], conditions: {ready: true}, targetRef: {kind: Pod, namespace: shop, name: db-0}}]
            - apiVersion: discovery.k8s.io/v1
              kind: EndpointSlice
              metadata: {name: cart-1, namespace: shop, labels: {kubernetes.io/service-name: cart}}
              addressType: IPv4
              ports: [{name: '', port: 80, protocol: TCP}]
              endpoints: [{addresses: [10.244.1.6], conditions: {ready: true}}]
            - apiVersion: v1
              kind: Pod
              metadata: {name: db-0, namespace: shop}
              spec: {nodeName: n1, hostname: db-0, subdomain: db, containers: [{name: db, image: db}]}
              status: {phase: Running, podIP: 10.244.1.5, podIPs: [{ip: 10.244.1.5}]}
            - apiVersion: v1
              kind: Pod
              metadata: {name: client, namespace: shop}
              spec: {nodeName: n1, containers: [{name: app, image: app}]}
              status: {phase: Running, podIP: 10.244.1.9, podIPs: [{ip: 10.244.1.9}]}
            """;

    private DnsBundle() {}

    /** The cluster, with further files by their paths. */
    public static Cluster with(Path folder, Map<String, String> files) throws IOException {
        write(folder.resolve("kubectl/all.yaml"), OBJECTS);
        for (Map.Entry<String, String> file : files.entrySet()) {
            write(folder.resolve(file.getKey()), file.getValue());
        }
        Bundle bundle = Bundle.of(List.of(new Input.Stored(folder)), Limits.standard(), () -> 0);
        return ClusterJoin.join(Intake.of(bundle, 1).readings());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
