package io.packetwalk.model.lower.nft;

import io.packetwalk.model.lower.value.Masked;
import io.packetwalk.net.Proto;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names that nft prints for numbers: of services ({@code -S} and old releases), protocols, ICMP types and TCP flags (nft(8), {@code nft describe}). */
final class NftNames {

    private static final Map<String, Integer> SERVICES = pairs(
            "ftp-data 20 ftp 21 ssh 22 telnet 23 smtp 25 time 37 domain 53 bootps 67 bootpc 68 tftp 69 gopher 70 finger 79 http 80"
                    + " kerberos 88 pop3 110 sunrpc 111 auth 113 nntp 119 ntp 123 netbios-ns 137 netbios-dgm 138 netbios-ssn 139 imap2 143"
                    + " snmp 161 snmp-trap 162 xdmcp 177 bgp 179 irc 194 ldap 389 https 443 microsoft-ds 445 isakmp 500 login 513 shell 514"
                    + " syslog 514 printer 515 rtsp 554 submission 587 ldaps 636 domain-s 853 rsync 873 ftps 990 imaps 993 pop3s 995"
                    + " socks 1080 openvpn 1194 ms-sql-s 1433 l2tp 1701 radius 1812 radius-acct 1813 nfs 2049 mysql 3306 ms-wbt-server 3389"
                    + " sip 5060 sip-tls 5061 xmpp-client 5222 mdns 5353 postgresql 5432 amqp 5672 http-alt 8080 vxlan 4789 webcache 8080"
                    + " git 9418 zabbix-agent 10050 zabbix-trapper 10051 kamanda 10081");

    private static final Map<String, Integer> ICMP = pairs(
            "echo-reply 0 destination-unreachable 3 source-quench 4 redirect 5 echo-request 8 router-advertisement 9"
                    + " router-solicitation 10 time-exceeded 11 parameter-problem 12 timestamp-request 13 timestamp-reply 14 info-request 15"
                    + " info-reply 16 address-mask-request 17 address-mask-reply 18");

    private static final Map<String, Integer> ICMPV6 = pairs(
            "destination-unreachable 1 packet-too-big 2 time-exceeded 3 parameter-problem 4 echo-request 128 echo-reply 129"
                    + " mld-listener-query 130 mld-listener-report 131 mld-listener-done 132 mld-listener-reduction 132"
                    + " nd-router-solicit 133 nd-router-advert 134 nd-neighbor-solicit 135 nd-neighbor-advert 136 nd-redirect 137"
                    + " router-renumbering 138 ind-neighbor-solicit 141 ind-neighbor-advert 142 mld2-listener-report 143");

    private static final Map<String, Integer> CODES = pairs(
            "net-unreachable 0 host-unreachable 1 prot-unreachable 2 port-unreachable 3 frag-needed 4 net-prohibited 9"
                    + " host-prohibited 10 admin-prohibited 13");

    private static final Map<String, Integer> CODES6 =
            pairs("no-route 0 admin-prohibited 1 addr-unreachable 3 port-unreachable 4 policy-fail 5 reject-route 6");

    private static final Map<String, Integer> TCP_FLAGS = pairs("fin 1 syn 2 rst 4 psh 8 ack 16 urg 32 ecn 64 cwr 128");

    private static final Map<String, Integer> PROTOCOLS = pairs(
            "ip 0 igmp 2 egp 8 ospf 89 pim 103 vrrp 112 l2tp 115 hopopt 0 encap 98 comp 108 ipv6-route 43 ipv6-frag 44 ipv6-nonxt 59 ipv6-opts 60");

    private NftNames() {}

    private static Map<String, Integer> pairs(String text) {
        Map<String, Integer> map = new HashMap<>();
        String[] words = text.split(" ", -1);
        for (int i = 0; i + 1 < words.length; i += 2) {
            map.put(words[i], Integer.parseInt(words[i + 1]));
        }
        return Map.copyOf(map);
    }

    private static Optional<Integer> numbered(Map<String, Integer> names, String text, int most) {
        Integer known = names.get(text);
        if (known != null) {
            return Optional.of(known);
        }
        return number(text).filter(value -> value <= most).map(Long::intValue);
    }

    /** A decimal or hexadecimal number up to 32 bits. */
    static Optional<Long> number(String text) {
        return Masked.number(text);
    }

    static Optional<Integer> port(String text) {
        return numbered(SERVICES, text, 65535);
    }

    static Optional<Proto> protocol(String text) {
        Integer known = PROTOCOLS.get(text);
        return known != null ? Optional.of(new Proto(known)) : Proto.parse(text);
    }

    static Optional<Integer> icmpType(String text, boolean v6) {
        return numbered(v6 ? ICMPV6 : ICMP, text, 255);
    }

    static Optional<Integer> icmpCode(String text, boolean v6) {
        return numbered(v6 ? CODES6 : CODES, text, 255);
    }

    static Optional<Integer> tcpFlag(String text) {
        return numbered(TCP_FLAGS, text, 255);
    }

    private static final Map<String, Long> DSCP = new HashMap<>();

    private static final Map<String, Long> ECN = Map.of("not-ect", 0L, "ect1", 1L, "ect0", 2L, "ce", 3L);

    static {
        // RFC 2474, RFC 2597, RFC 3246, RFC 5865, RFC 8622; src/proto.c, dscp_type_tbl.
        for (long i = 0; i < 8; i++) {
            DSCP.put("cs" + i, i * 8);
        }
        for (long i = 1; i < 5; i++) {
            for (long j = 1; j < 4; j++) {
                DSCP.put("af" + i + j, i * 8 + j * 2);
            }
        }
        DSCP.putAll(Map.of("df", 0L, "be", 0L, "lephb", 1L, "va", 44L, "ef", 46L));
    }

    /** Names of values of {@code ip dscp} and {@code ip ecn}. */
    static Map<String, Long> tos(String what) {
        return what.endsWith("ecn") ? ECN : DSCP;
    }
}
