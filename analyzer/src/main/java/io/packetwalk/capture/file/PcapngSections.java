package io.packetwalk.capture.file;

import io.kaitai.struct.ByteBufferKaitaiStream;
import io.packetwalk.capture.Bytes;
import io.packetwalk.capture.LinkType;
import io.packetwalk.capture.format.PcapngBlock;
import io.packetwalk.capture.format.PcapngOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The interfaces of a pcapng file. Interface numbers start anew in each section; here they run through the file. */
final class PcapngSections {

    /** A year. */
    private static final long LONGEST_CAPTURE_NANOS = 31_536_000_000_000_000L;

    private static final int COMMENT = 1;
    private static final int IF_NAME = 2;
    private static final int IF_DESCRIPTION = 3;
    private static final int IF_TSRESOL = 9;
    private static final int IF_FILTER = 11;
    private static final int IF_TSOFFSET = 14;
    private static final int ISB_STARTTIME = 2;
    private static final int ISB_ENDTIME = 3;
    private static final int ISB_IFDROP = 5;
    private static final int ISB_OSDROP = 7;

    final Annotations annotations = new Annotations();
    private final List<Tap> taps = new ArrayList<>();
    /** Number of the section's first interface. */
    private int base;

    /** Time of the latest packet. */
    private long latest;

    List<Tap> taps() {
        return List.copyOf(taps);
    }

    /** Snap length of the section's first interface, the one simple packets belong to. */
    int snapLength() {
        return base < taps.size() ? taps.get(base).snapLength() : 0;
    }

    void place(Frame frame, long number, long ticks) {
        if (number >= taps.size() - base) {
            frame.tap = -1;
            frame.linkType = LinkType.UNKNOWN;
            return;
        }
        Tap tap = taps.get(base + (int) number);
        frame.tap = tap.id();
        frame.linkType = tap.linkType();
        frame.nanos = tap.nanos(ticks);
        latest = frame.nanos;
    }

    /** A simple packet has no time: it keeps that of the packet before it, the latest it can be told to be after. */
    void placeTimeless(Frame frame) {
        long before = frame.nanos;
        place(frame, 0, 0);
        frame.nanos = before;
    }

    /** Reads a carved block; false when it is too broken to go on. */
    boolean read(byte[] block, boolean big) {
        PcapngBlock.Orders order = big ? PcapngBlock.Orders.BIG : PcapngBlock.Orders.LITTLE;
        try {
            Object body = new PcapngBlock(new ByteBufferKaitaiStream(block), order).body();
            if (body instanceof PcapngBlock.SectionHeader section) {
                base = taps.size();
                comments("section", section.options(), big);
            } else if (body instanceof PcapngBlock.NameResolution resolution) {
                annotations.names(resolution);
            } else if (body instanceof PcapngBlock.InterfaceDescription description) {
                taps.add(tap(description, big));
            } else if (body instanceof PcapngBlock.InterfaceStatistics statistics) {
                count(statistics, big);
            }
            return true;
        } catch (RuntimeException _broken) {
            // Generated readers report a short block with several unchecked types.
            return false;
        }
    }

    private Tap tap(PcapngBlock.InterfaceDescription description, boolean big) {
        String name = "";
        String filter = "";
        int resolution = Tap.MICROS;
        long offset = 0;
        for (PcapngOption option : options(description.options(), big)) {
            byte[] value = option.value();
            switch (option.code()) {
                case IF_NAME -> name = text(value, 0);
                case IF_FILTER -> filter = value.length > 1 && value[0] == 0 ? text(value, 1) : "";
                case IF_TSRESOL -> resolution = value.length == 1 ? value[0] & 0xff : resolution;
                case COMMENT, IF_DESCRIPTION -> annotations.comment("interface " + taps.size(), value);
                case IF_TSOFFSET -> offset = value.length == 8 ? number(value, big) : 0;
                default -> {} // Addresses, hardware: nothing we ask for.
            }
        }
        int snapLength = (int) Math.min(description.snapLength(), Integer.MAX_VALUE);
        return new Tap(taps.size(), name, description.linkType(), snapLength, filter, -1, resolution, offset);
    }

    private void comments(String about, byte[] area, boolean big) {
        for (PcapngOption option : options(area, big)) {
            if (option.code() == COMMENT) {
                annotations.comment(about, option.value());
            }
        }
    }

    private void count(PcapngBlock.InterfaceStatistics statistics, boolean big) {
        if (statistics.interfaceId() >= taps.size() - base) {
            return;
        }
        int index = base + (int) statistics.interfaceId();
        Tap tap = taps.get(index);
        long drops = tap.drops();
        long fresh = -1;
        long from = tap.fromNanos();
        long to = tap.toNanos();
        for (PcapngOption option : options(statistics.options(), big)) {
            byte[] value = option.value();
            if (value.length != 8) {
                continue;
            }
            switch (option.code()) {
                case ISB_IFDROP, ISB_OSDROP -> fresh = Math.max(fresh, 0) + number(value, big);
                case ISB_STARTTIME -> from = nanos(tap, time(value, big), latest);
                case ISB_ENDTIME -> to = nanos(tap, time(value, big), latest);
                default -> {} // How many packets came and were delivered is counted by who reads them.
            }
        }
        taps.set(index, tap.withStatistics(fresh >= 0 ? fresh : drops, from, to));
    }

    /** One option at a time: what stands before a broken one is kept. */
    private static List<PcapngOption> options(byte[] area, boolean big) {
        PcapngOption.Orders order = big ? PcapngOption.Orders.BIG : PcapngOption.Orders.LITTLE;
        List<PcapngOption> options = new ArrayList<>();
        ByteBufferKaitaiStream stream = new ByteBufferKaitaiStream(area);
        while (area.length - stream.pos() >= 4) {
            try {
                PcapngOption option = new PcapngOption(stream, order);
                if (option.code() == 0) {
                    break;
                }
                options.add(option);
            } catch (RuntimeException _broken) {
                break;
            }
        }
        return options;
    }

    private static long number(byte[] value, boolean big) {
        return ByteBuffer.wrap(value)
                .order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    /** dumpcap counts these times in microseconds whatever resolution it gave the interface: then they come out decades before the packets. */
    private static long nanos(Tap tap, long ticks, long latest) {
        long nanos = tap.nanos(ticks);
        return nanos > latest - LONGEST_CAPTURE_NANOS ? nanos : ticks * 1000;
    }

    /** Two words, the upper first, each in the section's order: a time is no eight-byte number (draft-ietf-opsawg-pcapng, section 4.6). */
    private static long time(byte[] value, boolean big) {
        return Bytes.u4(value, 0, big) << 32 | Bytes.u4(value, 4, big);
    }

    private static String text(byte[] value, int from) {
        int end = value.length;
        while (end > from && value[end - 1] == 0) {
            end--;
        }
        return new String(value, from, end - from, StandardCharsets.UTF_8);
    }
}
