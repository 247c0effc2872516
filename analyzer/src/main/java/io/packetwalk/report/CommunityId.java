package io.packetwalk.report;

import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * The flow hash that Zeek, Suricata, Arkime and Wireshark share, so that a row can be found in their output too
 * (Community ID specification, version 1, seed 0): SHA-1 over seed, lower end, higher end, protocol, padding, ports.
 */
final class CommunityId {
    private static final int SEED_BYTES = 2;
    private static final int PORT_BYTES = 4;

    private CommunityId() {}

    /** The hash; empty for protocols without ports and for unknown ports. */
    static Optional<String> of(FiveTuple tuple) {
        if (!tuple.proto().hasPorts() || tuple.src().port() == 0) {
            return Optional.empty();
        }
        boolean inOrder = tuple.src().compareTo(tuple.dst()) <= 0;
        IpPort low = inOrder ? tuple.src() : tuple.dst();
        IpPort high = inOrder ? tuple.dst() : tuple.src();
        int address = low.ip().bits() / 8;
        ByteBuffer bytes = ByteBuffer.allocate(SEED_BYTES + 2 * address + 2 + PORT_BYTES);
        bytes.putShort((short) 0);
        put(bytes, low.ip());
        put(bytes, high.ip());
        bytes.put((byte) tuple.proto().number()).put((byte) 0);
        bytes.putShort((short) low.port()).putShort((short) high.port());
        return Optional.of("1:" + Base64.getEncoder().encodeToString(sha1(bytes.array())));
    }

    private static void put(ByteBuffer bytes, Ip ip) {
        if (ip.v6()) {
            bytes.putLong(ip.hi()).putLong(ip.lo());
        } else {
            bytes.putInt((int) ip.lo());
        }
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
