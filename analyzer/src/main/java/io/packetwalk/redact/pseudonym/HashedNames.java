package io.packetwalk.redact.pseudonym;

import io.packetwalk.net.Ip;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that software makes as hashes of other names: kube-proxy's chains, Calico's interfaces. Whoever knows what went in computes them anew from
 * the pseudonyms; others are drawn.
 */
final class HashedNames {
    private static final List<String> PROTOCOLS = List.of("tcp", "udp", "sctp");
    private static final Pattern CALICO = Pattern.compile("cali([0-9a-f]{11})");
    private static final Pattern NFT = Pattern.compile("([^/]+)/([^/]+)/(tcp|udp|sctp)/([^/_]*)(?:__(.+)/([0-9]+))?");
    private static final int CHAIN = 16;
    private static final int NFT_CHAIN = 8;

    private final Key key;
    private final UnaryOperator<String> named;
    private final UnaryOperator<Ip> addressed;
    private final BiConsumer<String, String> met;
    private final Map<String, Chain> chains = new HashMap<>();
    private final Map<String, String> pods = new HashMap<>();

    /** What the hash in a chain's name is made of. */
    private record Chain(Vocabulary.Ports ports, String protocol, String endpoint) {}

    /**
     * @param named pseudonyms of names
     * @param addressed pseudonyms of addresses
     * @param met is told each chain's name and its pseudonym
     */
    HashedNames(
            Key key,
            Vocabulary vocabulary,
            UnaryOperator<String> named,
            UnaryOperator<Ip> addressed,
            BiConsumer<String, String> met) {
        this.key = key;
        this.named = named;
        this.addressed = addressed;
        this.met = met;
        Map<String, Vocabulary.Ports> byName = new HashMap<>();
        for (Vocabulary.Ports ports : vocabulary.ports()) {
            for (String name : names(ports)) {
                byName.put(name, ports);
                PROTOCOLS.forEach(protocol -> learn(name, new Chain(ports, protocol, "")));
            }
        }
        for (Vocabulary.Endpoint end : vocabulary.endpoints()) {
            Vocabulary.Ports ports = byName.get(end.servicePort());
            if (ports != null) {
                PROTOCOLS.forEach(protocol -> learn(end.servicePort(), new Chain(ports, protocol, end.endpoint())));
            }
        }
        vocabulary.pods().forEach(pod -> pods.put(Hashes.calico(pod), pod));
    }

    private void learn(String name, Chain chain) {
        chains.put(Hashes.base32(name + chain.protocol() + chain.endpoint(), CHAIN), chain);
    }

    /** Releases of kube-proxy differ in whether an unnamed port leaves its colon. */
    private static List<String> names(Vocabulary.Ports ports) {
        String name = ports.namespace() + "/" + ports.service();
        return ports.port().isEmpty() ? List.of(name, name + ":") : List.of(name + ":" + ports.port());
    }

    /** The name of a pod's interface on its node, computed anew; empty when {@code run} is none of a known pod. */
    Optional<String> calico(String run) {
        Matcher interfaced = CALICO.matcher(run);
        String pod = interfaced.matches() ? pods.getOrDefault(interfaced.group(1), "") : "";
        int dot = pod.indexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.of("cali"
                        + Hashes.calico(
                                named.apply(pod.substring(0, dot)) + "." + named.apply(pod.substring(dot + 1))));
    }

    /** The name of a kube-proxy chain after redaction. @see Mapping#chain */
    String chain(String prefix, String hash) {
        Chain chain = chains.get(hash);
        String image = chain == null
                ? Hashes.base32(key.draw("chain/" + hash), CHAIN)
                : Hashes.base32(renamed(chain, hash), CHAIN);
        met.accept(prefix + hash, prefix + image);
        return image;
    }

    private String renamed(Chain chain, String hash) {
        Vocabulary.Ports ports = chain.ports();
        // The colon of an unnamed port is kept or left out as the original had it.
        String original = ports.namespace() + "/" + ports.service();
        boolean bare = Hashes.base32(original + chain.protocol() + chain.endpoint(), CHAIN)
                .equals(hash);
        String name = named.apply(ports.namespace()) + "/" + named.apply(ports.service());
        String port = bare ? "" : ":" + named.apply(ports.port());
        return name + port + chain.protocol() + endpoint(chain.endpoint());
    }

    private String endpoint(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        if (colon < 0) {
            return endpoint;
        }
        String host = endpoint.substring(0, colon);
        boolean brackets = host.startsWith("[");
        String bare = brackets ? host.substring(1, host.length() - 1) : host;
        String image = Ip.parse(bare).map(ip -> addressed.apply(ip).toString()).orElse(bare);
        return (brackets ? "[" + image + "]" : image) + endpoint.substring(colon);
    }

    /** The name of a chain of kube-proxy's nft table after redaction. @see Mapping#nftChain */
    String nftChain(String kind, String hash, String text) {
        Matcher parts = NFT.matcher(text);
        String drawn = Hashes.base32(key.draw("chain/" + hash), NFT_CHAIN);
        if (!parts.matches()) {
            return kind + "-" + drawn + "-"
                    + String.join(
                            "/", Arrays.stream(text.split("/", -1)).map(named).toList());
        }
        String image = named.apply(parts.group(1)) + "/" + named.apply(parts.group(2)) + "/" + parts.group(3) + "/"
                + named.apply(parts.group(4));
        if (parts.group(5) != null) {
            image += "__" + nftAddress(parts.group(5)) + "/" + parts.group(6);
        }
        boolean computed = Hashes.base32(text, NFT_CHAIN).equals(hash);
        String full = kind + "-" + (computed ? Hashes.base32(image, NFT_CHAIN) : drawn) + "-" + image;
        met.accept(kind + "-" + hash + "-" + text, full);
        return full;
    }

    /** Chains' names may hold no colon, so kube-proxy writes IPv6 addresses with dots. */
    private String nftAddress(String text) {
        return Ip.parse(text)
                .map(ip -> addressed.apply(ip).toString())
                .or(() -> Ip.parse(text.replace('.', ':'))
                        .map(ip -> addressed.apply(ip).toString().replace(':', '.')))
                .orElse(text);
    }
}
