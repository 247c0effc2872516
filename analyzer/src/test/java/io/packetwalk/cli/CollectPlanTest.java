package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From a real report to the commands of the real script: it collects what the report lacked, and no more. */
class CollectPlanTest {
    @TempDir
    private Path here = Path.of("");

    static Stream<Arguments> plans() {
        return Stream.of("sh", "busybox sh", "bash")
                .flatMap(shell -> Stream.of("json", "html").map(format -> Arguments.of(shell, format)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("plans")
    void apiDumpAloneAsksNodesForWhatItsChecksLack(String shell, String format) throws Exception {
        List<String> commands = planned(shell, format, "must-gather-route.tar.gz", "node", "--node", "node1");

        // Not: addresses, bridges, sets, tunnels, counters of snmp, kernel messages, which no check waits for here.
        assertThat(tools(commands))
                .contains(
                        "date", "iptables-nft-save", "iptables-legacy-save", "nft list", "conntrack -L", "conntrack -S")
                .contains("ip link", "ip route", "ip neigh", "ss", "sysctl")
                .doesNotContain(
                        "ip addr", "ip rule", "ip xfrm", "ipset", "bridge fdb", "bridge link", "wg", "uname", "nstat")
                .doesNotContain(
                        "dmesg",
                        "conntrack -C",
                        "ethtool -k",
                        "cat /proc/net/snmp",
                        "cat /proc/modules",
                        "nft --version")
                .noneMatch(tool -> tool.startsWith("kubectl") || tool.startsWith("tcpdump"));
        assertThat(commands).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("plans")
    void apiDumpAloneLacksLittleOfTheApi(String shell, String format) throws Exception {
        assertThat(planned(shell, format, "must-gather-route.tar.gz", "cluster"))
                .anyMatch(command -> command.startsWith("kubectl get events "))
                .anyMatch(command -> command.startsWith("kubectl get configmaps "))
                .anyMatch(command -> command.startsWith("kubectl logs -n kube-system {item} --previous "))
                .noneMatch(command -> command.startsWith("kubectl get pods -A")
                        || command.startsWith("kubectl get services")
                        || command.startsWith("kubectl get deployments")
                        || command.contains("ciliumendpoints"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("plans")
    void hostAloneAsksForTheApi(String shell, String format) throws Exception {
        assertThat(planned(shell, format, "sosreport-node1.tar.xz", "cluster"))
                .anyMatch(command -> command.startsWith("kubectl get pods -A "))
                .anyMatch(command -> command.startsWith("kubectl get services -A "))
                .anyMatch(command -> command.startsWith("kubectl get endpointslices -A "))
                .anyMatch(command -> command.startsWith("kubectl get nodes "))
                .noneMatch(command -> command.startsWith("kubectl get referencegrants"));
    }

    /** The commands that the script would run for the report of a sample, each without its path. */
    private List<String> planned(String shell, String format, String sample, String... words) throws Exception {
        String[] interpreter = shell.split(" ", -1);
        assumeTrue(installed(interpreter[0]), shell + " is not installed here: not tried under it");
        String bundle =
                Path.of("../samples/layouts").resolve(sample).toAbsolutePath().toString();
        Ran.in(here, "analyze", bundle, "-o", format + "=report." + format);
        List<String> argv = new ArrayList<>(Arrays.asList(interpreter));
        argv.add(Path.of("../collector/packetwalk-collect").toAbsolutePath().toString());
        argv.addAll(Arrays.asList(words));
        argv.addAll(List.of("--plan", "report." + format, "--dry-run"));
        Path said = here.resolve("said");
        Process process = new ProcessBuilder(argv)
                .directory(here.toFile())
                .redirectError(said.toFile())
                .start();
        process.getOutputStream().close();
        String output;
        try (InputStream out = process.getInputStream()) {
            output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor()).as(Files.readString(said)).isZero();
        return output.lines().filter(line -> line.contains(" > ")).toList();
    }

    /** Tool and subject of each command: {@code ip route}, {@code conntrack -L}, {@code cat /proc/net/snmp}. */
    private static Set<String> tools(List<String> commands) {
        Set<String> tools = new TreeSet<>();
        for (String command : commands) {
            String[] words = command.split(" ", -1);
            switch (words[0]) {
                case "ip", "bridge" ->
                    tools.add(words[0] + " "
                            + Arrays.stream(words)
                                    .skip(1)
                                    .filter(word -> !word.startsWith("-"))
                                    .findFirst()
                                    .orElse(""));
                case "conntrack", "ethtool", "cat" -> tools.add(words[0] + " " + words[1]);
                case "nft" -> tools.add(command.contains(" list ") ? "nft list" : "nft " + words[1]);
                default -> tools.add(words[0]);
            }
        }
        return tools;
    }

    private static boolean installed(String tool) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
