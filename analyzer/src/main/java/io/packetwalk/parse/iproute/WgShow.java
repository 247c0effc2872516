package io.packetwalk.parse.iproute;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.iproute.WireGuardFact;
import io.packetwalk.fact.iproute.WireGuardFact.Peer;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.IpPort;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code wg show} (wireguard-tools, {@code pretty_print}).
 *
 * <pre>
 * interface: wg0
 *   public key: HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=
 *   private key: (hidden)
 *   listening port: 51820
 *
 * peer: xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=
 *   endpoint: 192.0.2.12:51820
 *   allowed ips: 10.244.2.0/24, 192.0.2.12/32
 *   latest handshake: 1 minute, 2 seconds ago
 *   transfer: 3.21 MiB received, 1.00 MiB sent
 * </pre>
 */
public record WgShow() implements Parser {

    private static final Set<String> KEYS = Set.of(
            "interface",
            "peer",
            "public key",
            "private key",
            "preshared key",
            "listening port",
            "fwmark",
            "endpoint",
            "allowed ips",
            "latest handshake",
            "transfer",
            "persistent keepalive");

    @Override
    public Format format() {
        return new Format("wg");
    }

    @Override
    public Score claims(Head head) {
        return Claims.most(head, 20, line -> KEYS.contains(key(line).strip()))
                ? Score.SURE
                : Claims.byName(head, "wgshow", "wireguard");
    }

    private static String key(String line) {
        int colon = line.indexOf(": ");
        return colon < 0 ? "" : line.substring(0, colon);
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, new Reading());
    }

    /** An interface waits for its peers, a peer for its lines. */
    private static final class Reading implements LineReader {
        private @Nullable Source source;
        private String dev = "";
        private String publicKey = "";
        private int port;
        private long mark;
        private final List<Peer> peers = new ArrayList<>();
        private @Nullable Source peerSource;
        private String peerKey = "";
        private Optional<IpPort> endpoint = Optional.empty();
        private List<Cidr> allowed = List.of();
        private String handshake = "";

        @Override
        public boolean line(Lines lines, String text, FactSink sink) {
            String key = key(text).strip();
            if (!KEYS.contains(key) || source == null && !key.equals("interface")) {
                return false;
            }
            String value = text.substring(text.indexOf(": ") + 2).strip();
            switch (key) {
                case "interface" -> {
                    finish(sink);
                    source = lines.source();
                    dev = value;
                    return true;
                }
                case "peer" -> {
                    finishPeer();
                    peerSource = lines.source();
                    peerKey = value;
                }
                case "public key" -> publicKey = value;
                case "listening port" -> port = Numbers.decimal(value, 0);
                case "fwmark" -> mark = Numbers.mark(value).orElse(0);
                case "endpoint" -> endpoint = IpPort.parse(value);
                case "allowed ips" -> allowed = prefixes(value);
                case "latest handshake" -> handshake = value;
                default -> {
                    // keys of no interest here, transferred bytes, keepalives
                }
            }
            sink.continued(1);
            return true;
        }

        private static List<Cidr> prefixes(String text) {
            List<Cidr> prefixes = new ArrayList<>();
            for (String part : text.split(",", -1)) {
                Cidr.parse(part.strip()).ifPresent(prefixes::add);
            }
            return List.copyOf(prefixes);
        }

        private void finishPeer() {
            if (peerSource != null) {
                peers.add(new Peer(peerSource, peerKey, endpoint, allowed, handshake));
            }
            peerSource = null;
            endpoint = Optional.empty();
            allowed = List.of();
            handshake = "";
        }

        private void finish(FactSink sink) {
            finishPeer();
            if (source != null) {
                sink.fact(new WireGuardFact(source, dev, publicKey, port, mark, List.copyOf(peers)));
            }
            source = null;
            publicKey = "";
            port = 0;
            mark = 0;
            peers.clear();
        }

        @Override
        public void end(FactSink sink) {
            finish(sink);
        }
    }
}
