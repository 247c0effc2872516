package io.packetwalk;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.evidence.Source;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.report.Report;
import io.packetwalk.walk.Role;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.TypeDescriptor;
import java.lang.reflect.RecordComponent;
import java.lang.runtime.ObjectMethods;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a build step spells out in our classes ({@code src/build/SpellOut.java}) does what the JVM would have made of it ({@link ObjectMethods}). */
class SpelledOutTest {

    private static final IpPort NODE = new IpPort(Ip.of("10.0.0.1"), 443);

    /** Components of most kinds, equal and unequal pairs, absent ones, numbers that are not equal to themselves. */
    static List<Record> records() {
        return List.of(
                Ip.of("10.0.0.1"),
                Ip.of("fd00::1"),
                Ip.v4(0x0a00_0001),
                NODE,
                new IpPort(Ip.of("10.0.0.1"), 443),
                new IpPort(Ip.of("10.0.0.1"), 80),
                new FiveTuple(Proto.TCP, NODE, NODE),
                new FiveTuple(Proto.UDP, NODE, NODE),
                Source.line("nodes/w1/iptables-save.txt", 3),
                Source.whole(""),
                new Cond.Random(0.25),
                new Cond.Random(Double.NaN),
                new Cond.Random(0.0),
                new Cond.Random(-0.0),
                new Report.Suppression("known", null),
                new Report.Suppression("known", "2027-01-01"),
                new Role.IcmpError(3, 4, new FiveTuple(Proto.TCP, NODE, NODE)));
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordsAreComparedHashedAndPrintedAsTheJvmWould(Record record) throws Throwable {
        assertThat(record.hashCode())
                .isEqualTo(made(record, "hashCode", int.class).invoke(record));
        if (spelled(record, String.class)) {
            assertThat(record.toString())
                    .isEqualTo(made(record, "toString", String.class).invoke(record));
        }
        MethodHandle equals = made(record, "equals", boolean.class, Object.class);
        for (Record other : records()) {
            assertThat(record.equals(other)).as("equals %s", other).isEqualTo(equals.invoke(record, other));
        }
        assertThat(record.equals(null)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("records")
    void theBuildHasSpelledThemOut(Record record) {
        assertThat(spelled(record, int.class)).isTrue();
        assertThat(spelled(record, boolean.class)).isTrue();
    }

    /** What javac lets the JVM make of a record's method. */
    private static MethodHandle made(Record record, String name, Class<?> gives, Class<?>... takes) throws Throwable {
        Class<? extends Record> type = record.getClass();
        MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        RecordComponent[] components = type.getRecordComponents();
        MethodHandle[] getters = new MethodHandle[components.length];
        for (int i = 0; i < getters.length; i++) {
            getters[i] = inside.findGetter(type, components[i].getName(), components[i].getType());
        }
        String names = Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.joining(";"));
        TypeDescriptor described = MethodType.methodType(gives, type, takes);
        return ((CallSite) ObjectMethods.bootstrap(inside, name, described, type, names, getters)).dynamicInvoker();
    }

    private static boolean spelled(Record record, Class<?> gives) {
        return Stream.of(record.getClass().getDeclaredMethods())
                .anyMatch(method -> method.getName().startsWith("spelled$") && method.getReturnType() == gives);
    }
}
