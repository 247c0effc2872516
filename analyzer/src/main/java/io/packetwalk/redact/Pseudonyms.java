package io.packetwalk.redact;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From originals to pseudonyms, remembering each for the map. */
public final class Pseudonyms implements Mapping {
    /** Tries for a permutation under which no address becomes another one of the bundle. */
    private static final int SALTS = 24;

    /** Shorter names are looked for only where they stand alone. */
    private static final int PIECE = 4;

    private static final int REMEMBERED = 1_000_000;
    private static final int RUNS = 1 << 16;
    private static final List<String> PROTOCOLS = List.of("tcp", "udp", "sctp");
    private static final Pattern DASHED = Pattern.compile(
            "(?<![0-9A-Za-z])([0-9]{1,3})([-_])([0-9]{1,3})\\2([0-9]{1,3})\\2([0-9]{1,3})(?![0-9A-Za-z])");
    /** What tells one object, machine or start of it from all others: UIDs, boot IDs (RFC 9562), machine-id(5). */
    private static final Pattern IDENTITY =
            Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32}");

    private static final Pattern CALICO = Pattern.compile("cali([0-9a-f]{11})");
    private static final Pattern NFT = Pattern.compile("([^/]+)/([^/]+)/(tcp|udp|sctp)/([^/_]*)(?:__(.+)/([0-9]+))?");

    private final Key key;
    private final Vocabulary vocabulary;
    private final Addresses addresses;
    private final Words words;
    private final Map<String, Chain> chains = new HashMap<>();
    private final Map<String, String> calico = new HashMap<>();
    private final Map<String, String> chainsMet = new HashMap<>();
    private final Map<Ip, Ip> ips = new HashMap<>();
    private final Map<Cidr, Cidr> subnets = new HashMap<>();
    private final Map<Long, Long> hardware = new HashMap<>();
    /** Runs met lately; beside a dot more of them are names. */
    private final Map<String, String> plain = new HashMap<>();

    private final Map<String, String> dotted = new HashMap<>();

    /** What the hash in a chain's name is made of. */
    private record Chain(Vocabulary.Ports ports, String protocol, String endpoint) {}

    /** @param before words of an earlier map with the same key */
    public Pseudonyms(Key key, Vocabulary vocabulary, Map<String, String> before) {
        this.key = key;
        this.vocabulary = vocabulary;
        this.addresses = apart(key, vocabulary);
        this.words = new Words(key, vocabulary, before);
        Map<String, Vocabulary.Ports> byName = new HashMap<>();
        for (Vocabulary.Ports ports : vocabulary.ports()) {
            for (String name : names(ports)) {
                byName.put(name, ports);
                for (String protocol : PROTOCOLS) {
                    chains.put(Hashes.base32(name + protocol, 16), new Chain(ports, protocol, ""));
                }
            }
        }
        for (Vocabulary.Endpoint end : vocabulary.endpoints()) {
            Vocabulary.Ports ports = byName.get(end.servicePort());
            if (ports != null) {
                for (String protocol : PROTOCOLS) {
                    String text = end.servicePort() + protocol + end.endpoint();
                    chains.put(Hashes.base32(text, 16), new Chain(ports, protocol, end.endpoint()));
                }
            }
        }
        vocabulary.pods().forEach(pod -> calico.put(Hashes.calico(pod), pod));
    }

    /** Releases of kube-proxy differ in whether an unnamed port leaves its colon. */
    private static List<String> names(Vocabulary.Ports ports) {
        String name = ports.namespace() + "/" + ports.service();
        return ports.port().isEmpty() ? List.of(name, name + ":") : List.of(name + ":" + ports.port());
    }

    private static Addresses apart(Key key, Vocabulary vocabulary) {
        Addresses best = new Addresses(key, vocabulary.subnets(), 0);
        long fewest = Long.MAX_VALUE;
        for (int salt = 0; salt < SALTS && fewest > 0; salt++) {
            Addresses candidate = new Addresses(key, vocabulary.subnets(), salt);
            long hits = vocabulary.addresses().stream()
                    .filter(ip -> !Addresses.stays(ip))
                    .filter(ip -> vocabulary.addresses().contains(candidate.of(ip)))
                    .count();
            if (hits < fewest) {
                fewest = hits;
                best = candidate;
            }
        }
        return best;
    }

    @Override
    public Ip address(Ip ip) {
        return remembered(ip, ips, addresses::of);
    }

    @Override
    public Cidr subnet(Cidr cidr) {
        return remembered(cidr, subnets, addresses::of);
    }

    @Override
    public long hardware(long mac) {
        return remembered(mac, hardware, addresses::hardware);
    }

    private static <T> T remembered(T original, Map<T, T> known, UnaryOperator<T> images) {
        T image = known.get(original);
        if (image == null) {
            image = images.apply(original);
            if (known.size() < REMEMBERED) {
                known.put(original, image);
            }
        }
        return image;
    }

    @Override
    public boolean knows(Ip ip) {
        return vocabulary.addresses().contains(ip) && !Addresses.stays(ip);
    }

    @Override
    public boolean knows(long mac) {
        return vocabulary.hardware().contains(mac);
    }

    @Override
    public String run(String run, boolean dotted) {
        Map<String, String> known = dotted ? this.dotted : plain;
        String image = known.get(run);
        if (image == null) {
            image = image(run, dotted);
            if (known.size() >= RUNS) {
                known.clear();
            }
            known.put(run, image);
        }
        return image;
    }

    private String image(String run, boolean dotted) {
        if (IDENTITY.matcher(run).matches()) {
            return identity(run);
        }
        if (run.length() > 6 && DASHED.matcher(run).find()) {
            return composed(dashed(run));
        }
        if (words.name(run)) {
            return words.of(run);
        }
        if (dotted && words.label(run)) {
            return words.of(run);
        }
        if (Reserved.word(run)) {
            return run;
        }
        if (run.indexOf('-') < 0 && run.indexOf('_') < 0) {
            Matcher cali = CALICO.matcher(run);
            if (cali.matches() && calico.containsKey(cali.group(1))) {
                String pod = calico.getOrDefault(cali.group(1), "");
                int dot = pod.indexOf('.');
                return "cali"
                        + Hashes.calico(run(pod.substring(0, dot), false) + "." + run(pod.substring(dot + 1), false));
            }
            String lower = run.toLowerCase(java.util.Locale.ROOT);
            return words.name(lower) ? words.of(run) : pieces(run);
        }
        return composed(run);
    }

    /** As many other digits: whoever has the machine or the object knows it by this number, and nobody reads anything else in it. */
    private String identity(String run) {
        String lower = run.toLowerCase(java.util.Locale.ROOT);
        String drawn = java.util.HexFormat.of().formatHex(key.draw("identity/" + lower.replace("-", "")));
        StringBuilder out = new StringBuilder(run.length());
        for (int at = 0, digit = 0; at < run.length(); at++) {
            out.append(run.charAt(at) == '-' ? '-' : drawn.charAt(digit++));
        }
        remember(lower, out.toString());
        return run.equals(lower) ? out.toString() : out.toString().toUpperCase(java.util.Locale.ROOT);
    }

    /** {@code 10-244-1-9} in the name of a pod's or host's record is an address. */
    private String dashed(String run) {
        Matcher found = DASHED.matcher(run);
        StringBuilder out = new StringBuilder();
        while (found.find()) {
            String text = found.group(1) + "." + found.group(3) + "." + found.group(4) + "." + found.group(5);
            found.appendReplacement(
                    out,
                    Ip.parse(text)
                            .map(ip -> address(ip).toString().replace(".", found.group(2)))
                            .orElse(found.group()));
        }
        return found.appendTail(out).toString();
    }

    /** Known names inside a longer run, from the left, the longest first; what follows one by a dash is its suffix. */
    private String composed(String run) {
        StringBuilder out = new StringBuilder(run.length());
        int at = 0;
        while (at < run.length()) {
            int end = longest(run, at);
            if (end > at) {
                out.append(words.of(run.substring(at, end)));
            } else {
                end = boundary(run, at);
                out.append(pieces(run.substring(at, end)));
            }
            at = end;
            while (at < run.length() && "-_".indexOf(run.charAt(at)) >= 0) {
                out.append(run.charAt(at++));
            }
        }
        return out.toString();
    }

    /** {@code quokkaService}, {@code quokka2db}: a name ends where letters become capitals or digits. */
    private String pieces(String run) {
        StringBuilder out = new StringBuilder(run.length());
        int from = 0;
        for (int at = 1; at <= run.length(); at++) {
            if (at == run.length() || kind(run.charAt(at)) != kind(run.charAt(at - 1)) && !capital(run, from, at)) {
                String piece = run.substring(from, at);
                String lower = piece.toLowerCase(java.util.Locale.ROOT);
                boolean ours = piece.length() >= PIECE && !Reserved.word(lower) && words.name(lower);
                out.append(ours ? words.of(piece) : piece);
                from = at;
            }
        }
        return out.toString();
    }

    /** One capital letter belongs to the small ones behind it. */
    private static boolean capital(String run, int from, int at) {
        return at == from + 1 && kind(run.charAt(from)) == 'A' && kind(run.charAt(at)) == 'a';
    }

    private static char kind(char c) {
        return c >= '0' && c <= '9' ? '0' : Character.isUpperCase(c) ? 'A' : 'a';
    }

    private int longest(String run, int from) {
        int best = from;
        for (int end = boundary(run, from); ; end = boundary(run, end + 1)) {
            String part = run.substring(from, end);
            if (!Reserved.word(part) && (words.name(part) || words.name(part.toLowerCase(java.util.Locale.ROOT)))) {
                best = end;
            }
            if (end >= run.length()) {
                return best;
            }
        }
    }

    private static int boundary(String run, int from) {
        int at = from;
        while (at < run.length() && "-_".indexOf(run.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** The pseudonym of a label that is known to be one: in a DNS message, in a certificate. */
    String label(String label) {
        if (Reserved.open(label) || Domains.common(label)) {
            return label;
        }
        String mappedRun = run(label, true);
        if (!mappedRun.equals(label) || Reserved.word(label)) {
            return mappedRun;
        }
        String image = words.of(label);
        return image.length() == label.length() ? image : label;
    }

    /** 32 bytes that are the same for the same payload and tell nothing of it. */
    byte[] standIn(byte[] payload) {
        return key.draw("payload/" + java.util.HexFormat.of().formatHex(payload));
    }

    /** As many other digits and letters, for what cannot have a pseudonym of its length. */
    String digits(String text) {
        byte[] drawn = key.draw("digits/" + text);
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            int b = drawn[i % drawn.length] & 0xff;
            if (c >= '0' && c <= '9') {
                out.setCharAt(i, (char) ('0' + b % 10));
            } else if (Text.wordy(c)) {
                out.setCharAt(i, (char) ('a' + b % 26));
            }
        }
        return out.toString();
    }

    @Override
    public String chain(String prefix, String hash) {
        Chain chain = chains.get(hash);
        if (chain == null) {
            String image = Hashes.base32(key.draw("chain/" + hash), 16);
            remember(prefix + hash, prefix + image);
            return image;
        }
        Vocabulary.Ports ports = chain.ports();
        String name = run(ports.namespace(), false) + "/" + run(ports.service(), false);
        // The colon of an unnamed port is kept or left out as the original had it.
        String original = ports.namespace() + "/" + ports.service();
        boolean bare = Hashes.base32(original + chain.protocol() + chain.endpoint(), 16)
                .equals(hash);
        String full =
                name + (bare ? "" : ":" + run(ports.port(), false)) + chain.protocol() + endpoint(chain.endpoint());
        String image = Hashes.base32(full, 16);
        remember(prefix + hash, prefix + image);
        return image;
    }

    private String endpoint(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        if (colon < 0) {
            return endpoint;
        }
        String host = endpoint.substring(0, colon);
        boolean brackets = host.startsWith("[");
        String bare = brackets ? host.substring(1, host.length() - 1) : host;
        String image = Ip.parse(bare).map(ip -> address(ip).toString()).orElse(bare);
        return (brackets ? "[" + image + "]" : image) + endpoint.substring(colon);
    }

    @Override
    public String nftChain(String kind, String hash, String text) {
        Matcher parts = NFT.matcher(text);
        String original = kind + "-" + hash + "-" + text;
        if (!parts.matches()) {
            String image = Hashes.base32(key.draw("chain/" + hash), 8);
            return kind + "-" + image + "-"
                    + String.join(
                            "/",
                            java.util.Arrays.stream(text.split("/", -1))
                                    .map(part -> run(part, false))
                                    .toList());
        }
        String image = run(parts.group(1), false) + "/" + run(parts.group(2), false) + "/" + parts.group(3) + "/"
                + run(parts.group(4), false);
        if (parts.group(5) != null) {
            image += "__" + nftAddress(parts.group(5)) + "/" + parts.group(6);
        }
        boolean computed = Hashes.base32(text, 8).equals(hash);
        String imageHash = computed ? Hashes.base32(image, 8) : Hashes.base32(key.draw("chain/" + hash), 8);
        String full = kind + "-" + imageHash + "-" + image;
        remember(original, full);
        return full;
    }

    /** Chains' names may hold no colon, so kube-proxy writes IPv6 addresses with dots. */
    private String nftAddress(String text) {
        return Ip.parse(text)
                .map(ip -> address(ip).toString())
                .or(() -> Ip.parse(text.replace('.', ':'))
                        .map(ip -> address(ip).toString().replace(':', '.')))
                .orElse(text);
    }

    private void remember(String original, String pseudonym) {
        if (chainsMet.size() < REMEMBERED) {
            chainsMet.putIfAbsent(original, pseudonym);
        }
    }

    /** Addresses, subnets, chains: original to pseudonym. */
    public Map<String, String> mapped() {
        Map<String, String> mapped = new TreeMap<>(chainsMet);
        changed(ips, Ip::toString, mapped);
        changed(subnets, Cidr::toString, mapped);
        changed(hardware, mac -> Text.hardware(mac, ':'), mapped);
        return mapped;
    }

    private static <T> void changed(Map<T, T> images, Function<T, String> text, Map<String, String> mapped) {
        images.forEach((original, image) -> {
            if (!image.equals(original)) {
                mapped.put(text.apply(original), text.apply(image));
            }
        });
    }

    /** Parts of names: original to pseudonym. */
    public Map<String, String> words() {
        return words.pseudonyms();
    }

    /** Originals that a redacted bundle must not hold any more: whole names and addresses. */
    Set<String> originals(Vocabulary vocabulary) {
        Set<String> originals = new HashSet<>();
        for (String name : vocabulary.names()) {
            if (!run(name, false).equals(name)) {
                originals.add(name);
            }
        }
        return originals;
    }
}
