package io.packetwalk.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Timestamp;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;

/**
 * Packets of this machine, through the libpcap that is installed here: for a node that has Java and no tcpdump. The only code of this program that
 * looks at a network; nothing is sent, and no interface becomes promiscuous, which would change what a bridge hands to its host.
 */
public final class LiveCapture implements AutoCloseable {
    /** What tcpdump takes for "everything" (its MAXIMUM_SNAPLEN). */
    private static final int WHOLE = 262_144;

    /** How long libpcap may wait for more packets before it hands over those it has. */
    private static final int PATIENCE_MILLIS = 100;

    /** Between two looks at a device without packets. */
    private static final long REST_NANOS = 10_000_000;

    private static final int MAGIC_MICROS = 0xa1b2_c3d4;
    private static final int MAJOR = 2;
    private static final int MINOR = 4;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    private final PcapHandle handle;
    private final int snaplen;

    private LiveCapture(PcapHandle handle, int snaplen) {
        this.handle = handle;
        this.snaplen = snaplen;
    }

    /**
     * What the kernel says of a capture.
     *
     * @param written packets in the file
     * @param received packets that passed the filter
     * @param dropped packets that the kernel had no room for
     */
    public record Counts(long written, long received, long dropped) {}

    /**
     * Begins to capture.
     *
     * @param device an interface, or {@code any}
     * @param snaplen bytes of each packet; 0 for all
     * @param filter as tcpdump takes it (pcap-filter(7)); empty for none
     * @throws IOException when there is no libpcap, no such device, no permission, or the filter is none
     */
    public static LiveCapture open(String device, int snaplen, String filter) throws IOException {
        int bytes = snaplen == 0 ? WHOLE : snaplen;
        try {
            PcapHandle handle = new PcapHandle.Builder(device)
                    .snaplen(bytes)
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .timeoutMillis(PATIENCE_MILLIS)
                    .build();
            // A quiet device makes a blocking read wait for ever, whatever the timeout (pcap(3PCAP), "packet buffer
            // timeout").
            handle.setBlockingMode(PcapHandle.BlockingMode.NONBLOCKING);
            if (!filter.isBlank()) {
                filter(handle, filter);
            }
            return new LiveCapture(handle, bytes);
        } catch (PcapNativeException | NotOpenException e) {
            throw new IOException("cannot capture on " + device + ": " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw new IOException("libpcap is not installed here (Debian: libpcap0.8): " + e.getMessage(), e);
        }
    }

    private static void filter(PcapHandle handle, String filter) throws PcapNativeException, NotOpenException {
        try {
            handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
        } catch (PcapNativeException | NotOpenException e) {
            handle.close();
            throw e;
        }
    }

    /**
     * Writes packets in the form of pcap until {@code stopped} says so, which is asked between packets and a hundred times a second while there are none.
     *
     * @throws IOException when {@code out} cannot be written or the device is gone
     */
    public Counts write(OutputStream out, BooleanSupplier stopped) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(FILE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(MAGIC_MICROS).putShort((short) MAJOR).putShort((short) MINOR);
        head.putInt(0).putInt(0).putInt(snaplen).putInt(linkType());
        out.write(head.array());
        out.flush();
        long written = 0;
        try {
            while (!stopped.getAsBoolean()) {
                byte[] packet = handle.getNextRawPacket();
                if (packet == null) {
                    out.flush();
                    LockSupport.parkNanos(REST_NANOS);
                } else {
                    record(packet, out);
                    written++;
                }
            }
            out.flush();
            PcapStat kernel = handle.getStats();
            return new Counts(written, kernel.getNumPacketsReceived(), kernel.getNumPacketsDropped());
        } catch (PcapNativeException | NotOpenException e) {
            throw new IOException("the capture broke off: " + e.getMessage(), e);
        }
    }

    private void record(byte[] packet, OutputStream out) throws IOException {
        Timestamp time = handle.getTimestamp();
        Integer original = handle.getOriginalLength();
        ByteBuffer record = ByteBuffer.allocate(RECORD_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt((int) Math.floorDiv(time.getTime(), 1000L)).putInt(time.getNanos() / 1000);
        record.putInt(packet.length).putInt(original == null ? packet.length : original);
        out.write(record.array());
        out.write(packet);
    }

    /** A file has LINKTYPE_RAW where Linux' libpcap says DLT_RAW (www.tcpdump.org/linktypes.html); the others are the same here. */
    private int linkType() {
        int dlt = handle.getDlt().value();
        return dlt == LinkType.RAW_12 ? LinkType.RAW : dlt;
    }

    @Override
    public void close() {
        handle.close();
    }
}
