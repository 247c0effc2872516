package io.packetwalk.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** From differences of clocks to their skew. */
final class DelaysTest {

    private final Delays delays = new Delays();

    @Test
    void twoWaysBoundTheSkewFromBothSides() {
        // The clock of b is 5 ms ahead; the way takes 200 us there and 400 us back, at best.
        delays.add("a", "b", 5_200_000);
        delays.add("a", "b", 5_900_000);
        delays.add("b", "a", -4_600_000);

        ClockSkew skew = of("b");
        assertThat(skew.reference()).isEqualTo("a");
        assertThat(skew.skewMicros()).isEqualTo(4_900);
        assertThat(skew.plusMinusMicros()).isEqualTo(300);
        assertThat(skew.certain()).isTrue();
        assertThat(of("a").skewMicros()).isZero();
    }

    @Test
    void oneWayIsAnUpperBoundAndProvesNothing() {
        delays.add("a", "b", 5_200_000);

        assertThat(of("b").skewMicros()).isEqualTo(5_200);
        assertThat(of("b").plusMinusMicros()).isEqualTo(-1);
        assertThat(of("b").certain()).isFalse();
    }

    @Test
    void uncertaintyAddsUpAlongTheChain() {
        delays.add("a", "b", 1_000_000);
        delays.add("b", "a", 1_000_000);
        delays.add("b", "c", 3_000_000);
        delays.add("c", "b", 1_000_000);
        delays.add("b", "c", 3_000_000);

        assertThat(of("b").reference()).isEqualTo("b");
        assertThat(of("c").skewMicros()).isEqualTo(1_000);
        assertThat(of("c").plusMinusMicros()).isEqualTo(2_000);
    }

    @Test
    void delaysThatAddUpToLessThanNothingMeanAClockThatWasSet() {
        delays.add("a", "b", -2_000_000);
        delays.add("b", "a", 1_000_000);

        assertThat(of("b").steady()).isFalse();
        assertThat(of("b").certain()).isFalse();
    }

    private ClockSkew of(String host) {
        List<ClockSkew> found =
                delays.skews().stream().filter(skew -> skew.host().equals(host)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
