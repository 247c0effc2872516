package io.packetwalk.fact.capture;

import java.util.List;

/**
 * What one capture point saw of one TCP connection. Packet numbers are 1-based, 0 for "not seen".
 *
 * @param syns SYNs from the client, retransmissions included
 * @param synAcks SYN-ACKs from the server, retransmissions included
 * @param clientIsn initial sequence number of the client, -1 when no SYN was seen
 * @param serverIsn initial sequence number of the server, -1 when no SYN-ACK was seen
 * @param clientMss MSS option of the SYN, -1 when absent
 * @param serverMss MSS option of the SYN-ACK, -1 when absent
 * @param established whether the client's ACK of the SYN-ACK was seen
 * @param handshakeMicros SYN to the completing ACK, -1 when not established
 * @param retransmitsForward data segments sent again by the client
 * @param retransmitsBackward data segments sent again by the server
 * @param largestAckedForward largest payload from the client that was acknowledged, bytes
 * @param largestAckedBackward largest payload from the server that was acknowledged, bytes
 * @param largestLostForward largest payload from the client sent at least twice and never acknowledged, bytes, 0 when none
 * @param largestLostBackward the same from the server
 * @param zeroWindows zero-window advertisements, both directions
 * @param resetBy who sent the first RST
 * @param resetPacket its packet number
 * @param resetTtl its IP TTL, -1 when none
 * @param closedBy who sent the first FIN or RST
 * @param quietMillis silence before that, in steps of a tenth of a second, at most 409 s; 0 when nobody did
 * @param finForward whether the client sent FIN
 * @param finBackward whether the server sent FIN
 * @param payloadForward payload bytes from the client, retransmissions excluded
 * @param payloadBackward payload bytes from the server, retransmissions excluded
 * @param reachedForward sequence number behind the last byte from the client, -1 when it sent nothing
 * @param reachedBackward the same of the server
 * @param forward health of what the client sent
 * @param backward health of what the server sent
 * @param synGapsMillis silence before each SYN that was sent again
 * @param serverRttMicros SYN to SYN-ACK: from this point to the server and back; -1 when not seen or a SYN was repeated
 * @param clientRttMicros SYN-ACK to its ACK: from this point to the client and back; -1 likewise
 */
public record TcpFact(
        int syns,
        int synAcks,
        long clientIsn,
        long serverIsn,
        int clientMss,
        int serverMss,
        boolean established,
        long handshakeMicros,
        int retransmitsForward,
        int retransmitsBackward,
        int largestAckedForward,
        int largestAckedBackward,
        int largestLostForward,
        int largestLostBackward,
        int zeroWindows,
        Side resetBy,
        long resetPacket,
        int resetTtl,
        Side closedBy,
        int quietMillis,
        boolean finForward,
        boolean finBackward,
        long payloadForward,
        long payloadBackward,
        long reachedForward,
        long reachedBackward,
        TcpHealth forward,
        TcpHealth backward,
        List<Integer> synGapsMillis,
        long serverRttMicros,
        long clientRttMicros) {

    /** One end of a connection. */
    public enum Side {
        NONE,
        CLIENT,
        SERVER
    }
}
