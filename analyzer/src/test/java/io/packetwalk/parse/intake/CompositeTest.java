package io.packetwalk.parse.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.packetwalk.evidence.Presence;
import io.packetwalk.fact.Reading;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompositeTest {

    @Test
    void starsAndEqualSignsAreTitles() {
        assertThat(Composite.sections(
                        "*** Output of conntrack -S ***\ncpu=0\n\n*** Output of conntrack -L ***\ntcp 6\nudp 17\n"))
                .extracting(Section::command, Section::firstLine, Section::body, Section::frame)
                .containsExactly(
                        tuple("conntrack -S", 2L, "cpu=0\n", 2L), tuple("conntrack -L", 5L, "tcp 6\nudp 17\n", 1L));
    }

    @Test
    void aFencedCommandIsUnwrappedAndItsErrorKept() {
        Section section = Composite.sections(
                        "# ip -4 r\n```\ndefault via 10.0.0.1\n```\n\n> Error while running 'ip -4 r': exit status 1\n")
                .getFirst();
        assertThat(section.command()).isEqualTo("ip -4 r");
        assertThat(section.firstLine()).isEqualTo(3);
        assertThat(section.body()).isEqualTo("default via 10.0.0.1\n");
        assertThat(section.error()).contains("Error while running 'ip -4 r': exit status 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*** Output of ip rule ***\n0: from all\n",
                "==== ip rule ====\r\n0: from all\r\n",
                "#==[ Command ]======================================#\n# /sbin/ip rule\n0: from all\n",
                "Summary:\n\n/sbin/ip rule(Policy routing list)\n\nExecute:\n\n/sbin/ip rule\n\n0: from all\n",
                "$ ip rule\n0: from all\n",
                "+ ip rule\n0: from all\n",
                "root@w1:~# ip rule\n0: from all\n",
            })
    void titlesOfManyCollectorsAreKnown(String text) {
        List<Section> sections = Composite.sections(text);
        assertThat(Composite.begins(text.lines().toList())).isTrue();
        assertThat(sections.getLast().body()).isEqualTo("0: from all\n");
        assertThat(sections.getLast().nameIn("n/all.txt")).isEqualTo("n/ip_rule");
    }

    /** As Retina's capture writes them: no line end behind a failure, so the next title follows on its line. */
    @Test
    void filesBetweenTheCommandsOfASupportconfigAreTheirOwnSections() {
        List<Section> sections = Composite.sections("""
                #==[ Command ]======================================#
                # /sbin/ip rule
                0: from all lookup local

                #==[ Command ]======================================#
                # ethtool -k eth0
                ERROR: Command not found or not executible

                #==[ Configuration File ]===========================#
                # /etc/resolv.conf
                nameserver 10.96.0.10
                """);
        assertThat(sections)
                .extracting(
                        Section::command,
                        Section::body,
                        section -> section.error().orElse(""))
                .contains(
                        tuple("/sbin/ip rule", "0: from all lookup local\n", ""),
                        tuple("ethtool -k eth0", "", "ERROR: Command not found or not executible"),
                        tuple("/etc/resolv.conf", "nameserver 10.96.0.10\n", ""));
    }

    @Test
    void announcedCommandsAreTitlesAlsoBehindTheFailureOfTheOneBefore() {
        List<Section> sections = Composite.sections("""
                Summary:

                /usr/sbin/ip -d -j addr show(IP address configuration)
                /usr/sbin/ip rule list(Policy routing list)
                iptables-save(IPtables rules)

                Execute:

                /usr/sbin/ip -d -j addr show

                Object "addr" is unknown
                Failed to run "/usr/sbin/ip -d -j addr show", error: exit status 1)/usr/sbin/ip rule list

                0:	from all lookup local
                iptables-save

                Failed to run "iptables-save", error: exec: "iptables-save": executable file not found in $PATH)""");

        assertThat(sections)
                .extracting(
                        Section::command,
                        Section::firstLine,
                        section -> section.body().strip(),
                        section -> section.error().isPresent())
                .containsExactly(
                        tuple("/usr/sbin/ip -d -j addr show", 11L, "Object \"addr\" is unknown", true),
                        tuple("/usr/sbin/ip rule list", 14L, "0:\tfrom all lookup local", false),
                        tuple("iptables-save", 17L, "", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# Generated by iptables-save v1.8.9\n*filter\nCOMMIT\n",
                "# a comment\nkey: value\n",
                "+ added line\n",
                "$ORIGIN example.\n",
                "*** kernel panic ***\n",
                "",
            })
    void otherTextsAreNot(String text) {
        assertThat(Composite.begins(text.lines().toList())).isFalse();
    }

    @Test
    void everySectionIsAReadingAndAllLinesAreCountedOnce() throws IOException {
        String text = """
                *** Output of ipset list ***
                ipset v7.11: Kernel error received: Operation not permitted

                *** Output of foo ***
                bar
                """;
        List<Reading> readings = IntakeTest.intake(Map.of("b/nodes/w1/all.txt", text, "b/x", "")).readings().stream()
                .filter(reading -> reading.artifact().endsWith("all.txt"))
                .toList();
        assertThat(readings).hasSize(2);
        assertThat(readings.getFirst().presence()).isInstanceOf(Presence.Refused.class);
        assertThat(readings.getLast().presence()).isInstanceOf(Presence.Collected.class);
        assertThat(readings.stream().mapToLong(r -> r.coverage().lines()).sum()).isEqualTo(5);
    }
}
