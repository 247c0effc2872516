package io.packetwalk.parse.ipvs;

import io.packetwalk.net.IpPort;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Port names as {@code ipvsadm -L} without {@code -n} prints them (getservbyport). Only names that every {@code /etc/services} has, of ports that Services use; names of
 * hosts stay unread, for who knows what resolved them.
 */
final class ServiceNames {

    private static final Map<String, String> PORTS = new HashMap<>();

    static {
        String known =
                "ftp-data 20 ftp 21 ssh 22 telnet 23 smtp 25 domain 53 http 80 kerberos 88 pop3 110 sunrpc 111 ntp 123 imap2 143 snmp 161 bgp 179"
                        + " ldap 389 https 443 syslog 514 submission 587 ldaps 636 imaps 993 pop3s 995 ms-sql-s 1433 nfs 2049 mysql 3306 postgresql 5432 amqp 5672"
                        + " http-alt 8080";
        String[] words = known.split(" ", -1);
        for (int i = 0; i < words.length; i += 2) {
            PORTS.put(words[i], words[i + 1]);
        }
    }

    private ServiceNames() {}

    /** {@code 10.96.0.10:domain} and {@code 10.96.0.10:53}; empty for a host's name. */
    static Optional<IpPort> address(String text) {
        int colon = text.lastIndexOf(':');
        String number = colon < 0 ? null : PORTS.get(text.substring(colon + 1));
        return IpPort.parse(number == null ? text : text.substring(0, colon + 1) + number);
    }
}
