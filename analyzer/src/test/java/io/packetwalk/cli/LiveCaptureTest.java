package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures without tcpdump, on this machine's loopback: real packets, through libpcap. */
class LiveCaptureTest {
    private static final int DISCARD = 9;
    /** A view of this machine's files in which tcpdump cannot be run. */
    private static final String WITHOUT_TCPDUMP =
            "for each in /usr/bin/tcpdump /usr/sbin/tcpdump; do [ ! -e $each ] || mount --bind /dev/null $each; done; exec \"$@\"";

    @TempDir
    private Path here = Path.of("");

    @BeforeEach
    void mayCapture() {
        Ran tried = Ran.in(here, "collect", "capture", "-i", "lo", "--seconds", "1", "-w", "tried.pcap");
        assumeTrue(tried.exit() == Exit.GOOD, "no capture here: " + tried.err());
    }

    @Test
    void packetsThatPassTheFilterAreWrittenAndCounted() throws IOException, InterruptedException {
        Ran ran = whileSending(() -> Ran.in(
                here,
                "collect",
                "capture",
                "-i",
                "lo",
                "-s",
                "96",
                "--seconds",
                "2",
                "-w",
                "lo.pcap",
                "udp",
                "port",
                "9"));

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.err()).containsPattern("[1-9][0-9]* packets captured").contains("packets dropped by kernel");
        Ran flows = Ran.in(here, "flows", "lo.pcap", "-o", "jsonl");
        assertThat(flows.out()).contains("\"port\":9").contains("udp");
        assertThat(flows.out()).doesNotContain("\"port\":53");
    }

    @Test
    void aFilterThatIsNoneIsSaidToBe() {
        Ran ran =
                Ran.in(here, "collect", "capture", "-i", "lo", "--seconds", "1", "-w", "x.pcap", "no", "such", "words");

        assertThat(ran.exit()).isEqualTo(Exit.FAILED);
        assertThat(ran.err()).contains("cannot capture on lo");
    }

    /** The whole way: the collector finds no tcpdump, takes this program for it, and tells it to stop. */
    @Test
    void theCollectorCapturesSoWhereThereIsNoTcpdump() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        WITHOUT_TCPDUMP,
                        "sh",
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        classPath(),
                        Main.class.getName(),
                        "collect",
                        "node",
                        "--node",
                        "green-1",
                        "--captures",
                        "8",
                        "--filter",
                        "udp port 9",
                        "--only",
                        "capture,capture-java,uname",
                        "-o",
                        "collected.tar.gz")
                .directory(here.toFile())
                .redirectErrorStream(true);
        String said = whileSending(() -> {
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor();
            return text;
        });

        Ran flows = Ran.in(here, "flows", "collected.tar.gz", "-o", "jsonl");
        assertThat(flows.out()).as(said).contains("\"port\":9").contains("captures/green-1.all.pcap");
    }

    /** As this test has it, whoever started it. */
    private static String classPath() {
        if (LiveCaptureTest.class.getClassLoader() instanceof URLClassLoader loader) {
            return Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    private static <T> T whileSending(Work<T> work) throws IOException, InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Thread sender = Thread.ofPlatform().start(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                byte[] bytes = "packetwalk".getBytes(UTF_8);
                while (!stop.get()) {
                    socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), DISCARD));
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return work.run();
        } finally {
            stop.set(true);
            sender.join();
        }
    }
}
