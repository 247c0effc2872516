package io.packetwalk.parse.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.fact.k8s.ApiObject;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Score;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of objects that do not say their kind: the place tells, or nothing does. */
class UnkindedTest {

    @ParameterizedTest
    @CsvSource({
        "cluster-resources/pods/shop.json, pod/shop/cart",
        "b/cluster-resources/services/shop.json, svc/shop/cart",
        "cluster-resources/deployments/shop.json, deployment/shop/cart",
        "cluster-resources/unheard-of/shop.json, ''",
        "elsewhere/pods/shop.json, ''"
    })
    void troubleshootsFoldersTellTheKindOfBareArrays(String path, String ref) {
        String text = """
                [
                  {
                    "metadata": {
                      "name": "cart",
                      "namespace": "shop"
                    },
                    "spec": {
                      "nodeName": "w1"
                    }
                  }
                ]
                """;
        Parsed parsed = Parsed.of(path, text.getBytes(UTF_8), new KubernetesObjects());

        assertThat(parsed.all(ApiObject.class).stream()
                        .map(object -> object.ref().toString()))
                .isEqualTo(ref.isEmpty() ? List.of() : List.of(ref));
        assertThat(new KubernetesObjects().claims(head(path, text)))
                .isEqualTo(ref.isEmpty() ? Score.NONE : Score.LIKELY);
    }

    @Test
    void antctlsClusterinfoIsToldByFieldsThatNoOtherKindHas() {
        String text = """
                #nodes
                items:
                - metadata:
                    name: w1
                  spec:
                    podCIDR: 10.1.0.0/24
                  status:
                    nodeInfo:
                      kubeletVersion: v1.31.2
                metadata:
                  resourceVersion: "5"
                ---
                #pods
                items:
                - metadata:
                    name: cart
                    namespace: shop
                  spec:
                    containers:
                    - name: cart
                metadata: {}
                ---
                #replicas
                items:
                - metadata:
                    name: cart-1
                    namespace: shop
                  spec:
                    replicas: 2
                metadata: {}
                ---
                """;
        Parsed parsed = Parsed.of("clusterinfo", text.getBytes(UTF_8), new KubernetesObjects());

        assertThat(parsed.all(ApiObject.class).stream()
                        .map(object -> object.ref().toString()))
                .containsExactly("node/w1", "pod/shop/cart");
        assertThat(new KubernetesObjects().claims(head("clusterinfo", text))).isEqualTo(Score.LIKELY);
        assertThat(new KubernetesObjects().claims(head("notes", text))).isEqualTo(Score.NONE);
    }

    private static Head head(String path, String text) {
        return new Head(path, "", text.lines().toList(), text.length());
    }
}
