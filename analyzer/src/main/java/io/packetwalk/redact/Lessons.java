package io.packetwalk.redact;

import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.evidence.Note;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.redact.pseudonym.Domains;
import io.packetwalk.redact.pseudonym.Letters;
import io.packetwalk.redact.pseudonym.Vocabulary;
import io.packetwalk.redact.text.HexForms;
import io.packetwalk.redact.text.Keywords;
import io.packetwalk.redact.text.Numbers;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first look: learns subnets, addresses, domains and the names behind chains from the text of every file. */
public final class Lessons implements EntryVisitor {
    private static final Pattern NFT_PREFIX = Pattern.compile("\"addr\": ?\"([0-9a-fA-F:.]+)\", ?\"len\": ?([0-9]+)");
    private static final Pattern SERVICE = Pattern.compile(
            "(?<![A-Za-z0-9/._-])([a-z0-9][a-z0-9-]{0,62})/([a-z0-9][a-z0-9-]{0,62})(?::([a-z0-9][a-z0-9-]{0,62})?)?(?![A-Za-z0-9/.])");
    private static final Pattern DNAT = Pattern.compile("-j DNAT .*--to-destination (\\S+)");
    private static final Pattern COMMENT = Pattern.compile("--comment \"?([^\" ]+)");
    private static final Pattern BACKEND = Pattern.compile("--comment \"(\\S+) -> (\\S+)\"");
    private static final Pattern HOST = Pattern.compile(
            "\"?(?:host|hostname|hosts|externalName|serverName|kernel\\.hostname|kernel\\.domainname)\"?\\s*[:=]\\s*\"?([A-Za-z0-9][A-Za-z0-9.-]*)\"?\\s*,?\\s*$");

    /** RFC 3164 and journald's short form: the machine stands behind the time. */
    private static final Pattern SYSLOG = Pattern.compile(
            "^(?:[A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?|\\d{4}-\\d\\d-\\d\\dT\\S+) ([A-Za-z0-9][A-Za-z0-9.-]*) [A-Za-z0-9._/-]+(?:\\[\\d+\\])?: ");
    /** Under these keys kubelet and kube-proxy write objects, whether or not we have them (klog's structured form). */
    private static final Set<String> OBJECTS = Set.of(
            "node", "nodeName", "hostname", "pod", "podName", "namespace", "service", "serviceName", "servicePortName");

    /** {@code /proc/net/route}: interface, destination, gateway in the kernel's own order. */
    private static final Pattern PROC_ROUTE =
            Pattern.compile("^\\S+\\s+([0-9A-F]{8})\\s+([0-9A-F]{8})\\s+[0-9A-F]{4}\\s");
    /** Words without which the patterns that are looked for anywhere in a line find nothing. */
    private static final Keywords WORDS =
            Keywords.of(List.of("\"addr\":", "KUBE-", "host|externalName|serverName|domainname"));

    private static final long NFT = 1;
    private static final long CHAINS = 2;
    private static final long HOSTS = 4;

    private final Vocabulary vocabulary;
    private final Numbers numbers;

    public Lessons(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.numbers = new Numbers(vocabulary);
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
        numbers.learn(line);
        Domains.learn(line, vocabulary);
        Matcher syslog = SYSLOG.matcher(line);
        if (syslog.lookingAt()) {
            vocabulary.machine(syslog.group(1));
        }
        tables(line);
        long words = WORDS.in(line);
        if ((words & NFT) != 0) {
            Matcher nft = NFT_PREFIX.matcher(line);
            while (nft.find()) {
                subnet(nft.group(1), nft.group(2));
            }
        }
        if ((words & CHAINS) != 0) {
            chains(line);
        }
        if ((words & HOSTS) != 0) {
            Matcher host = HOST.matcher(line);
            if (host.find()) {
                vocabulary.name(host.group(1));
            }
        }
        objects(line);
    }

    private void objects(String line) {
        for (int equals = line.indexOf('='); equals >= 0; equals = line.indexOf('=', equals + 1)) {
            int from = equals;
            while (from > 0 && Letters.wordy(line.charAt(from - 1))) {
                from--;
            }
            if (!OBJECTS.contains(line.substring(from, equals))) {
                continue;
            }
            int begin = line.startsWith("\"", equals + 1) ? equals + 2 : equals + 1;
            int end = begin;
            while (end < line.length() && (Letters.wordy(line.charAt(end)) || "./:-".indexOf(line.charAt(end)) >= 0)) {
                end++;
            }
            for (String part : line.substring(begin, end).split("[/:]", -1)) {
                vocabulary.name(part);
            }
        }
    }

    private void tables(String line) {
        Matcher route = PROC_ROUTE.matcher(line);
        if (route.lookingAt()) {
            vocabulary.address(HexForms.ip(HexForms.swapped(route.group(1))));
            vocabulary.address(HexForms.ip(HexForms.swapped(route.group(2))));
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
