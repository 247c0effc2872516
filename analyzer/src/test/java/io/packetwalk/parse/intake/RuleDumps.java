package io.packetwalk.parse.intake;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code RuleDumps FOLDER}: CPU milliseconds to read the dumps of a folder in this new process, and what of them stays in memory. For {@code scripts/bench walks}. */
final class RuleDumps {

    private RuleDumps() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        long before = used();
        long start = cpu();
        Intake intake = Intake.of(
                Bundle.of(List.of(new Input.Stored(folder)), Limits.standard(), System::nanoTime),
                Runtime.getRuntime().availableProcessors());
        long read = cpu();
        long held = used() - before;
        long bytes = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            bytes = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
        System.out.printf(
                Locale.ROOT,
                "%d dumps, %.0f MB: read %.0f ms, kept %.1f MB%n",
                intake.readings().size(),
                bytes / 1e6,
                (read - start) / 1e6,
                held / 1e6);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** CPU time of the whole process: the machine may be busy with other things. */
    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
