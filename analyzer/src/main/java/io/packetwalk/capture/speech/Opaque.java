package io.packetwalk.capture.speech;

import io.packetwalk.capture.Bytes;
import io.packetwalk.capture.packet.Layer;

/** Tunnels that say what they are but not what they carry: IPsec ESP (RFC 4303, in UDP RFC 3948) and WireGuard (wireguard.com/protocol). */
public final class Opaque {

    public static final String ESP = "esp";
    public static final String WIREGUARD = "wireguard";

    /** Protocol number of ESP without UDP around it. */
    public static final int ESP_PROTO = 50;

    private static final int ESP_IN_UDP = 4500;

    /** Handshakes of WireGuard have one length each; the type is followed by three reserved zeros. */
    private static final int INITIATION = 0x0100_0000;

    private static final int INITIATION_LENGTH = 148;
    private static final int RESPONSE = 0x0200_0000;
    private static final int RESPONSE_LENGTH = 92;
    private static final int COOKIE = 0x0300_0000;
    private static final int COOKIE_LENGTH = 64;

    private static final int DATA = 0x0400_0000;

    /** Header and authentication tag, of an empty packet that keeps the tunnel alive; others are padded to a multiple of 16. */
    private static final int DATA_LEAST = 32;

    private Opaque() {}

    /** The kind of tunnel a datagram of UDP belongs to, empty when none is recognised. */
    public static String of(byte[] bytes, Layer layer) {
        if (layer.payloadCaptured < 8) {
            return "";
        }
        int first = Bytes.s4(bytes, layer.payloadAt);
        int length = layer.payloadLength;
        // On this port a first word of zeros is IKE.
        if (first != 0 && (layer.sport == ESP_IN_UDP || layer.dport == ESP_IN_UDP)) {
            return ESP;
        }
        boolean wireguard = switch (first) {
            case INITIATION -> length == INITIATION_LENGTH;
            case RESPONSE -> length == RESPONSE_LENGTH;
            case COOKIE -> length == COOKIE_LENGTH;
            case DATA -> length >= DATA_LEAST && length % 16 == 0 && (usual(layer.sport) || usual(layer.dport));
            default -> false;
        };
        return wireguard ? WIREGUARD : "";
    }

    /** Of data there is too little to go by, unless the port is one that WireGuard (51820), Calico (also 51821) or Cilium (51871) use. */
    private static boolean usual(int port) {
        return port == 51820 || port == 51821 || port == 51871;
    }
}
