package io.packetwalk.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters as people type them, and what they say about packets of one TCP connection from 10.244.1.3:40000 to 10.96.10.20:80. */
final class CaptureFilterTest {

    private static final FiveTuple FLOW = FiveTuple.of(Proto.TCP, Ip.of("10.244.1.3"), 40000, Ip.of("10.96.10.20"), 80);

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "''                                     | YES",
                "tcp                                    | YES",
                "udp                                    | NO",
                "ip6                                    | NO",
                "host 10.244.1.3                        | YES",
                "host 10.244.1.4                        | NO",
                "net 10.244.0.0/16                      | YES",
                "port 80                                | YES",
                "tcp port 80                            | YES",
                "udp port 80                            | NO",
                "port 53 or port 80                     | YES",
                "portrange 30000-32767                  | NO",
                "not port 22                            | YES",
                "! port 80                              | NO",
                "host 10.244.1.3 and not port 22        | YES",
                "tcp and (port 443 or port 80)          | YES",
                "port 80 and host example.com           | UNKNOWN",
                "port 443 and host example.com          | NO",
                "port 80 or 443                         | YES",
                "port 8080 or 443                       | UNKNOWN",
                "src host 10.244.1.3                    | UNKNOWN",
                "tcp[tcpflags] & (tcp-syn) != 0         | UNKNOWN",
                "vlan and tcp                           | UNKNOWN",
                "port http                              | UNKNOWN",
                "(port 80                               | UNKNOWN",
                "port 80)                               | UNKNOWN",
                "and                                    | UNKNOWN",
                "not                                    | UNKNOWN",
            })
    void aFilterAdmitsAFlowOrNotOrCannotBeTold(String filter, Ternary admits) {
        assertThat(CaptureFilter.admits(filter, FLOW)).isEqualTo(admits);
    }

    @Test
    void aFilterFullOfBracketsIsNotFollowed() {
        assertThat(CaptureFilter.admits("(".repeat(100_000), FLOW)).isEqualTo(Ternary.UNKNOWN);
    }
}
