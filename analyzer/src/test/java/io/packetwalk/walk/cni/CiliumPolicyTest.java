package io.packetwalk.walk.cni;

import static io.packetwalk.walk.cni.CiliumRow.row;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.walk.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What policy maps let pass, from the client (identity 1001) on w1 to web-2 (endpoint 220) on w2. */
class CiliumPolicyTest {

    private static final Question.Origin CLIENT = new Question.Origin.InPod(new ObjectRef("Pod", "shop", "client"));
    private static final Question.Target WEB_2 = new Question.Target.ToPod(new ObjectRef("Pod", "shop", "web-2"));

    @TempDir
    private Path folder = Path.of("");

    private static CiliumCluster policy(CiliumCluster cluster, String... rows) {
        return cluster.put("w2", "cilium-bpf-policy-get.txt", CiliumCluster.map(220, rows));
    }

    /** A policy of the API for web: only who carries the label {@code app} with this value may reach port 8080. */
    private static CiliumCluster allowing(CiliumCluster cluster, String app) {
        return cluster.put("kubectl/networkpolicies.json", CiliumCluster.list("""
                {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"some","namespace":"shop"},
                 "spec":{"podSelector":{"matchLabels":{"app":"web"}},"policyTypes":["Ingress"],
                 "ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"%s"}}}],"ports":[{"port":8080}]}]}}""".formatted(app)));
    }

    private static final List<CiliumRow> ROWS = List.of(
            row(
                    "denied for the client's identity, allowed for all others",
                    cluster -> policy(
                            cluster,
                            "Deny     Ingress     1001         8080/TCP     NONE         disabled    0       0         24",
                            "Allow    Ingress     0          ANY          NONE         disabled    0       0         0"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DROPPED timeout 1.000",
                    "denied for identity 1001 (Policy denied by denylist)"),
            row(
                    "no entry for the client's identity",
                    cluster -> policy(
                            cluster,
                            "Allow    Ingress     2002         8080/TCP     NONE         disabled    0       0         24"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DROPPED timeout 1.000",
                    "no entry for identity 1001 (Policy denied)"),
            row(
                    "another port",
                    cluster -> policy(
                            cluster,
                            "Allow    Ingress     1001         9000-9063/TCP     NONE         disabled    0       0         18"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DROPPED timeout 1.000"),
            row(
                    "a range with the port",
                    cluster -> policy(
                            cluster,
                            "Allow    Ingress     1001         8064-8127/TCP     NONE         disabled    0       0         18"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DELIVERED ok 1.000",
                    "allowed for identity 1001"),
            row(
                    "a denial for everybody is longer than an allowance",
                    cluster -> policy(
                            cluster,
                            "Deny     Ingress     0         8080/TCP     NONE         disabled    0       0         24",
                            "Allow    Ingress     1001      ANY          NONE         disabled    0       0         0"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DROPPED timeout 1.000",
                    "denied for any identity"),
            row(
                    "the endpoint only reports",
                    cluster -> policy(
                                    cluster,
                                    "Allow    Ingress     2002         8080/TCP     NONE         disabled    0       0         24")
                            .put("w2", "cilium-endpoint-list.txt", """
                                    ENDPOINT   POLICY (ingress)   POLICY (egress)   IDENTITY   LABELS (source:key[=value])   IPv6   IPv4   STATUS
                                    220        Disabled (Audit)   Disabled          2002       k8s:app=web   10.244.2.20   ready
                                    """),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DELIVERED ok 1.000",
                    "audit mode"),
            row(
                    "the client must authenticate",
                    cluster -> policy(
                            cluster,
                            "Allow    Ingress     1001         8080/TCP     NONE         spire    0       0         24"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "UNDETERMINED",
                    "has authenticated"),
            row(
                    "an identity that nothing tells",
                    cluster -> policy(
                                    cluster,
                                    "Allow    Ingress     1001         8080/TCP     NONE         disabled    0       0         24")
                            .without("w2", "cilium-bpf-ipcache-list.txt"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "UNDETERMINED",
                    "the identity of 10.244.1.10"),
            row(
                    "without the maps of policies, the API's count",
                    cluster -> cluster.without("w2", "cilium-bpf-policy-get.txt")
                            .put("kubectl/networkpolicies.json", CiliumCluster.list("""
                            {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"none","namespace":"shop"},
                             "spec":{"podSelector":{"matchLabels":{"app":"web"}},"policyTypes":["Ingress"]}}""")),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DROPPED timeout 1.000",
                    "ingress policy DENIED"),
            row(
                    "the API allows what the map denies",
                    cluster -> allowing(
                            policy(
                                    cluster,
                                    "Allow    Ingress     2002         8080/TCP     NONE         disabled    0       0         24"),
                            "client"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DROPPED timeout 1.000",
                    "ingress policy ALLOWED",
                    "but the policy map on w2 stops it",
                    "CONTRADICTED"),
            row(
                    "the API denies what the map allows",
                    cluster -> allowing(
                            policy(
                                    cluster,
                                    "Allow    Ingress     1001         8080/TCP     NONE         disabled    0       0         24"),
                            "other"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DELIVERED ok 1.000",
                    "ingress policy DENIED",
                    "but the policy map on w2 lets it pass",
                    "CONTRADICTED"),
            row(
                    "both deny",
                    cluster -> allowing(
                            policy(
                                    cluster,
                                    "Allow    Ingress     2002         8080/TCP     NONE         disabled    0       0         24"),
                            "other"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DROPPED timeout 1.000",
                    "ingress policy DENIED",
                    "no rule allows this\n"),
            row(
                    "both allow",
                    cluster -> allowing(
                            policy(
                                    cluster,
                                    "Allow    Ingress     1001         8080/TCP     NONE         disabled    0       0         24"),
                            "client"),
                    CLIENT,
                    WEB_2,
                    8080,
                    "DELIVERED ok 1.000",
                    "ingress policy ALLOWED",
                    "allows by ingress rule 0\n"));

    @TestFactory
    Stream<DynamicTest> rowsHold() {
        return ROWS.stream().map(row -> row.test(folder));
    }
}
