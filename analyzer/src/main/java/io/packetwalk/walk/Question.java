package io.packetwalk.walk;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import java.util.Optional;

/**
 * One packet to follow: the first of a connection or request.
 *
 * @param from who sends it
 * @param to where it is sent
 * @param proto protocol
 * @param port destination port; 0 for protocols without
 * @param size payload bytes each way after the handshake, 0 for none
 * @param fromPort source port; 0 for any that has no connection yet
 */
public record Question(Origin from, Target to, Proto proto, int port, int size, int fromPort) {

    /** A question about a new source port. */
    public Question(Origin from, Target to, Proto proto, int port, int size) {
        this(from, to, proto, port, size, 0);
    }

    /** The same question about one source port. */
    public Question from(int sourcePort) {
        return new Question(from, to, proto, port, size, sourcePort);
    }

    /** The same question about a payload behind the handshake, each way. */
    public Question sized(int bytes) {
        return new Question(from, to, proto, port, bytes, fromPort);
    }

    /** The same question about another destination. */
    public Question to(Target other, int otherPort) {
        return new Question(from, other, proto, otherPort, size, fromPort);
    }

    /** Who sends a packet. */
    public sealed interface Origin {
        /** A process in a pod. */
        record InPod(ObjectRef pod) implements Origin {}

        /** A process in the host network namespace of a node. */
        record OnNode(String node) implements Origin {}

        /** A host that is no node; its packets arrive at the node that owns or announces the destination. */
        record Outside(Optional<Ip> ip) implements Origin {}
    }

    /** Where a packet is sent. */
    public sealed interface Target {
        /** A pod's address. */
        record ToPod(ObjectRef pod) implements Target {}

        /** A Service's cluster IP. */
        record ToService(ObjectRef service) implements Target {}

        /** A node's address (NodePort, host listener). */
        record ToNode(String node) implements Target {}

        /** Any address. */
        record ToAddress(Ip ip) implements Target {}

        /** A DNS name, resolved as the client would. */
        record ToName(String name) implements Target {}
    }
}
