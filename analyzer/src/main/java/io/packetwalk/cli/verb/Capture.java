package io.packetwalk.cli.verb;

import io.packetwalk.capture.LiveCapture;
import io.packetwalk.cli.Command;
import io.packetwalk.cli.Exit;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Shell;
import io.packetwalk.cli.Usage;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code packetwalk collect capture}: what the collector runs in place of tcpdump. Its options are tcpdump's. */
final class Capture implements Command {
    private static final int GRACE_SECONDS = 5;

    private final Shell shell;
    private final Usage usage =
            Usage.of("", "Captures packets of this machine with libpcap, until it is told to stop (INT, TERM).");
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean told;

    private final Given<String> device = usage.text("-i", "DEVICE", "any", "Interface to listen on (default: all).");
    private final Given<Integer> snaplen =
            usage.number("-s", "BYTES", 512, "Of each packet; 0 for all (default: 512).");
    private final Given<String> file =
            usage.text("-w", "FILE", "-", "Where to write; - for standard output (default).");
    private final Given<Long> seconds = usage.large("--seconds", "N", 0, "Stop after so long.");
    private final Given<List<String>> filter = usage.words("FILTER", "0..*", "As tcpdump takes it: port 53 and udp.");

    Capture(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public int call() throws IOException {
        // A signal ends Java with 143; who sent it to end the capture wants to know whether that went well.
        Thread hook = new Thread(() -> {
            told = true;
            if (finished()) {
                Runtime.getRuntime().halt(Exit.GOOD);
            }
        });
        long began = System.nanoTime();
        long nanos = Duration.ofSeconds(seconds.get()).toNanos();
        try (LiveCapture capture = LiveCapture.open(device.get(), snaplen.get(), String.join(" ", filter.get()));
                OutputStream out = new BufferedOutputStream(
                        file.get().equals("-")
                                ? new FileOutputStream(FileDescriptor.out)
                                : Files.newOutputStream(shell.path(file.get())),
                        1 << 16)) {
            Runtime.getRuntime().addShutdownHook(hook);
            shell.err().println("listening on " + device.get());
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
