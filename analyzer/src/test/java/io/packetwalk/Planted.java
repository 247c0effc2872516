package io.packetwalk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.packetwalk.capture.CaptureFile;
import io.packetwalk.capture.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bundle whose author wishes its reader harm: hostile text in names of pods, policies and Services, labels, annotations, events, logs with lines of a megabyte, kernel
 * messages, a file's name, names that were looked up, and heads of HTTP messages. Where the text came through as data, {@link #WITNESS} stands beside it.
 */
public final class Planted {

    /** Stands in every planted text, so that a test can tell that the text was not simply lost. */
    public static final String WITNESS = "wi7ness";

    /** What is planted: markup, ends of scripts and attributes, terminal control, text that reorders or hides text. */
    public static final List<String> HOSTILE = List.of(
            "</script><script>window.taken=1</script>",
            "\"><img src=x onerror=window.taken=1>",
            "' onmouseover='window.taken=1",
            "\u001b[2J\u001b]0;owned\u0007\u202egpj.exe\u2066\u200b\u0085\u2028\u2029",
            "]]>--><svg onload=window.taken=1>`![x](http://192.0.2.9/x)");

    private static final Path BASE = Path.of("..", "samples", "cases", "pw-075-look-alike", "bundle");
    private static final long BEGAN = 1_795_255_200;
    private static final int MEGABYTE = 1 << 20;

    private Planted() {}

    /** Writes the bundle into a folder. */
    public static void write(Path folder, String hostile) throws IOException {
        try (Stream<Path> files = Files.walk(BASE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(BASE.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.write(to, Files.readAllBytes(file));
            }
        }
        String text = WITNESS + hostile;
        String quoted = json(text);
        for (String name : List.of("pods", "networkpolicies", "services", "endpointslices", "namespaces")) {
            Path file = folder.resolve("kubectl").resolve(name + ".json");
            String kept = Files.readString(file)
                    .replace("\"client-1\"", "\"client-1" + quoted + "\"")
                    .replace("\"web-in\"", "\"web-in" + quoted + "\"")
                    .replace("\"metadata\": {", "\"metadata\": {\"annotations\": {\"note\": \"" + quoted + "\"}, ");
            Files.writeString(file, kept);
        }
        Files.writeString(
                folder.resolve("kubectl/events.json"),
                "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{\"apiVersion\": \"v1\", \"kind\": \"Event\", \"metadata\": {\"name\": \"e\", \"namespace\": \"shop\"},"
                        + " \"type\": \"Warning\", \"reason\": \"Unhealthy\", \"message\": \"" + quoted
                        + "\", \"involvedObject\": {\"kind\": \"Pod\", \"namespace\": \"shop\", \"name\": \"web-1\"},"
                        + " \"firstTimestamp\": \"2026-11-21T10:00:01Z\", \"lastTimestamp\": \"2026-11-21T10:00:03Z\"}]}");
        String line = "E1121 10:00:03.000000       1 reflector.go:147] failed for 10.1.2.9: " + text + "\n";
        String noise =
                "E1121 10:00:04.000000       1 reflector.go:147] " + text.repeat(MEGABYTE / text.length() + 1) + "\n";
        put(folder, "logs/kube-system_kube-proxy-a.log", (line + noise + line).getBytes(UTF_8));
        put(
                folder,
                "nodes/n1/dmesg.txt",
                ("[ 8123.123456] nf_conntrack: " + text + "\n[ 8123.2] " + text.repeat(9000) + "\n").getBytes(UTF_8));
        put(folder, "nodes/n1/" + WITNESS + "<svg onload=x>\u202e.txt", text.getBytes(UTF_8));
        put(folder, "captures/n1.eth0.pcap", capture(text));
    }

    private static void put(Path folder, String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** A lookup that is answered NXDOMAIN, and a request with its answer. */
    private static byte[] capture(String text) {
        byte[] label = text.getBytes(UTF_8);
        byte[] name = Arrays.copyOf(label, Math.min(60, label.length));
        byte[] asked = dns(0x0100, name);
        byte[] told = dns(0x8183, name);
        String get = "GET /" + text + " HTTP/1.1\r\nHost: " + text + "\r\nUser-Agent: " + text + "\r\n\r\n";
        String answer = "HTTP/1.1 500 " + text + "\r\nServer: " + text + "\r\nContent-Length: 0\r\n\r\n";
        CaptureFile file = CaptureFile.pcap(1);
        file.record(BEGAN, 1000, Frames.ethernet(Frames.udp("10.1.1.5", 45000, "10.96.0.10", 53, asked)));
        file.record(BEGAN, 2000, Frames.ethernet(Frames.udp("10.96.0.10", 53, "10.1.1.5", 45000, told)));
        byte[][] segments = {
            segment(true, 2, 100, 0, ""),
            segment(false, 18, 500, 101, ""),
            segment(true, 24, 101, 501, get),
            segment(false, 24, 501, 101 + get.getBytes(UTF_8).length, answer)
        };
        for (int i = 0; i < segments.length; i++) {
            file.record(BEGAN + 1, 1000L * (i + 1), Frames.ethernet(segments[i]));
        }
        return file.toBytes();
    }

    private static byte[] dns(int flags, byte[] label) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(12)
                .putShort((short) 0x77)
                .putShort((short) flags)
                .putShort((short) 1)
                .array());
        out.write(label.length);
        out.writeBytes(label);
        out.writeBytes("\u0007example\u0000\u0000\u0001\u0000\u0001".getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    private static byte[] segment(boolean there, int flags, int seq, int ack, String payload) {
        byte[] data = payload.getBytes(UTF_8);
        ByteBuffer tcp = ByteBuffer.allocate(20 + data.length)
                .putShort((short) (there ? 46000 : 8080))
                .putShort((short) (there ? 8080 : 46000))
                .putInt(seq)
                .putInt(ack)
                .put((byte) 0x50)
                .put((byte) flags)
                .putShort((short) 64240)
                .putInt(0)
                .put(data);
        return there
                ? Frames.ip("10.1.1.5", "10.1.2.9", 6, tcp.array())
                : Frames.ip("10.1.2.9", "10.1.1.5", 6, tcp.array());
    }

    private static String json(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
