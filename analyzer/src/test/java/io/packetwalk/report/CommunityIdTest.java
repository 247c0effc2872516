package io.packetwalk.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import org.junit.jupiter.api.Test;

class CommunityIdTest {
    /** First row of the specification's baseline (corelight/community-id-spec, seed 0). */
    private static final FiveTuple BASELINE =
            FiveTuple.of(Proto.TCP, Ip.of("128.232.110.120"), 34855, Ip.of("66.35.250.204"), 80);

    @Test
    void agreesWithTheSpecification() {
        assertThat(CommunityId.of(BASELINE)).contains("1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
    }

    @Test
    void bothDirectionsHaveOneId() {
        assertThat(CommunityId.of(BASELINE.reversed())).isEqualTo(CommunityId.of(BASELINE));
    }
}
