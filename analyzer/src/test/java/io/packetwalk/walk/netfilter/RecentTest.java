package io.packetwalk.walk.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Walk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Session affinity of kube-proxy's iptables mode, with the lists that remember it and without. */
class RecentTest {

    private static final String RULES = """
            *nat
            :PREROUTING ACCEPT [0:0]
            :SVC - [0:0]
            :SEP-A - [0:0]
            :SEP-B - [0:0]
            -A PREROUTING -d 10.96.0.5/32 -p tcp -m tcp --dport 80 -j SVC
            -A SVC -m recent --rcheck --seconds 10800 --reap --name SEP-A --mask 255.255.255.255 --rsource -j SEP-A
            -A SVC -m recent --rcheck --seconds 10800 --reap --name SEP-B --mask 255.255.255.255 --rsource -j SEP-B
            -A SVC -m statistic --mode random --probability 0.50000000000 -j SEP-A
            -A SVC -j SEP-B
            -A SEP-A -p tcp -m recent --set --name SEP-A --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.1.2:8080
            -A SEP-B -p tcp -m recent --set --name SEP-B --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.2.2:8080
            COMMIT
            """;

    private static final String OLD =
            "/proc/net/xt_recent/SEP-B:src=10.244.1.9 ttl: 64 last_seen: 4297000000 oldest_pkt: 1 4297000000\n";

    @TempDir
    private Path folder = Path.of("");

    private Walk walk(String lists) throws IOException {
        Files.writeString(folder.resolve("iptables-save.txt"), RULES);
        if (!lists.isEmpty()) {
            Files.writeString(folder.resolve("xt-recent.txt"), lists);
        }
        Bundle bundle = Bundle.of(List.of(new Input.Stored(folder)), Limits.standard(), () -> 0);
        RuleTrace.Request request = new RuleTrace.Request(
                IpPort.parse("10.244.1.9:40000").orElseThrow(),
                IpPort.parse("10.96.0.5:80").orElseThrow(),
                Proto.TCP,
                Optional.empty(),
                "veth1",
                "eth0",
                List.of(),
                CtState.NEW,
                0);
        return RuleTrace.trace(Intake.of(bundle, 1).readings(), request);
    }

    private static String endpoints(Walk walk) {
        return String.join(
                " ",
                walk.paths().stream()
                        .map(path -> path.endpoint().orElseThrow().toString())
                        .sorted()
                        .toList());
    }

    /** 10800 s are 1,080,000 jiffies at the least and 10,800,000 at the most. */
    @ParameterizedTest
    @CsvSource({
        "a client with history, 10.244.1.9, 4299000000, 10.244.2.2:8080",
        "just within at 100 to a second, 10.244.1.9, 4297920000, 10.244.2.2:8080",
        "too old at 1000 to a second, 10.244.1.9, 4288000000, 10.244.1.2:8080 10.244.2.2:8080",
        "another client's, 10.244.1.8, 4299000000, 10.244.1.2:8080 10.244.2.2:8080"
    })
    void theListDecides(String _holds, String client, String seen, String endpoints) throws IOException {
        Walk walk = walk("/proc/net/xt_recent/SEP-B:src=" + client + " ttl: 64 last_seen: " + seen + " oldest_pkt: 1 "
                + seen + "\n/proc/timer_list:jiffies: 4299000000\n");

        assertThat(endpoints(walk)).isEqualTo(endpoints);
        assertThat(walk.assumptions()).noneMatch(missing -> missing.what().contains("affinity"));
    }

    @Test
    void anAgeThatDependsOnTheKernelIsOpen() throws IOException {
        Walk walk = walk(OLD + "/proc/timer_list:jiffies: 4299000000\n");

        assertThat(walk.verdict()).isEqualTo("UNDETERMINED");
    }

    /** 2,000,000 jiffies: 20,000 s, 8,000 s, 6,666 s or 2,000 s. The kernel has been up for as long as its ticks say at 100, 250 or 1000 to a second. */
    @ParameterizedTest
    @CsvSource({
        "40626, 10.244.1.2:8080 10.244.2.2:8080",
        "16430, 10.244.2.2:8080",
        "4332, 10.244.2.2:8080",
    })
    void theKernelsOtherClockTellsHowLongAJiffyIs(long up, String endpoints) throws IOException {
        Walk walk =
                walk(OLD + "/proc/timer_list:now at " + up + "000000000 nsecs\n/proc/timer_list:jiffies: 4299000000\n");

        assertThat(endpoints(walk)).isEqualTo(endpoints);
    }

    @Test
    void withoutListsAClientWithoutHistoryIsAssumed() throws IOException {
        Walk walk = walk("");

        assertThat(endpoints(walk)).isEqualTo("10.244.1.2:8080 10.244.2.2:8080");
        assertThat(walk.assumptions()).anyMatch(missing -> missing.what().contains("affinity"));
    }
}
