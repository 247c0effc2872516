package io.packetwalk.walk.netfilter;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.Damage;
import io.packetwalk.parse.intake.Intake;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * {@code RuleFuzz SECONDS SEED FILE...}: damages rule dumps, reads what is left, lowers it and walks packets through it, until the time is over. Whatever comes of it is an
 * answer: an exception, or a dump that takes more than ten seconds, is a finding, and the damaged dump is printed. {@code scripts/fuzz-rules} runs it; with Jazzer, which
 * looks for inputs that take new branches, {@link #fuzzerTestOneInput} is what it calls.
 */
public final class RuleFuzz {

    private static final long SLOW = 10_000_000_000L;
    private static final List<String> TARGETS = List.of("10.96.0.1:443", "10.244.1.5:8080", "192.0.2.9:53");

    private RuleFuzz() {}

    public static void main(String[] args) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : List.of(args).subList(2, args.length)) {
            files.add(Path.of(name));
        }
        Random random = new Random(Long.parseLong(args[1]));
        long until = System.nanoTime() + Long.parseLong(args[0]) * 1_000_000_000L;
        long rounds = 0;
        int found = 0;
        while (System.nanoTime() < until) {
            Path file = files.get(random.nextInt(files.size()));
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            String damaged = Damage.of(text, random);
            long began = cpu();
            Optional<String> finding = finding(file.getFileName().toString(), damaged);
            rounds++;
            boolean slow = cpu() - began > SLOW;
            if (finding.isPresent() || slow) {
                found++;
                System.out.println("FINDING " + file + ": " + finding.orElse("slow") + "\n" + damaged);
            }
        }
        System.out.println(
                rounds + " damaged dumps of " + files.size() + " files, " + found + " findings, seed " + args[1]);
        System.exit(found == 0 ? 0 : 1);
    }

    /** CPU time of the process: others may use the machine, too. */
    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** One input of Jazzer; what is thrown is its finding. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        walk("dump.txt", data);
    }

    private static void walk(String name, byte[] text) throws IOException {
        Input input = new Input.Piped(name, new ByteArrayInputStream(text));
        Intake intake = Intake.of(Bundle.of(List.of(input), Limits.standard(), System::nanoTime), 1);
        for (String to : TARGETS) {
            RuleTrace.trace(intake.readings(), request(to));
        }
    }

    private static Optional<String> finding(String name, String text) {
        try {
            walk(name, text.getBytes(StandardCharsets.UTF_8));
            return Optional.empty();
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            StackTraceElement[] trace = e.getStackTrace();
            return Optional.of(e + (trace.length == 0 ? "" : " at " + trace[0]));
        }
    }

    private static RuleTrace.Request request(String to) {
        return new RuleTrace.Request(
                IpPort.parse("10.244.1.9:40000").orElseThrow(),
                IpPort.parse(to).orElseThrow(),
                Proto.TCP,
                Optional.empty(),
                "",
                "",
                List.of(),
                CtState.NEW,
                0);
    }
}
