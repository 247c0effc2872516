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

    private static final Pattern HARDWARE =
            Pattern.compile("(?<![0-9A-Fa-f:-])((?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})(?![0-9A-Fa-f])");
    /** RFC 3164 and journald's short form: the machine stands behind the time. */
    private static final Pattern SYSLOG = Pattern.compile(
            "^(?:[A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?|\\d{4}-\\d\\d-\\d\\dT\\S+) ([A-Za-z0-9][A-Za-z0-9.-]*) [A-Za-z0-9._/-]+(?:\\[\\d+\\])?: ");
    /** What kubelet and kube-proxy write of an object, whether or not we have it (klog's structured form). */
    private static final Pattern KLOG = Pattern.compile(
            "(?<![A-Za-z])(node|nodeName|hostname|pod|podName|namespace|service|serviceName|servicePortName)=\"?([A-Za-z0-9][A-Za-z0-9./:-]*)");
    /** {@code /proc/net/route}: interface, destination, gateway in the kernel's own order. */
    private static final Pattern PROC_ROUTE =
            Pattern.compile("^\\S+\\s+([0-9A-F]{8})\\s+([0-9A-F]{8})\\s+[0-9A-F]{4}\\s");
    /** {@code /proc/net/if_inet6}, {@code /proc/net/ipv6_route}. */
    private static final Pattern PROC_SIX = Pattern.compile("(?<![0-9a-f])([0-9a-f]{32}) [0-9a-f]{2}(?= )");

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
        machines(line);
        if (line.indexOf(':') >= 0 || line.indexOf('-') >= 0) {
            Matcher mac = HARDWARE.matcher(line);
            while (mac.find()) {
                vocabulary.hardware(Long.parseLong(mac.group(1).replaceAll("[:-]", ""), 16));
            }
        }
        tables(line);
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

    private void machines(String line) {
        Matcher syslog = SYSLOG.matcher(line);
        if (syslog.find()) {
            vocabulary.machine(syslog.group(1));
        }
        if (line.indexOf('=') < 0) {
            return;
        }
        Matcher klog = KLOG.matcher(line);
        while (klog.find()) {
            for (String part : klog.group(2).split("[/:]", -1)) {
                vocabulary.name(part);
            }
        }
    }

    private void tables(String line) {
        Matcher route = PROC_ROUTE.matcher(line);
        if (route.find()) {
            vocabulary.address(HexForms.ip(HexForms.swapped(route.group(1))));
            vocabulary.address(HexForms.ip(HexForms.swapped(route.group(2))));
            return;
        }
        Matcher six = PROC_SIX.matcher(line);
        while (six.find()) {
            vocabulary.address(HexForms.ip(six.group(1)));
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
