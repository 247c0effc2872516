package io.packetwalk.parse.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.packetwalk.capture.LinkType;
import io.packetwalk.capture.SampleCaptures;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.TcpFact;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts as tshark counts. Without tshark the test is skipped and says so. */
final class TsharkOracleTest {

    /** TCP conversations, SYNs and SYN-ACKs sent again, data sent again, conversations with a RST. */
    private record Counts(long connections, long synResends, long dataResends, long resets) {}

    @Test
    void conversationsRepetitionsAndResetsAreThoseOfTshark(@TempDir Path folder) throws Exception {
        assumeTrue(installed(), "tshark is not installed: no oracle for conversation counts");
        for (Map.Entry<String, byte[]> sample : largest().entrySet()) {
            Path file = Files.write(folder.resolve("sample.pcap"), sample.getValue());
            assertThat(ours(sample.getValue())).as(sample.getKey()).isEqualTo(tshark(file));
        }
    }

    /**
     * The largest capture of each bundle that was taken on one interface: where there are several, tshark takes the sightings of one
     * packet for repetitions.
     */
    private static Map<String, byte[]> largest() {
        Map<String, byte[]> chosen = new TreeMap<>();
        Map<String, Integer> sizes = new TreeMap<>();
        SampleCaptures.all().forEach((name, bytes) -> {
            String bundle = name.substring(0, name.indexOf('/'));
            boolean single = name.endsWith(".pcap") && bytes[20] == LinkType.ETHERNET && bytes[21] == 0;
            if (single && once(bytes) && bytes.length > sizes.getOrDefault(bundle, 0)) {
                sizes.put(bundle, bytes.length);
                chosen.put(bundle, bytes);
            }
        });
        return chosen;
    }

    /** No packet crosses the interface twice, inside a tunnel and outside of it, as one that comes in by a tunnel and leaves by a default route does. */
    private static boolean once(byte[] capture) {
        List<ConversationFact> seen = Recorded.of(capture).conversations();
        return seen.stream().map(ConversationFact::tuple).distinct().count() == seen.size();
    }

    private static Counts ours(byte[] capture) {
        List<TcpFact> connections = Recorded.of(capture).conversations().stream()
                .flatMap(seen -> seen.tcp().stream())
                .toList();
        return new Counts(
                connections.size(),
                connections.stream()
                        .mapToLong(tcp -> Math.max(0, tcp.syns() - 1) + Math.max(0, tcp.synAcks() - 1))
                        .sum(),
                connections.stream()
                        .mapToLong(tcp -> tcp.retransmitsForward() + tcp.retransmitsBackward())
                        .sum(),
                connections.stream().filter(tcp -> tcp.resetPacket() > 0).count());
    }

    private static Counts tshark(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "tshark",
                        "-n",
                        "-r",
                        file.toString(),
                        "-d",
                        "udp.port==8472,vxlan",
                        "-Y",
                        "tcp && !icmp && !icmpv6",
                        "-T",
                        "fields",
                        "-e",
                        "tcp.stream",
                        "-e",
                        "tcp.flags.syn",
                        "-e",
                        "tcp.flags.reset",
                        "-e",
                        "tcp.len",
                        "-e",
                        "tcp.analysis.retransmission")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Set<String> streams = new HashSet<>();
        Set<String> reset = new HashSet<>();
        long syns = 0;
        long data = 0;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                streams.add(fields[0]);
                if (fields[2].equals("1")) {
                    reset.add(fields[0]);
                }
                boolean again = !fields[4].isEmpty();
                syns += again && fields[1].equals("1") ? 1 : 0;
                data += again && !fields[3].equals("0") ? 1 : 0;
            }
        }
        assertThat(process.waitFor()).isZero();
        return new Counts(streams.size(), syns, data, reset.size());
    }

    private static boolean installed() {
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, "tshark"))) {
                return true;
            }
        }
        return false;
    }
}
