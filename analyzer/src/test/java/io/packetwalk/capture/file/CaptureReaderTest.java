package io.packetwalk.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.LinkType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CaptureReaderTest {

    private static final byte[] FRAME = {1, 2, 3, 4, 5};

    @ParameterizedTest
    @CsvSource({"BIG, 0xa1b2c3d4, 1000", "BIG, 0xa1b23c4d, 1", "LITTLE, 0xa1b2c3d4, 1000", "LITTLE, 0xa1b23c4d, 1"})
    void pcapIsReadInBothByteOrdersAndResolutions(String order, String magic, int nanosPerTick) throws IOException {
        byte[] file = new CaptureFile(order(order))
                .pcapHeader((int) Long.parseLong(magic.substring(2), 16), 113, 96)
                .record(4_000_000_000L, 7, FRAME, 1500)
                .toBytes();

        CaptureReader reader = open(file);
        assertThat(reader.next()).isTrue();
        Frame frame = reader.frame();
        assertThat(frame.nanos).isEqualTo(4_000_000_000_000_000_000L + 7L * nanosPerTick);
        assertThat(frame.original).isEqualTo(1500);
        assertThat(frame.linkType).isEqualTo(LinkType.LINUX_SLL);
        assertThat(content(frame)).isEqualTo(FRAME);
        assertThat(reader.next()).isFalse();
        assertThat(reader.container()).isEqualTo("pcap");
        assertThat(reader.truncated()).isFalse();
        assertThat(reader.taps().getFirst().snapLength()).isEqualTo(96);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BIG", "LITTLE"})
    void interfacesOfAllSectionsAreNumberedThrough(String order) throws IOException {
        CaptureFile file = new CaptureFile(order(order));
        file.section()
                .tap(1, 0, file.option(2, "eth0"), file.option(11, "\0tcp port 80"), file.option(9, new byte[] {9}))
                .tap(276, 128, file.option(2, "any"))
                .packet(1, 5, FRAME)
                .block(0x0bad, new byte[400])
                .packet(0, 6, FRAME, file.option(2, 2))
                .statistics(1, file.option(5, 3L), file.option(7, 4L))
                .section()
                .tap(101, 0, file.option(2, "tun0"), file.option(14, 100L))
                .packet(0, 7, FRAME);

        List<String> seen = new ArrayList<>();
        CaptureReader reader = open(file.toBytes());
        while (reader.next()) {
            Frame frame = reader.frame();
            seen.add(frame.number + " " + frame.tap + " " + frame.linkType + " " + frame.nanos + " " + frame.direction);
        }
        assertThat(seen).containsExactly("1 1 276 5000 0", "2 0 1 6 2", "3 2 101 100000007000 0");
        assertThat(reader.taps()).extracting(Tap::name).containsExactly("eth0", "any", "tun0");
        assertThat(reader.taps()).extracting(Tap::drops).containsExactly(-1L, 7L, -1L);
        assertThat(reader.taps().getFirst().filter()).isEqualTo("tcp port 80");
        assertThat(reader.truncated()).isFalse();
    }

    @Test
    void sectionsMayDifferInByteOrder() throws IOException {
        CaptureFile little =
                new CaptureFile(ByteOrder.LITTLE_ENDIAN).section().tap(1, 0).packet(0, 1, FRAME);
        CaptureFile big =
                new CaptureFile(ByteOrder.BIG_ENDIAN).section().tap(101, 0).packet(0, 2, FRAME);

        CaptureReader reader = open(little.append(big.toBytes()).toBytes());
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(reader.frame().linkType).isEqualTo(101);
        assertThat(reader.frame().nanos).isEqualTo(2000);
    }

    @ParameterizedTest
    @CsvSource({
        "6, 1500000, 1500000000",
        "9, 1500000, 1500000",
        "12, 1500000, 1500",
        "0, 2, 2000000000",
        "138, 1536, 1500000000"
    })
    void timestampsFollowTheirResolution(int resolution, long ticks, long nanos) {
        assertThat(new Tap(0, "", 1, 0, "", -1, resolution, 0).nanos(ticks)).isEqualTo(nanos);
    }

    @Test
    void noResolutionMakesTimeThrow() {
        for (int resolution = 0; resolution < 256; resolution++) {
            Tap tap = new Tap(0, "", 1, 0, "", -1, resolution, Long.MAX_VALUE);
            assertThat(tap.nanos(-1)).isEqualTo(tap.nanos(-1));
        }
    }

    @Test
    void aSimplePacketIsCutToTheSnapLengthAndKeepsTheTimeBefore() throws IOException {
        CaptureFile file = new CaptureFile(ByteOrder.LITTLE_ENDIAN);
        file.section().tap(1, 4).packet(0, 9, new byte[4]).simplePacket(FRAME);

        CaptureReader reader = open(file.toBytes());
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(reader.frame().captured).isEqualTo(4);
        assertThat(reader.frame().original).isEqualTo(5);
        assertThat(reader.frame().nanos).isEqualTo(9000);
    }

    @Test
    void aFileCutAnywhereGivesWhatCameBefore() throws IOException {
        CaptureFile ng = new CaptureFile(ByteOrder.LITTLE_ENDIAN);
        ng.section().tap(1, 0, ng.option(2, "eth0")).packet(0, 1, FRAME).packet(0, 2, FRAME);
        byte[] pcap =
                CaptureFile.pcap(1).record(1, 2, FRAME).record(3, 4, FRAME).toBytes();

        for (byte[] file : List.of(pcap, ng.toBytes())) {
            int ends = 0;
            long before = 0;
            for (int length = 0; length <= file.length; length++) {
                CaptureReader reader = open(Arrays.copyOf(file, length));
                while (reader.next()) {
                    assertThat(content(reader.frame())).isEqualTo(FRAME);
                }
                assertThat(reader.frame().number).isGreaterThanOrEqualTo(before);
                before = reader.frame().number;
                assertThat(reader.broken()).isFalse();
                ends += reader.truncated() ? 0 : 1;
            }
            assertThat(before).isEqualTo(2);
            assertThat(ends).as("places where the file may end").isBetween(3, 4);
        }
    }

    @Test
    void anImpossibleLengthEndsTheWalk() throws IOException {
        byte[] file =
                CaptureFile.pcap(1).record(1, 2, FRAME).record(1, 2, FRAME).toBytes();
        file[24 + 16 + FRAME.length + 11] = 0x7f;

        CaptureReader reader = open(file);
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isFalse();
        assertThat(reader.broken()).isTrue();
    }

    @Test
    void aBlockLargerThanTheWindowIsSkipped() throws IOException {
        CaptureFile file = new CaptureFile(ByteOrder.LITTLE_ENDIAN);
        file.section().tap(1, 0).block(0x0bad, new byte[3 * SlidingBuffer.SIZE]).packet(0, 1, FRAME);

        CaptureReader reader = open(file.toBytes());
        assertThat(reader.next()).isTrue();
        assertThat(content(reader.frame())).isEqualTo(FRAME);
    }

    @Test
    void framesAcrossTheEdgeOfTheWindowAreWhole() throws IOException {
        CaptureFile file = CaptureFile.pcap(1);
        byte[] frame = new byte[65_521];
        for (int i = 0; i < 50; i++) {
            Arrays.fill(frame, (byte) i);
            file.record(i, 0, frame);
        }
        CaptureReader reader = open(file.toBytes());
        for (int i = 0; reader.next(); i++) {
            byte[] expected = new byte[65_521];
            Arrays.fill(expected, (byte) i);
            assertThat(content(reader.frame())).isEqualTo(expected);
        }
        assertThat(reader.frame().number).isEqualTo(50);
    }

    @Test
    void whatIsNoCaptureSaysSo() throws IOException {
        assertThat(open(new byte[100]).container()).isEqualTo("unknown");
        assertThat(open(new byte[0]).next()).isFalse();
    }

    private static CaptureReader open(byte[] file) throws IOException {
        return new CaptureReader(new ByteArrayInputStream(file));
    }

    private static byte[] content(Frame frame) {
        return Arrays.copyOfRange(frame.bytes, frame.offset, frame.offset + frame.captured);
    }

    private static ByteOrder order(String name) {
        return name.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
