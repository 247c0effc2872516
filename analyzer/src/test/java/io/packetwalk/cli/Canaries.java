package io.packetwalk.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import io.packetwalk.capture.LinkType;
import io.packetwalk.evidence.Note;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Originals that are planted before redaction, and what looks for them behind it. */
final class Canaries {
    static final List<String> NAMES = List.of(
            "zebraspace", "quokka", "narwhal", "walrus", "ibex", "kudu-corp", "hunter2", "s3cr3tvalue", "wombat");
    static final List<String> DIGITS = List.of(
            "10.77.3.9",
            "10.77.3.11",
            "10-77-3-9",
            "10_77_3_9",
            "9.3.77.10.in-addr",
            "3.77.10.in-addr",
            "09034d0a",
            "0a4d0309",
            "0b034d0a",
            "fd12:3456::9",
            "9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.5.4.3.2.1.d.f.ip6",
            "fd123456000000000000000000000009",
            "203.0.113.77",
            "de:ad:be:ef:01",
            "de-ad-be-ef-01",
            "02de.adbe",
            "deadbeef01",
            "5f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0",
            "5f1e2d3c4b5a49788697a5b4c3d2e1f0",
            "5f1e2d3c_4b5a_4978_8697_a5b4c3d2e1f0",
            "c0ffee5f1e2d");

    private Canaries() {}

    /** Canaries in the text, in either case, and in what base64 and percent signs hide. */
    static List<String> seen(String text) {
        String plain = text.toLowerCase(Locale.ROOT);
        List<String> found = new ArrayList<>();
        for (List<String> canaries : List.of(NAMES, DIGITS)) {
            canaries.stream().filter(plain::contains).forEach(found::add);
        }
        for (String name : NAMES) {
            // At each of the three places in a group of base64 that a name may begin, without its uncertain ends.
            for (int shift = 0; shift < 3; shift++) {
                String coded = Base64.getEncoder().encodeToString((" ".repeat(shift) + name).getBytes(UTF_8));
                String middle = coded.substring(shift == 0 ? 0 : 4, coded.length() - 4);
                if (middle.length() > 6 && text.contains(middle)) {
                    found.add("base64 of " + name);
                }
            }
        }
        return found;
    }

    static byte[] capture() {
        byte[] query = {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
        ByteArrayOutputStream dns = new ByteArrayOutputStream();
        dns.writeBytes(query);
        for (String label : List.of("quokka", "zebraspace", "svc", "cluster", "local")) {
            dns.write(label.length());
            dns.writeBytes(label.getBytes(UTF_8));
        }
        dns.writeBytes(new byte[] {0, 0, 1, 0, 1});
        byte[] http = String.join(
                        "\r\n",
                        "GET /quokka/zebraspace HTTP/1.1",
                        "Host: ibex.kudu-corp.com",
                        "X-Forwarded-For: 10.77.3.9",
                        "Cookie: s3cr3tvalue",
                        "",
                        "body of quokka")
                .getBytes(UTF_8);
        CaptureFile file = CaptureFile.pcap(LinkType.ETHERNET)
                .record(1, 0, frame(Frames.udp("10.77.3.9", 4711, "10.77.3.11", 53, dns.toByteArray())))
                .record(2, 0, frame(Frames.udp("10.77.3.9", 4712, "10.77.3.11", 8080, http)))
                .record(3, 0, frame(Frames.udp("10.77.3.9", 4713, "10.77.3.11", 443, hello("walrus.kudu-corp.com"))));
        return file.toBytes();
    }

    /** The same packets, with whatever pcapng may say beside them: machine, programs, interfaces, comments, names, keys, journals. */
    static byte[] nextGeneration() {
        CaptureFile file = new CaptureFile(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream section = new ByteArrayOutputStream();
        section.writeBytes(new byte[] {0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1});
        // opt_comment, shb_hardware, shb_os, shb_userappl, opt_custom (pcapng, sections 3.5 and 4.1)
        section.writeBytes(file.option(1, "of the team of quokka"));
        section.writeBytes(file.option(2, "walrus model 17"));
        section.writeBytes(file.option(3, "Linux walrus-17.ibex.kudu-corp.com"));
        section.writeBytes(file.option(4, "narwhal-dump"));
        section.writeBytes(file.option(2988, "0000hunter2"));
        section.writeBytes(file.option(0, ""));
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        // nrb_record_ipv4 and ns_dnsname (section 4.5)
        names.writeBytes(file.option(1, "\nM\u0003\tquokka.zebraspace.svc\0"));
        names.writeBytes(new byte[4]);
        names.writeBytes(file.option(2, "dns.kudu-corp.com"));
        names.writeBytes(file.option(0, ""));
        file.block(0x0a0d0d0a, section.toByteArray())
                .tap(
                        LinkType.ETHERNET,
                        0,
                        file.option(2, "quokka0"),
                        file.option(3, "uplink of walrus-17"),
                        file.option(4, new byte[] {10, 77, 3, 9, -1, -1, -1, 0}),
                        file.option(6, new byte[] {2, (byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef, 1}),
                        file.option(11, "\0host 10.77.3.9"),
                        file.option(12, "Linux wombat-4"),
                        file.option(15, "card of narwhal"),
                        file.option(0, ""))
                .packet(
                        0,
                        1_000_000,
                        frame(Frames.udp("10.77.3.9", 4711, "10.77.3.11", 9000, "quokka".getBytes(UTF_8))),
                        file.option(1, "here quokka fails"),
                        file.option(2988, "0000s3cr3tvalue"),
                        file.option(0, ""))
                .block(4, names.toByteArray())
                .statistics(0, file.option(1, "comment of walrus-17"), file.option(0, ""))
                .block(9, "_HOSTNAME=walrus-17\n".getBytes(UTF_8))
                .block(10, "CLIENT_RANDOM hunter2 s3cr3tvalue".getBytes(UTF_8))
                .block(0xbad, "0000 of quokka".getBytes(UTF_8));
        return file.toBytes();
    }

    private static byte[] frame(byte[] ip) {
        byte[] frame = Frames.ethernet(ip);
        byte[] mac = {2, (byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef, 1};
        System.arraycopy(mac, 0, frame, 6, 6);
        return frame;
    }

    /** The shortest client hello that names a server (RFC 8446, RFC 6066). */
    private static byte[] hello(String server) {
        byte[] name = server.getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int extension = 9 + name.length;
        int body = 2 + 32 + 1 + 4 + 2 + 2 + extension;
        out.writeBytes(new byte[] {0x16, 3, 1, 0, (byte) (body + 4), 1, 0, 0, (byte) body, 3, 3});
        out.writeBytes(new byte[33]);
        out.writeBytes(new byte[] {0, 2, 0x13, 1, 1, 0, 0, (byte) extension});
        out.writeBytes(
                new byte[] {0, 0, 0, (byte) (name.length + 5), 0, (byte) (name.length + 3), 0, 0, (byte) name.length});
        out.writeBytes(name);
        return out.toByteArray();
    }

    static Map<String, String> contents(Path bundle) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        Bundle.of(List.of(new Input.Stored(bundle)), Limits.standard(), () -> 0).forEach(new EntryVisitor() {
            @Override
            public boolean entry(Entry entry) throws IOException {
                byte[] bytes = entry.content().readAllBytes();
                boolean wide = bytes.length > 1 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff;
                contents.put(entry.artifact().path(), new String(bytes, wide ? UTF_16 : ISO_8859_1));
                return true;
            }

            @Override
            public void note(Note note) {
                // Not asked here.
            }

            @Override
            public void restart() {
                contents.clear();
            }
        });
        return contents;
    }
}
