package io.packetwalk.capture.tree;

import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.packet.Outcome;
import io.packetwalk.capture.packet.Transport;
import io.packetwalk.capture.speech.DnsMessage;
import io.packetwalk.net.IpPort;
import java.util.List;

/** One line for one packet, in the words of tcpdump. */
final class Summary {

    private Summary() {}

    static String of(Dissector seen, Outcome outcome, byte[] bytes, List<Field> headers) {
        if (seen.count() == 0) {
            return switch (outcome) {
                case IGNORED, MODELLED -> housekeeping(headers);
                case UNMODELLED, MALFORMED -> seen.reason();
            };
        }
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < seen.count(); i++) {
            Layer layer = seen.layer(i);
            if (i > 0) {
                line.append(": ").append(layer.tunnelled.word());
                if (layer.network >= 0) {
                    line.append(" vni ").append(layer.network);
                }
                line.append(": ");
            }
            line.append(layer.v6 ? "IP6 " : "IP ").append(ends(layer));
        }
        return line.append(": ").append(content(seen, bytes)).toString();
    }

    private static String ends(Layer layer) {
        boolean ports = !layer.laterFragment && layer.sport != layer.dport;
        boolean echo = layer.proto == Transport.ICMP || layer.proto == Transport.ICMPV6;
        if (echo || (!ports && layer.sport == 0)) {
            return layer.src() + " > " + layer.dst();
        }
        return new IpPort(layer.src(), layer.sport) + " > " + new IpPort(layer.dst(), layer.dport);
    }

    private static String content(Dissector seen, byte[] bytes) {
        Layer layer = seen.layer(seen.count() - 1);
        if (layer.laterFragment) {
            return "fragment, id " + layer.ipId + ", length " + layer.payloadLength;
        }
        return switch (layer.proto) {
            case Transport.TCP -> tcp(layer);
            case Transport.UDP -> udp(layer, bytes);
            case Transport.ICMP, Transport.ICMPV6 -> icmp(layer, seen.quote());
            default -> "protocol " + layer.proto + ", length " + layer.payloadLength;
        };
    }

    private static String tcp(Layer layer) {
        StringBuilder line = new StringBuilder("Flags [");
        line.append(layer.has(Layer.SYN) ? "S" : "").append(layer.has(Layer.FIN) ? "F" : "");
        line.append(layer.has(Layer.RST) ? "R" : "").append(layer.has(8) ? "P" : "");
        line.append(layer.has(Layer.ACK) ? "." : "").append("], seq ").append(layer.seq & 0xffff_ffffL);
        if (layer.has(Layer.ACK)) {
            line.append(", ack ").append(layer.ack & 0xffff_ffffL);
        }
        if (layer.window >= 0) {
            line.append(", win ").append(layer.window);
        }
        if (layer.mss >= 0) {
            line.append(", mss ").append(layer.mss);
        }
        return line.append(", length ").append(layer.payloadLength).toString();
    }

    private static String udp(Layer layer, byte[] bytes) {
        DnsMessage dns = new DnsMessage();
        boolean port = layer.sport == 53 || layer.dport == 53;
        if (!port || !dns.read(bytes, layer.payloadAt, layer.payloadCaptured)) {
            return "UDP, length " + layer.payloadLength;
        }
        String question = dns.id() + " " + dns.qtype() + "? " + dns.qname();
        String answer = dns.answers().isEmpty() ? dns.rcode() : dns.rcode() + " " + String.join(" ", dns.answers());
        return dns.response() ? question + " " + answer : question;
    }

    private static String icmp(Layer layer, Layer quote) {
        String name = layer.v6 ? "ICMP6" : "ICMP";
        StringBuilder line = new StringBuilder(name);
        line.append(" type ").append(layer.icmpType).append(" code ").append(layer.icmpCode);
        if (layer.icmpMtu > 0) {
            line.append(" mtu ").append(layer.icmpMtu);
        }
        if (layer.quotes) {
            line.append(" about ").append(quote.proto).append(' ').append(ends(quote));
        } else if (layer.sport != 0) {
            line.append(" id ").append(layer.sport);
        }
        return line.append(", length ").append(layer.payloadLength + 8).toString();
    }

    /** ARP says who asks for whom; of the others the last header's name. */
    private static String housekeeping(List<Field> headers) {
        if (headers.isEmpty()) {
            return "link housekeeping";
        }
        Field last = headers.getLast();
        for (Field header : headers) {
            if (header.name().equals("ARP")) {
                StringBuilder line = new StringBuilder("ARP");
                header.children()
                        .forEach(field -> line.append(", ")
                                .append(field.name())
                                .append(' ')
                                .append(field.value()));
                return line.toString();
            }
        }
        return last.name();
    }
}
