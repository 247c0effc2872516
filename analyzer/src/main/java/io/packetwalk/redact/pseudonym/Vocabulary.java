package io.packetwalk.redact.pseudonym;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a first look at the bundle found that belongs to somebody: names, labels of domains, addresses, subnets. */
public final class Vocabulary {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?");
    private static final Pattern LETTER = Pattern.compile(".*[A-Za-z].*");
    private static final Pattern VERSION = Pattern.compile("v?[0-9]+(\\.[0-9].*)?|v[0-9]+(alpha|beta)[0-9]+");
    private static final int ADDRESSES = 1_000_000;
    private static final int NAMES = 5_000_000;
    private static final int SEEN = 1 << 16;

    private final Set<String> names = new TreeSet<>();
    private final Set<String> labels = new TreeSet<>();
    private final Set<Cidr> subnets = new HashSet<>();
    private final Set<Ip> addresses = new HashSet<>();
    private final Set<Long> hardware = new HashSet<>();
    private final Map<String, Ports> ports = new TreeMap<>();
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final Set<String> pods = new TreeSet<>();
    /** Numbers of containers by what a table shows of them. */
    private final Map<String, String> containers = new HashMap<>();

    private final Set<String> keep;
    /** What was looked at lately: logs say the same names again and again. */
    private final Set<String> seen = new HashSet<>();

    /** Protocols are tried by the hash itself. */
    record Ports(String namespace, String service, String port) {}

    /** What the hash in the name of an endpoint's chain is made of. */
    record Endpoint(String servicePort, String endpoint) {}

    /** @param keep names that stay although they are somebody's */
    public Vocabulary(Set<String> keep) {
        this.keep = Set.copyOf(keep);
    }

    /** The name of an object, a host, a container, the value of a label. */
    public void name(String name) {
        name(name, false);
    }

    /** The name of a machine, which is nobody's even when it is made of common words. */
    public void machine(String name) {
        name(name, true);
    }

    private void name(String name, boolean machine) {
        if (again(machine ? name + " " : name)) {
            return;
        }
        if (name.indexOf('.') >= 0 && NAME.matcher(name).matches()) {
            domain(name);
            return;
        }
        boolean fit = name.length() < 254
                && NAME.matcher(name).matches()
                && LETTER.matcher(name).matches();
        if (!fit || VERSION.matcher(name).matches() || keep.contains(name) || names.size() >= NAMES) {
            return;
        }
        boolean open = !machine
                && java.util.Arrays.stream(Words.parts(name))
                        .allMatch(part -> Reserved.open(part) || !part.matches(".*[A-Za-z].*"));
        if (!open && !Reserved.word(name)) {
            names.add(name);
        }
    }

    /** A domain name; its labels are names wherever a dot touches them. */
    public void domain(String domain) {
        if (!again(domain + ".") && !Domains.known(domain)) {
            for (String part : domain.split("\\.", -1)) {
                label(part);
            }
        }
    }

    private boolean again(String name) {
        if (seen.size() >= SEEN) {
            seen.clear();
        }
        return !seen.add(name);
    }

    private void label(String label) {
        boolean common = Reserved.open(label) || Domains.common(label) || keep.contains(label);
        if (!label.isEmpty() && !common && LETTER.matcher(label).matches() && labels.size() < NAMES) {
            labels.add(label);
        }
    }

    /** A port of a Service, which names the chains of kube-proxy. */
    public void servicePort(String namespace, String service, String port) {
        if (ports.size() < NAMES) {
            ports.put(namespace + "/" + service + ":" + port, new Ports(namespace, service, port));
        }
    }

    /** A backend of a Service's port as {@code ip:port}. */
    public void endpoint(String servicePort, String endpoint) {
        if (endpoints.size() < NAMES) {
            endpoints.put(servicePort + " " + endpoint, new Endpoint(servicePort, endpoint));
        }
    }

    /** A pod, whose interface Calico names by a hash of it. */
    public void pod(String namespace, String name) {
        pods.add(namespace + "." + name);
    }

    /** The 64 digits of a container, sandbox or image. */
    public void container(String number) {
        if (containers.size() < ADDRESSES) {
            containers.merge(
                    shown(number), number.toLowerCase(Locale.ROOT), (one, other) -> one.equals(other) ? one : "");
        }
    }

    /** The container's number of which {@code digits} are the beginning; empty when there is none, or more than one. */
    String containerOf(String digits) {
        String number = containers.getOrDefault(shown(digits), "");
        return number.startsWith(digits.toLowerCase(Locale.ROOT)) ? number : "";
    }

    private static String shown(String number) {
        return number.substring(0, Identities.SHOWN).toLowerCase(Locale.ROOT);
    }

    /** How many names and labels there are. */
    public int count() {
        return names.size() + labels.size();
    }

    /** True for a host or domain that everybody pulls software from. */
    public static boolean common(String domain) {
        return Domains.known(domain);
    }

    public void subnet(Cidr cidr) {
        if (subnets.size() < ADDRESSES) {
            subnets.add(cidr);
        }
    }

    public void address(Ip ip) {
        if (addresses.size() < ADDRESSES) {
            addresses.add(ip);
        }
    }

    /** A hardware address of 48 bits. */
    public void hardware(long mac) {
        if (hardware.size() < ADDRESSES) {
            hardware.add(mac);
        }
    }

    public Set<Long> hardware() {
        return hardware;
    }

    public Set<String> names() {
        return names;
    }

    Set<String> labels() {
        return labels;
    }

    Set<Cidr> subnets() {
        return subnets;
    }

    public Set<Ip> addresses() {
        return addresses;
    }

    Iterable<Ports> ports() {
        return ports.values();
    }

    Iterable<Endpoint> endpoints() {
        return endpoints.values();
    }

    Set<String> pods() {
        return pods;
    }
}
