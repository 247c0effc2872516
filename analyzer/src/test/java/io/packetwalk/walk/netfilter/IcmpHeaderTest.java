package io.packetwalk.walk.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.Ternary;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpHeaderTest {

    private static final FiveTuple ABOUT = new FiveTuple(
            Proto.UDP,
            IpPort.parse("10.0.0.1:40000").orElseThrow(),
            IpPort.parse("10.0.0.9:53").orElseThrow());
    private static final FiveTuple OUTER = new FiveTuple(
            Proto.ICMP,
            IpPort.parse("192.0.2.1:0").orElseThrow(),
            IpPort.parse("10.0.0.1:0").orElseThrow());

    /** Without a type (-1) a rule asks for the code alone, as nft's {@code icmp code} does. */
    @ParameterizedTest(name = "{0}/{1} for type {2}, codes {3} to {4}: {5}")
    @CsvSource({
        "3, 4, 3, 4, 4, YES",
        "3, 4, 3, 0, 0, NO",
        "3, 4, -1, 0, 255, YES",
        "3, 4, -1, 4, 4, YES",
        "3, 4, -1, 0, 0, NO",
        "-1, 0, -1, 0, 255, YES",
        "-1, 0, -1, 0, 0, UNKNOWN",
        "-1, 0, 3, 0, 255, UNKNOWN",
        "-1, 0, 8, 0, 255, NO",
    })
    void anErrorIsAskedForItsTypeAndItsCode(int type, int code, int asked, int from, int to, Ternary holds) {
        Packet error = Packet.made(OUTER, new Role.IcmpError(type, code, ABOUT));

        assertThat(IcmpHeader.test(new Cond.IcmpType(asked, from, to), error)).isEqualTo(holds);
    }

    @ParameterizedTest(name = "an echo request for type {0}, codes {1} to {2}: {3}")
    @CsvSource({"8, 0, 255, YES", "0, 0, 255, NO", "-1, 0, 0, YES", "-1, 3, 3, NO"})
    void anEchoHasCodeZero(int asked, int from, int to, Ternary holds) {
        assertThat(IcmpHeader.test(new Cond.IcmpType(asked, from, to), Packet.made(OUTER)))
                .isEqualTo(holds);
    }
}
