package io.packetwalk.flow.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From differences of clocks to their skew. */
final class DelaysTest {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private final Delays delays = new Delays();

    @Test
    void twoWaysBoundTheSkewFromBothSides() {
        // The clock of b is 5 ms ahead; the way takes 200 us there and 400 us back, at best.
        delays.add("a", "b", START, 5_200_000);
        delays.add("a", "b", START, 5_900_000);
        delays.add("b", "a", START, -4_600_000);

        ClockSkew skew = of("b");
        assertThat(skew.reference()).isEqualTo("a");
        assertThat(skew.skewMicros()).isEqualTo(4_900);
        assertThat(skew.plusMinusMicros()).isEqualTo(300);
        assertThat(skew.certain()).isTrue();
        assertThat(skew.drift()).isEqualTo(ClockSkew.Drift.NONE);
        assertThat(of("a").skewMicros()).isZero();
    }

    @Test
    void oneWayIsAnUpperBoundAndProvesNothing() {
        delays.add("a", "b", START, 5_200_000);

        assertThat(of("b").skewMicros()).isEqualTo(5_200);
        assertThat(of("b").plusMinusMicros()).isEqualTo(-1);
        assertThat(of("b").certain()).isFalse();
    }

    @Test
    void uncertaintyAddsUpAlongTheChain() {
        delays.add("a", "b", START, 1_000_000);
        delays.add("b", "a", START, 1_000_000);
        delays.add("b", "c", START, 3_000_000);
        delays.add("c", "b", START, 1_000_000);
        delays.add("b", "c", START, 3_000_000);

        assertThat(of("b").reference()).isEqualTo("b");
        assertThat(of("c").skewMicros()).isEqualTo(1_000);
        assertThat(of("c").plusMinusMicros()).isEqualTo(2_000);
    }

    @Test
    void delaysThatAddUpToLessThanNothingMeanAClockThatWasSet() {
        delays.add("a", "b", START, -2_000_000);
        delays.add("b", "a", START, 1_000_000);

        assertThat(of("b").steady()).isFalse();
        assertThat(of("b").certain()).isFalse();
    }

    @Test
    void aClockThatGainsIsFollowedOverTime() {
        // 100 ppm: 6 ms in a minute, while each way takes 100 to 300 us.
        for (long second = 0; second <= 60; second++) {
            exchange(second, 2 * MILLI + second * 100 * MICRO, 100 * MICRO + second % 3 * 100 * MICRO);
        }

        ClockSkew skew = of("b");
        assertThat(skew.steady()).isTrue();
        assertThat(Math.abs(skew.drift().ppb() - 100_000))
                .isLessThanOrEqualTo(skew.drift().plusMinusPpb());
        assertThat(skew.drift().plusMinusPpb()).isLessThan(10_000);
        assertThat(Math.abs(skew.microsAt(START.plusSeconds(0)) - 2_000)).isLessThan(400);
        assertThat(Math.abs(skew.microsAt(START.plusSeconds(60)) - 8_000)).isLessThan(400);
        assertThat(skew.steps()).isEmpty();
    }

    @Test
    void aClockThatWasSetIsAStepAndNoDrift() {
        for (int second = 0; second <= 60; second++) {
            exchange(second, second < 30 ? 0 : -40 * MILLI, 200 * MICRO);
        }

        ClockSkew skew = of("b");
        assertThat(skew.steady()).isFalse();
        assertThat(skew.certain()).isFalse();
        assertThat(skew.steps()).singleElement().satisfies(step -> {
            assertThat(step.micros()).isEqualTo(-40_000);
            assertThat(step.from()).isBetween(START.plusSeconds(28), START.plusSeconds(30));
            assertThat(step.to()).isBetween(START.plusSeconds(29), START.plusSeconds(31));
        });
    }

    @Test
    void hostsWhosePairsContradictEachOtherAreNotTrusted() {
        fixed("a", "b", 0);
        fixed("b", "c", 0);
        fixed("a", "c", 5 * MILLI);

        assertThat(delays.skews()).anySatisfy(skew -> assertThat(skew.steady()).isFalse());
    }

    @Test
    void hoursOfPacketsTakeNoMoreMemoryThanSeconds() {
        for (int second = 0; second < 100_000; second += 7) {
            exchange(second, 3 * MILLI, 150 * MICRO);
        }
        assertThat(of("b").skewMicros()).isEqualTo(3_000);
        assertThat(of("b").plusMinusMicros()).isEqualTo(150);
    }

    private void exchange(long second, long ahead, long way) {
        Instant sent = START.plus(Duration.ofSeconds(second));
        delays.add("a", "b", sent, way + ahead);
        delays.add("b", "a", sent.plusNanos(way), way - ahead);
    }

    private void fixed(String from, String to, long ahead) {
        delays.add(from, to, START, 100 * MICRO + ahead);
        delays.add(to, from, START, 100 * MICRO - ahead);
    }

    private ClockSkew of(String host) {
        List<ClockSkew> found =
                delays.skews().stream().filter(skew -> skew.host().equals(host)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
