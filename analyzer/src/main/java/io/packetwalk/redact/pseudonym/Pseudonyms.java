package io.packetwalk.redact.pseudonym;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
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
    private static final Pattern DASHED = Pattern.compile(
            "(?<![0-9A-Za-z])([0-9]{1,3})([-_])([0-9]{1,3})\\2([0-9]{1,3})\\2([0-9]{1,3})(?![0-9A-Za-z])");
    private final Key key;
    private final Vocabulary vocabulary;
    private final Addresses addresses;
    private final Words words;
    private final HashedNames hashed;
    /** Names of chains, numbers of objects. */
    private final Map<String, String> met = new HashMap<>();

    private final Map<Ip, Ip> ips = new HashMap<>();
    private final Map<Cidr, Cidr> subnets = new HashMap<>();
    private final Map<Long, Long> hardware = new HashMap<>();
    /** Runs met lately; beside a dot more of them are names. */
    private final Map<String, String> plain = new HashMap<>();

    private final Map<String, String> dotted = new HashMap<>();

    /** @param before words of an earlier map with the same key */
    public Pseudonyms(Key key, Vocabulary vocabulary, Map<String, String> before) {
        this.key = key;
        this.vocabulary = vocabulary;
        this.addresses = apart(key, vocabulary);
        this.words = new Words(key, vocabulary, before);
        this.hashed = new HashedNames(key, vocabulary, name -> run(name, false), this::address, this::remember);
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
        if (Identities.shown(run)) {
            String number = vocabulary.containerOf(run);
            if (number.isEmpty()) {
                return rest(run, dotted);
            }
            String image = Identities.drawn(number, key).substring(0, run.length());
            remember(run.toLowerCase(Locale.ROOT), image);
            return image;
        }
        return Identities.replaced(run, this::identity, rest -> rest(rest, dotted));
    }

    private String identity(String number) {
        String image = Identities.drawn(number, key);
        remember(number.toLowerCase(Locale.ROOT), image.toLowerCase(Locale.ROOT));
        return image;
    }

    private String rest(String run, boolean dotted) {
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
            return hashed.calico(run).orElseGet(() -> known(run) ? words.of(run) : pieces(run));
        }
        return composed(run);
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
                String lower = piece.toLowerCase(Locale.ROOT);
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
            if (!Reserved.word(part) && known(part)) {
                best = end;
            }
            if (end >= run.length()) {
                return best;
            }
        }
    }

    /**
     * A name in any case; a single capital letter is an option of a command or a part of a format ({@code conntrack-C.txt}), not a name that
     * is one small letter.
     */
    private boolean known(String part) {
        return words.name(part) || part.length() > 1 && words.name(part.toLowerCase(Locale.ROOT));
    }

    private static int boundary(String run, int from) {
        int at = from;
        while (at < run.length() && "-_".indexOf(run.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** The pseudonym of a label that is known to be one: in a DNS message, in a certificate. */
    public String label(String label) {
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
    public byte[] standIn(byte[] payload) {
        return key.draw("payload/" + HexFormat.of().formatHex(payload));
    }

    /** As many other digits and letters, for what cannot have a pseudonym of its length. */
    public String digits(String text) {
        byte[] drawn = key.draw("digits/" + text);
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            int b = drawn[i % drawn.length] & 0xff;
            if (c >= '0' && c <= '9') {
                out.setCharAt(i, (char) ('0' + b % 10));
            } else if (Letters.wordy(c)) {
                out.setCharAt(i, (char) ('a' + b % 26));
            }
        }
        return out.toString();
    }

    @Override
    public String chain(String prefix, String hash) {
        return hashed.chain(prefix, hash);
    }

    @Override
    public String nftChain(String kind, String hash, String text) {
        return hashed.nftChain(kind, hash, text);
    }

    private void remember(String original, String pseudonym) {
        if (met.size() < REMEMBERED) {
            met.putIfAbsent(original, pseudonym);
        }
    }

    /** Addresses, subnets, chains, numbers of objects: original to pseudonym. */
    public Map<String, String> mapped() {
        Map<String, String> mapped = new TreeMap<>(met);
        changed(ips, Ip::toString, mapped);
        changed(subnets, Cidr::toString, mapped);
        changed(hardware, mac -> new Mac(mac).toString(), mapped);
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
    public Set<String> originals(Vocabulary vocabulary) {
        Set<String> originals = new HashSet<>();
        for (String name : vocabulary.names()) {
            if (!run(name, false).equals(name)) {
                originals.add(name);
            }
        }
        return originals;
    }
}
