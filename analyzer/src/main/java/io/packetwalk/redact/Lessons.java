package io.packetwalk.redact;

import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.evidence.Note;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first look: learns subnets, addresses, domains and the names behind chains from the text of every file. */
public final class Lessons implements EntryVisitor {
    private static final Pattern FOUR =
            Pattern.compile("(?<![0-9.])([0-9]{1,3}(?:\\.[0-9]{1,3}){3})(?:/([0-9]{1,2}))?(?![0-9.]*[0-9])");
    private static final Pattern SIX = Pattern.compile(
            "(?<![0-9A-Za-z:.])([0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*)(?:/([0-9]{1,3}))?(?![0-9A-Za-z])");
    private static final Pattern NFT_PREFIX = Pattern.compile("\"addr\": ?\"([0-9a-fA-F:.]+)\", ?\"len\": ?([0-9]+)");
    private static final Pattern SERVICE = Pattern.compile(
            "(?<![A-Za-z0-9/._-])([a-z0-9][a-z0-9-]{0,62})/([a-z0-9][a-z0-9-]{0,62})(?::([a-z0-9][a-z0-9-]{0,62})?)?(?![A-Za-z0-9/.])");
    private static final Pattern DNAT = Pattern.compile("-j DNAT .*--to-destination (\\S+)");
    private static final Pattern COMMENT = Pattern.compile("--comment \"?([^\" ]+)");
    private static final Pattern BACKEND = Pattern.compile("--comment \"(\\S+) -> (\\S+)\"");
    private static final Pattern HOST = Pattern.compile(
            "\"?(?:host|hostname|hosts|externalName|serverName|kernel\\.hostname|kernel\\.domainname)\"?\\s*[:=]\\s*\"?([A-Za-z0-9][A-Za-z0-9.-]*)\"?\\s*,?\\s*$");

    private final Vocabulary vocabulary;

    public Lessons(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public boolean entry(Entry entry) throws IOException {
        Pieces pieces = Pieces.of(entry.content());
        if (pieces.kind() == Pieces.Kind.TEXT) {
            for (String line = pieces.next(); !line.isEmpty(); line = pieces.next()) {
                learn(line);
            }
        }
        return true;
    }

    private void learn(String line) {
        if (line.indexOf('.') >= 0) {
            prefixes(FOUR, line);
            Domains.learn(line, vocabulary);
        }
        if (line.indexOf(':') >= 0) {
            prefixes(SIX, line);
            Matcher nft = NFT_PREFIX.matcher(line);
            while (nft.find()) {
                subnet(nft.group(1), nft.group(2));
            }
        }
        if (line.contains("KUBE-")) {
            chains(line);
        }
        Matcher host = HOST.matcher(line);
        if (host.find()) {
            vocabulary.name(host.group(1));
        }
    }

    private void prefixes(Pattern pattern, String line) {
        Matcher found = pattern.matcher(line);
        while (found.find()) {
            if (found.group(2) == null) {
                Ip.parse(found.group(1)).ifPresent(vocabulary::address);
            } else {
                subnet(found.group(1), found.group(2));
            }
        }
    }

    private void subnet(String address, String length) {
        Ip.parse(address).ifPresent(ip -> {
            vocabulary.address(ip);
            int bits = Integer.parseInt(length);
            if (bits > 0 && bits < ip.bits()) {
                vocabulary.subnet(new Cidr(ip, bits));
            }
        });
    }

    /** A deleted Service lives on in the comments of its rules. */
    private void chains(String line) {
        Matcher comment = COMMENT.matcher(line);
        if (!comment.find()) {
            return;
        }
        Matcher service = SERVICE.matcher(comment.group(1));
        if (!service.matches()) {
            return;
        }
        String port = service.group(3) == null ? "" : service.group(3);
        vocabulary.servicePort(service.group(1), service.group(2), port);
        vocabulary.name(service.group(1));
        vocabulary.name(service.group(2));
        vocabulary.name(port);
        Matcher dnat = DNAT.matcher(line);
        if (dnat.find()) {
            vocabulary.endpoint(comment.group(1), dnat.group(1));
        }
        Matcher backend = BACKEND.matcher(line);
        if (backend.find()) {
            vocabulary.endpoint(backend.group(1), backend.group(2));
        }
    }

    @Override
    public void note(Note note) {
        // Whoever analyzes the bundle reports it.
    }

    @Override
    public void restart() {
        // What was learned stays true under other paths.
    }
}
