package io.packetwalk.parse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ApiObject;
import io.packetwalk.fact.k8s.ConfigMapFact;
import io.packetwalk.fact.k8s.EndpointSliceFact;
import io.packetwalk.fact.k8s.EndpointsFact;
import io.packetwalk.fact.k8s.EventFact;
import io.packetwalk.fact.k8s.KubeProxyConfigFact;
import io.packetwalk.fact.k8s.NetworkPolicyFact;
import io.packetwalk.fact.k8s.NodeFact;
import io.packetwalk.fact.k8s.OtherObjectFact;
import io.packetwalk.fact.k8s.PodFact;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.fact.k8s.UnreadPolicyFact;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Score;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesObjectsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "configmaps",
                "endpoints",
                "endpointslices",
                "events",
                "namespaces",
                "networkpolicies",
                "nodes",
                "pods",
                "services"
            })
    void jsonAndYamlSayTheSame(String resource) {
        Parsed json = Parsed.sample(resource + ".json");
        Parsed yaml = Parsed.sample(resource + ".yaml");
        assertThat(json.values()).isNotEmpty().isEqualTo(yaml.values());
        assertThat(json.presence().complete()).isTrue();
        for (Parsed parsed : List.of(json, yaml)) {
            assertThat(parsed.tally().notes()).isEmpty();
            assertThat(parsed.coverage().lines()).isEqualTo(parsed.lines().size());
            assertThat(parsed.coverage().malformed() + parsed.coverage().unrecognised())
                    .isZero();
            assertThat(parsed.all(ApiObject.class))
                    .allSatisfy(object -> assertThat(parsed.at(object.source())).matches("- [\\w]+:.*| {8}\\{"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"endpoints", "endpointslices", "events", "namespaces", "nodes", "pods", "services"})
    void getAllHoldsTheSameObjects(String resource) {
        assertThat(Parsed.sample("all.yaml").values())
                .containsAll(Parsed.sample(resource + ".yaml").values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"services.json", "services.yaml"})
    void fieldsOfAServiceStandOnTheirLines(String sample) {
        Parsed parsed = Parsed.sample(sample);
        assertThat(parsed.all(ServiceFact.class))
                .anyMatch(service -> !service.selector().isEmpty())
                .allSatisfy(service -> {
                    if (service.selector().isEmpty()) {
                        assertThat(service.selectorSource()).isEqualTo(service.source());
                    } else {
                        assertThat(parsed.at(service.selectorSource())).contains("selector");
                    }
                    assertThat(service.ports())
                            .allSatisfy(port -> assertThat(parsed.at(port.targetPortSource()))
                                    .contains("targetPort")
                                    .contains(port.targetPort()));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"endpointslices.json", "endpointslices.yaml"})
    void endpointsStandWhereTheyStart(String sample) {
        Parsed parsed = Parsed.sample(sample);
        assertThat(parsed.all(EndpointSliceFact.class))
                .flatExtracting(EndpointSliceFact::endpoints)
                .isNotEmpty()
                .allSatisfy(endpoint -> assertThat(parsed.at(endpoint.source())).matches(" *- addresses:| *\\{"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"configmaps.json", "configmaps.yaml"})
    void kubeProxyConfigurationIsReadOutOfItsConfigMap(String sample) {
        Parsed parsed = Parsed.sample(sample);
        KubeProxyConfigFact config = parsed.one(KubeProxyConfigFact.class);
        assertThat(config.mode()).isEqualTo("iptables");
        assertThat(config.conntrackMaxPerCore()).isEqualTo(32_768);
        assertThat(config.masqueradeAll()).isEqualTo(Ternary.NO);
        assertThat(config.detectLocalMode()).isEmpty();
        assertThat(config.settings()).containsEntry("conntrack.min", "131072");
        assertThat(config.sources())
                .hasEntrySatisfying(
                        "conntrack.min", source -> assertThat(parsed.at(source)).contains("min: 131072"));
        assertThat(parsed.one(ConfigMapFact.class).dataSources())
                .hasEntrySatisfying(
                        "config.conf", source -> assertThat(parsed.at(source)).contains("config.conf"));
    }

    @Test
    void podAndNodeAreReadWhole() {
        PodFact pod = Parsed.sample("pods.yaml").one(PodFact.class);
        assertThat(pod.ref()).isEqualTo(ObjectRef.pod("kube-system", "coredns-7db6d8ff4d-4x8kq"));
        assertThat(pod.phase()).isNotEmpty();
        assertThat(pod.containers()).singleElement().satisfies(container -> {
            assertThat(container.readiness().orElseThrow().port()).isEqualTo("9153");
            assertThat(container.ports()).hasSize(3);
        });
        NodeFact node = Parsed.sample("nodes.json").one(NodeFact.class);
        assertThat(node.podCidrs()).hasSize(1);
        assertThat(node.internalIps()).hasSize(1);
        assertThat(node.kubeletVersion()).startsWith("v1.");
    }

    @Test
    void readyAndUnreadyAddressesOfEndpointsStayApart() {
        assertThat(Parsed.sample("endpoints.json").all(EndpointsFact.class))
                .flatExtracting(EndpointsFact::subsets)
                .anySatisfy(subset -> assertThat(subset.notReady()).isNotEmpty())
                .anySatisfy(subset -> assertThat(subset.ready()).isNotEmpty());
    }

    @Test
    void eventsOfBothGroupsAreTheSame() {
        EventFact core = Parsed.sample("events.yaml").one(EventFact.class);
        assertThat(core.reason()).isEqualTo("BackOff");
        assertThat(core.count()).isEqualTo(42);
        EventFact events = Parsed.objects("""
                apiVersion: events.k8s.io/v1
                deprecatedCount: 7
                eventTime: "2026-11-21T00:48:32.000001Z"
                kind: Event
                metadata: {name: e, namespace: shop}
                note: Back-off
                regarding: {kind: Pod, name: web, namespace: shop}
                reason: BackOff
                type: Warning
                """).one(EventFact.class);
        assertThat(events.involved()).isEqualTo(ObjectRef.pod("shop", "web"));
        assertThat(events.message()).isEqualTo("Back-off");
        assertThat(events.count()).isEqualTo(7);
        assertThat(events.first()).isPresent();
    }

    @Test
    void absentSelectorOfAPeerIsNotTheEmptySelector() {
        NetworkPolicyFact policy = Parsed.objects("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: p, namespace: shop}
                spec:
                  podSelector: {}
                  ingress:
                  - from:
                    - namespaceSelector: {}
                  - {}
                """).one(NetworkPolicyFact.class);
        assertThat(policy.ingress().getFirst().peers()).singleElement().satisfies(peer -> {
            assertThat(peer.podSelector()).isEmpty();
            assertThat(peer.namespaceSelector()).isPresent();
        });
        assertThat(policy.ingress().getLast().peers()).isEmpty();
        assertThat(policy.policyTypes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from: all",
                "from: [{serviceSelector: {}}]",
                "ports: [{port: {}}]",
                "ports: [{protocol: QUIC}]",
                "to: []"
            })
    void policyThatCannotBeReadIsRefusedAndNeverWidened(String rule) {
        Parsed parsed = Parsed.objects(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n  ingress:\n  - "
                        + rule + "\n");
        assertThat(parsed.tally().facts()).singleElement().isInstanceOf(UnreadPolicyFact.class);
        assertThat(parsed.coverage().malformed()).isEqualTo(6);
        assertThat(parsed.presence()).isInstanceOf(Presence.Truncated.class);
    }

    @Test
    void fieldOfAnotherTypeIsANoteAndReadsAsAbsent() {
        Parsed parsed = Parsed.objects(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nstatus:\n  podIP: not-an-ip\n  hostIP: [1]\n");
        assertThat(parsed.one(PodFact.class).podIps()).isEmpty();
        assertThat(parsed.tally().notes())
                .extracting(note -> note.source().from())
                .containsExactly(5L, 6L);
    }

    @Test
    void kindOfAnotherGroupIsNotOurs() {
        Parsed parsed = Parsed.objects(
                "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n");
        assertThat(parsed.one(OtherObjectFact.class).ref())
                .isEqualTo(new ObjectRef("Service.serving.knative.dev", "shop", "web"));
        assertThat(parsed.coverage().unmodelled()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: PodList\napiVersion: v1\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n",
                "apiVersion: v1\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\nkind: PodList\nmetadata: {}\n",
                "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{\"name\":\"a\"}},{\"metadata\":{\"name\":\"b\"}}]}",
                "{\"items\":[{\"metadata\":{\"name\":\"a\"}},{\"metadata\":{\"name\":\"b\"}}],\"kind\":\"PodList\",\"apiVersion\":\"v1\"}\n"
            })
    void itemsOfATypedListInheritItsKind(String text) {
        Parsed parsed = Parsed.objects(text);
        assertThat(parsed.all(PodFact.class))
                .extracting(pod -> pod.ref().name())
                .containsExactly("a", "b");
        assertThat(parsed.coverage().lines()).isEqualTo(parsed.lines().size());
        assertThat(parsed.presence().complete()).isTrue();
    }

    @Test
    void emptyListIsEvidenceOfAbsence() {
        for (String text : new String[] {
            "apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: \"\"\n",
            "{\n\"apiVersion\": \"v1\",\n\"items\": [],\n\"kind\": \"List\"\n}\n",
            "{\"kind\":\"PodList\",\"items\":null}\n"
        }) {
            Parsed parsed = Parsed.objects(text);
            assertThat(parsed.presence()).isInstanceOf(Presence.Empty.class);
            assertThat(parsed.coverage().ignored()).isEqualTo(parsed.lines().size());
        }
    }

    @Test
    void partOfAListIsNoEvidenceOfAbsence() {
        assertThat(Parsed.objects("{\"kind\":\"PodList\",\"metadata\":{\"continue\":\"abc\"},\"items\":[]}")
                        .presence()
                        .complete())
                .isFalse();
    }

    @Test
    void refusalIsNoEmptyList() {
        String status =
                "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"pods is forbidden\",\"code\":403}\n";
        assertThat(Parsed.objects(status).presence()).isEqualTo(new Presence.Refused("pods is forbidden"));
        assertThat(Parsed.objects("{\"kind\":\"List\",\"items\":[]}\nError from server (Forbidden): no\n")
                        .presence()
                        .complete())
                .isFalse();
    }

    @Test
    void claimsApiObjectsAndNothingElse() {
        assertThat(claim("apiVersion: v1", "items:", "- apiVersion: v1")).isEqualTo(Score.SURE);
        assertThat(claim("{", "    \"apiVersion\": \"v1\",", "    \"items\": ["))
                .isEqualTo(Score.SURE);
        assertThat(claim("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[]}"))
                .isEqualTo(Score.SURE);
        assertThat(claim("[{\"ifname\":\"lo\"}]")).isEqualTo(Score.NONE);
        assertThat(claim("*filter", ":INPUT ACCEPT [0:0]")).isEqualTo(Score.NONE);
    }

    private static Score claim(String... lines) {
        return new KubernetesObjects().claims(new Head("x", "", List.of(lines), 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pods.yaml", "services.json", "configmaps.yaml", "all.yaml", "networkpolicies.json"})
    void damagedAndCutDumpsAccountForEveryLine(String sample) {
        byte[] whole = Parsed.sample(sample).bytes();
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length / 3, whole.length + 1));
            for (int hit = random.nextInt(0, 5); hit > 0; hit--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Parsed parsed = Parsed.of(sample, bytes, new KubernetesObjects());
            long newlines = 0;
            for (byte b : bytes) {
                newlines += b == '\n' ? 1 : 0;
            }
            assertThat(parsed.coverage().lines()).isEqualTo(newlines + (bytes[bytes.length - 1] == '\n' ? 0 : 1));
        }
    }
}
