package io.packetwalk.parse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.Presence;
import io.packetwalk.fact.k8s.TableRowFact;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubectlTableTest {

    @ParameterizedTest
    @CsvSource({"pods.wide.txt, Pod", "services.wide.txt, Service"})
    void wideTablesAreRead(String sample, String kind) throws IOException {
        String text = Files.readString(Path.of("..", "samples", "formats", "k8s", sample));
        Parsed parsed = Parsed.table(text);
        assertThat(parsed.coverage().modelled()).isEqualTo(text.lines().count() - 1);
        assertThat(parsed.all(TableRowFact.class))
                .extracting(TableRowFact::kind)
                .containsOnly(kind);
        assertThat(parsed.all(TableRowFact.class))
                .allSatisfy(row ->
                        assertThat(parsed.at(row.source())).contains(row.cells().get("NAME")));
    }

    @Test
    void cellsMayHoldBlanks() {
        TableRowFact row = Parsed.table("""
                NAME    READY   STATUS             RESTARTS        AGE   IP           NODE   NOMINATED NODE   READINESS GATES
                web-1   0/1     CrashLoopBackOff   12 (3m5s ago)   3d    10.1.4.7     n1     <none>           <none>
                """).one(TableRowFact.class);
        assertThat(row.cells())
                .containsEntry("RESTARTS", "12 (3m5s ago)")
                .containsEntry("NOMINATED NODE", "<none>")
                .containsEntry("READINESS GATES", "<none>")
                .containsEntry("IP", "10.1.4.7");
    }

    @Test
    void severalTablesInOneFileAreRead() {
        Parsed parsed = Parsed.table("""
                NAMESPACE   NAME        READY   STATUS    RESTARTS   AGE
                shop        pod/web-1   1/1     Running   0          3d

                NAMESPACE   NAME          TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
                shop        service/web   ClusterIP   10.96.0.9    <none>        80/TCP    3d
                """);
        assertThat(parsed.all(TableRowFact.class))
                .extracting(TableRowFact::kind)
                .containsExactly("Pod", "Service");
        assertThat(parsed.coverage().lines()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NAME   STATUS   ROLES   AGE   VERSION | Node",
                "NAME   STATUS   AGE | Namespace",
                "NAMESPACE   NAME   ADDRESSTYPE   PORTS   ENDPOINTS   AGE | EndpointSlice",
                "NAME   ENDPOINTS   AGE | Endpoints",
                "NAME   POD-SELECTOR   AGE | NetworkPolicy",
                "NAME   READY   UP-TO-DATE   AVAILABLE   AGE | Deployment",
                "NAME   DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE | DaemonSet",
                "NAME   DESIRED   CURRENT   READY   AGE | ReplicaSet",
                "NAME   READY   AGE | StatefulSet",
                "LAST SEEN   TYPE   REASON   OBJECT   MESSAGE | Event",
                "NAME   DATA   AGE | ConfigMap",
                "NAME   SHORTNAMES   APIVERSION | ''"
            })
    void columnsTellTheKind(String head, String kind) {
        assertThat(TableHead.of(head).orElseThrow().kind()).isEqualTo(kind);
    }

    @Test
    void rowThatIsNotAlignedIsMalformed() {
        Parsed parsed =
                Parsed.table("NAME    READY   STATUS    RESTARTS   AGE\na-much-longer-name   1/1   Running   0   3d\n");
        assertThat(parsed.tally().facts()).isEmpty();
        assertThat(parsed.coverage().malformed()).isEqualTo(1);
    }

    @Test
    void sentencesInPlaceOfATableTellWhy() {
        assertThat(Parsed.table("No resources found in shop namespace.\n").presence())
                .isEqualTo(new Presence.Empty());
        assertThat(Parsed.table("Error from server (Forbidden): pods is forbidden\n")
                        .presence())
                .isInstanceOf(Presence.Refused.class);
        assertThat(Parsed.table("error: the server doesn't have a resource type \"x\"\n")
                        .presence())
                .isInstanceOf(Presence.Failed.class);
        assertThat(Parsed.table(
                                "NAME   READY   STATUS   RESTARTS   AGE\na      1/1     Running  0          1d\nError from server: boom\n")
                        .presence())
                .isInstanceOf(Presence.Truncated.class);
    }

    @Test
    void claimsTablesOfKubectlOnly() {
        assertThat(claim("NAME   READY   STATUS    RESTARTS   AGE")).isEqualTo(Score.SURE);
        assertThat(claim("No resources found")).isEqualTo(Score.SURE);
        assertThat(claim("Netid State  Recv-Q Send-Q Local Address:Port")).isEqualTo(Score.NONE);
        assertThat(claim("CONTAINER   IMAGE   CREATED   STATE   NAME   ATTEMPT   POD ID   POD"))
                .isEqualTo(Score.NONE);
        assertThat(claim("TARGET  PROT OPT  SOURCE")).isEqualTo(Score.NONE);
    }

    private static Score claim(String line) {
        return new KubectlTable().claims(new Head("x", "", List.of(line), 100));
    }
}
