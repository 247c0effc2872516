package io.packetwalk.capture;

/** How DNS numbers and labels are written (RFC 1035, RFC 4343, IANA registries). */
final class DnsNames {

    private DnsNames() {}

    /** Appends a label in lower case with its dot; odd octets as in RFC 4343 section 2.1. */
    static void label(byte[] bytes, int from, int length, StringBuilder out) {
        for (int i = from; i < from + length; i++) {
            int octet = Bytes.u1(bytes, i);
            if (octet >= 'A' && octet <= 'Z') {
                out.append((char) (octet + ('a' - 'A')));
            } else if (octet == '.' || octet == '\\') {
                out.append('\\').append((char) octet);
            } else if (octet > ' ' && octet < 0x7f) {
                out.append((char) octet);
            } else {
                out.append('\\')
                        .append((char) ('0' + octet / 100))
                        .append((char) ('0' + octet / 10 % 10))
                        .append((char) ('0' + octet % 10));
            }
        }
        out.append('.');
    }

    static String type(int type) {
        return switch (type) {
            case 1 -> "A";
            case 2 -> "NS";
            case 5 -> "CNAME";
            case 6 -> "SOA";
            case 12 -> "PTR";
            case 15 -> "MX";
            case 16 -> "TXT";
            case 28 -> "AAAA";
            case 33 -> "SRV";
            case 35 -> "NAPTR";
            case 41 -> "OPT";
            case 43 -> "DS";
            case 48 -> "DNSKEY";
            case 64 -> "SVCB";
            case 65 -> "HTTPS";
            case 251 -> "IXFR";
            case 252 -> "AXFR";
            case 255 -> "ANY";
            default -> "TYPE" + type;
        };
    }

    static String rcode(int rcode) {
        return switch (rcode) {
            case 0 -> "NOERROR";
            case 1 -> "FORMERR";
            case 2 -> "SERVFAIL";
            case 3 -> "NXDOMAIN";
            case 4 -> "NOTIMP";
            case 5 -> "REFUSED";
            case 6 -> "YXDOMAIN";
            case 7 -> "YXRRSET";
            case 8 -> "NXRRSET";
            case 9 -> "NOTAUTH";
            case 10 -> "NOTZONE";
            case 16 -> "BADVERS";
            default -> "RCODE" + rcode;
        };
    }
}
