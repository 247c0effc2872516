package io.packetwalk.redact;

import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.evidence.Note;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import io.packetwalk.redact.pseudonym.Mapping;
import io.packetwalk.redact.pseudonym.Pseudonyms;
import io.packetwalk.redact.pseudonym.Vocabulary;
import io.packetwalk.redact.text.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks for originals in a redacted bundle: in paths, in text, and in the addresses of captured frames. */
public final class Scan implements EntryVisitor {
    private static final int SHOWN = 100;

    private final Set<String> names;
    private final Set<Ip> addresses;
    private final Set<Long> hardware;
    private final Set<String> images = new HashSet<>();
    private final Text text;
    private final List<String> found = new ArrayList<>();
    private String path = "";

    public Scan(Vocabulary vocabulary, Pseudonyms pseudonyms) {
        names = pseudonyms.originals(vocabulary);
        names.forEach(name -> images.add(pseudonyms.run(name, false)));
        addresses = new HashSet<>(vocabulary.addresses());
        addresses.removeIf(ip -> pseudonyms.address(ip).equals(ip));
        // An address that is also the pseudonym of another says nothing.
        vocabulary.addresses().forEach(ip -> addresses.remove(pseudonyms.address(ip)));
        hardware = new HashSet<>(vocabulary.hardware());
        hardware.removeIf(mac -> pseudonyms.hardware(mac) == mac);
        vocabulary.hardware().forEach(mac -> hardware.remove(pseudonyms.hardware(mac)));
        text = new Text(new Watch());
    }

    /** Each place with what stands there, the first {@value #SHOWN}. */
    public List<String> found() {
        return List.copyOf(found);
    }

    @Override
    public boolean entry(Entry entry) throws IOException {
        path = entry.artifact().path();
        text.line(path);
        Pieces pieces = Pieces.of(entry.content());
        if (pieces.kind() == Pieces.Kind.TEXT) {
            for (String line = pieces.next(); !line.isEmpty(); line = pieces.next()) {
                text.line(line);
            }
        }
        return found.size() < SHOWN;
    }

    @Override
    public void note(Note note) {
        // Only content is looked at.
    }

    @Override
    public void restart() {
        found.clear();
    }

    /** Replaces nothing and tells what it sees. */
    private final class Watch implements Mapping {
        private void saw(String original) {
            if (found.size() < SHOWN) {
                found.add(path + ": " + original);
            }
        }

        @Override
        public Ip address(Ip ip) {
            if (addresses.contains(ip)) {
                saw(ip.toString());
            }
            return ip;
        }

        @Override
        public Cidr subnet(Cidr cidr) {
            return cidr;
        }

        @Override
        public long hardware(long mac) {
            if (hardware.contains(mac)) {
                saw(new Mac(mac).toString());
            }
            return mac;
        }

        @Override
        public boolean knows(Ip ip) {
            return addresses.contains(ip);
        }

        @Override
        public boolean knows(long mac) {
            return hardware.contains(mac);
        }

        @Override
        public String run(String run, boolean dotted) {
            if (names.contains(run) && !images.contains(run)) {
                saw(run);
            }
            return run;
        }

        @Override
        public String chain(String prefix, String hash) {
            return hash;
        }

        @Override
        public String nftChain(String kind, String hash, String words) {
            for (String word : words.split("[/_]+", -1)) {
                run(word, false);
            }
            return kind + "-" + hash + "-" + words;
        }
    }
}
