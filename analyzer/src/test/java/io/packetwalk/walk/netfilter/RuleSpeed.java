package io.packetwalk.walk.netfilter;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.Walk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code RuleSpeed DUMP TRACES IP:PORT...}: CPU milliseconds to read a rule set in this new process and to join its facts, then the first walk, and microseconds and
 * bytes of one walk when many have been made, the destinations in turn. For {@code scripts/bench rules}.
 */
final class RuleSpeed {

    private RuleSpeed() {}

    public static void main(String[] args) throws IOException {
        long start = cpu();
        Intake intake = Intake.of(
                Bundle.of(
                        List.of(new Input.Stored(java.nio.file.Path.of(args[0]))), Limits.standard(), System::nanoTime),
                1);
        long read = cpu();
        NetNs host = RuleTrace.host(intake.readings());
        long joined = cpu();
        List<RuleTrace.Request> requests = List.of(args).subList(2, args.length).stream()
                .map(RuleSpeed::request)
                .toList();
        Netfilter netfilter = new Netfilter(new Terrain(ClusterJoin.join(List.of())));
        List<Walk> first = walks(netfilter, host, requests, 1);
        long walked = cpu();
        int rounds = Integer.parseInt(args[1]) / requests.size();
        walks(netfilter, host, requests, rounds);
        long warm = cpu();
        long before = allocated();
        walks(netfilter, host, requests, rounds);
        long done = cpu();
        long bytes = allocated() - before;
        System.out.printf(
                Locale.ROOT,
                "read %.0f ms, joined %.0f ms, first walks %.1f ms, then %.2f us and %d bytes each, %s%n",
                (read - start) / 1e6,
                (joined - read) / 1e6,
                (walked - joined) / 1e6,
                (done - warm) / 1e3 / rounds / requests.size(),
                bytes / rounds / requests.size(),
                first.stream().map(walk -> walk.paths().size() + " ways").toList());
    }

    /** The walks of the last round. */
    private static List<Walk> walks(Netfilter netfilter, NetNs host, List<RuleTrace.Request> requests, int rounds) {
        List<Walk> last = List.of();
        for (int round = 0; round < rounds; round++) {
            last = requests.stream()
                    .map(request -> RuleTrace.trace(netfilter, host, request))
                    .toList();
        }
        return last;
    }

    /** CPU time of the whole process: the machine may be busy with other things. */
    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static RuleTrace.Request request(String to) {
        return new RuleTrace.Request(
                IpPort.parse("10.64.0.5:40000").orElseThrow(),
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
