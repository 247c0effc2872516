package io.packetwalk.cli.verb;

import io.packetwalk.capture.LiveCapture;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Shell;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code packetwalk collect capture}: what the collector runs in place of tcpdump. Its options are tcpdump's. */
@Command(
        addMethodSubcommands = false,
        description = "Captures packets of this machine with libpcap, until it is told to stop (INT, TERM).",
        sortOptions = false)
final class Capture implements Callable<Integer> {
    private static final int GRACE_SECONDS = 5;

    private final Shell shell;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean told;

    @Option(names = "-i", paramLabel = "DEVICE", description = "Interface to listen on (default: all).")
    private String device = "any";

    @Option(names = "-s", paramLabel = "BYTES", description = "Of each packet; 0 for all (default: 512).")
    private int snaplen = 512;

    @Option(names = "-w", paramLabel = "FILE", description = "Where to write; - for standard output (default).")
    private String file = "-";

    @Option(names = "--seconds", paramLabel = "N", description = "Stop after so long.")
    private long seconds;

    @Parameters(paramLabel = "FILTER", arity = "0..*", description = "As tcpdump takes it: port 53 and udp.")
    private List<String> filter = List.of();

    Capture(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        // A signal ends Java with 143; who sent it to end the capture wants to know whether that went well.
        Thread hook = new Thread(() -> {
            told = true;
            if (finished()) {
                Runtime.getRuntime().halt(Exit.GOOD);
            }
        });
        long began = System.nanoTime();
        long nanos = Duration.ofSeconds(seconds).toNanos();
        try (LiveCapture capture = LiveCapture.open(device, snaplen, String.join(" ", filter));
                OutputStream out = new BufferedOutputStream(
                        file.equals("-")
                                ? new FileOutputStream(FileDescriptor.out)
                                : Files.newOutputStream(shell.path(file)),
                        1 << 16)) {
            Runtime.getRuntime().addShutdownHook(hook);
            shell.err().println("listening on " + device);
            shell.err().flush();
            LiveCapture.Counts counts =
                    capture.write(out, () -> told || nanos > 0 && System.nanoTime() - began >= nanos);
            // In tcpdump's words, which is who reads it will look for.
            shell.err().println(counts.written() + " packets captured");
            shell.err().println(counts.received() + " packets received by filter");
            shell.err().println(counts.dropped() + " packets dropped by kernel");
            shell.err().flush();
        } finally {
            done.countDown();
        }
        if (!told) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        return Exit.GOOD;
    }

    private boolean finished() {
        try {
            return done.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
