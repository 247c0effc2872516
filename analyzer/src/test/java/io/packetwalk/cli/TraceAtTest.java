package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Archives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code trace --at}: the node was dumped at ten, and again at eleven with a rule that drops. */
class TraceAtTest {

    private static final String ADDRESSES = """
            1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
                inet 127.0.0.1/8 scope host lo
            2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000
                inet 192.0.2.11/24 scope global eth0
            """;

    @TempDir
    private Path here = Path.of("");

    @BeforeEach
    void twoDumps() throws IOException {
        dump("before", "10:00:00", "");
        dump("after", "11:00:00", "-A OUTPUT -p tcp -m tcp --dport 80 -j DROP\n");
    }

    private void dump(String name, String time, String rule) throws IOException {
        Instant taken = Instant.parse("2026-11-20T" + time + "Z");
        String rules =
                "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n" + rule + "COMMIT\n";
        byte[] archive = Archives.tar(tar -> {
            Archives.file(tar, name + "/nodes/n1/ip-addr.txt", Archives.bytes(ADDRESSES), taken);
            Archives.file(
                    tar, name + "/nodes/n1/ip-route.txt", Archives.bytes("default via 192.0.2.1 dev eth0\n"), taken);
            Archives.file(tar, name + "/nodes/n1/iptables-save.txt", Archives.bytes(rules), taken);
        });
        Files.write(here.resolve(name + ".tar"), archive);
    }

    private Ran at(String time) throws IOException {
        return Ran.in(
                here,
                "trace",
                "before.tar",
                "after.tar",
                "--from",
                "node/n1",
                "--to",
                "198.51.100.1:80",
                "--at",
                "2026-11-20T" + time + "Z");
    }

    @Test
    void theStateDumpedNearestIsTaken() throws IOException {
        assertThat(at("10:10:00").out())
                .contains("LOST")
                .contains("that dumped 600 s before it")
                .contains("dumps of 2026-11-20T11:00:00Z to 2026-11-20T11:00:00Z are left aside");
        assertThat(at("10:50:00").out()).contains("DROPPED").contains("that dumped 600 s after it");
    }

    @Test
    void aTimeThatIsNoneIsRefused() throws IOException {
        assertThat(at("25:00:00").err()).contains("cannot read the time");
    }
}
