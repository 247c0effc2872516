package io.packetwalk.walk.netfilter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Note;
import io.packetwalk.fact.Reading;
import io.packetwalk.model.ClusterJoin;
import io.packetwalk.model.NetNs;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Forks;
import io.packetwalk.walk.Hop;
import io.packetwalk.walk.Packet;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Path;
import io.packetwalk.walk.Role;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Terrain;
import io.packetwalk.walk.Verdict;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers {@code scripts/kernel-agreement}: what the product says of packets at a rule set, one JSON line for each line read from standard input. Reads dumps and
 * walks them as {@code trace --rules} does.
 *
 * <p>Asked: {@code {"files": {NAME: TEXT}, "local": [IP], "packets": [{"from", "to", "proto", "in", "out", "ct", "mark", "then"}]}}. Answered: {@code {"packets":
 * [[{"weight", "verdict", "how", "proto", "src", "dst", "mark", "straight", "masqueraded", "met", "unsure", "missing", "then"}]], "unread": [TEXT]}}, the inner list being all paths
 * of one packet, {@code met} lists {@code NAME:LINE}, and {@code then} all paths of the packet that follows it ({@link Further}).
 */
public final class KernelOracle {

    private static final ObjectMapper JSON = new ObjectMapper();

    private KernelOracle() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
                out.flush();
            }
        }
    }

    private static ObjectNode answer(JsonNode asked) throws IOException {
        List<Input> inputs = new ArrayList<>();
        asked.path("files")
                .properties()
                .forEach(file -> inputs.add(new Input.Piped(
                        file.getKey(),
                        new ByteArrayInputStream(file.getValue().asText().getBytes(StandardCharsets.UTF_8)))));
        Intake intake = Intake.of(Bundle.of(inputs, Limits.standard(), System::nanoTime), 1);
        List<Ip> local = new ArrayList<>();
        asked.path("local").forEach(ip -> local.add(Ip.of(ip.asText())));
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode packets = answer.putArray("packets");
        NetNs host = RuleTrace.host(intake.readings());
        Netfilter netfilter = new Netfilter(new Terrain(ClusterJoin.join(List.of())));
        for (JsonNode packet : asked.path("packets")) {
            ArrayNode paths = packets.addArray();
            if (packet.path("switched").asBoolean()) {
                switched(netfilter, host, request(packet, local)).forEach(passage -> {
                    ObjectNode only = paths.addObject();
                    describe(passage, only);
                    only.putArray("then");
                });
                continue;
            }
            for (Further.Pair pair : Further.trace(netfilter, host, request(packet, local), second(packet))) {
                ObjectNode first = paths.addObject();
                describe(pair.first(), first);
                ArrayNode then = first.putArray("then");
                pair.then().forEach(passage -> describe(passage, then.addObject()));
            }
        }
        ArrayNode unread = answer.putArray("unread");
        for (Reading reading : intake.readings()) {
            for (Note note : reading.notes()) {
                unread.add(note.toString());
            }
        }
        return answer;
    }

    /** A frame on a bridge of the host: from port to port, to the host, or of its own. */
    private static List<Passage> switched(Netfilter netfilter, NetNs host, RuleTrace.Request request) {
        List<Hook> hooks = request.in().isEmpty()
                ? List.of(Hook.OUTPUT, Hook.POSTROUTING)
                : request.out().isEmpty()
                        ? List.of(Hook.PREROUTING, Hook.INPUT)
                        : List.of(Hook.PREROUTING, Hook.FORWARD, Hook.POSTROUTING);
        FiveTuple tuple = new FiveTuple(request.proto(), request.from(), request.to());
        Passage start = Passage.start(Packet.made(tuple).withMark(request.mark()), RuleTrace.site(host, request))
                .step(Step.Kind.ORIGINATE, "a frame", Basis.DERIVED, List.of());
        Ending passed =
                new Ending(new Verdict.Delivered(request.to()), Symptom.OK, "no rule stops it", List.of(), List.of());
        return Forks.decide(netfilter.frames(hooks, start, request.in(), request.out()).stream()
                .map(one -> one.live() ? one.end(passed) : one)
                .toList());
    }

    private static RuleTrace.Request request(JsonNode packet, List<Ip> local) {
        return new RuleTrace.Request(
                end(packet.path("from")),
                end(packet.path("to")),
                Proto.parse(packet.path("proto").asText()).orElseThrow(),
                Optional.empty(),
                packet.path("in").asText(),
                packet.path("out").asText(),
                local,
                CtState.valueOf(packet.path("ct").asText().toUpperCase(Locale.ROOT)),
                packet.path("mark").asLong());
    }

    private static Optional<Further.Second> second(JsonNode packet) {
        JsonNode then = packet.path("then");
        return switch (then.path("kind").asText()) {
            case "answer" -> Optional.of(new Further.Second.Answer());
            case "again" -> Optional.of(new Further.Second.Again());
            case "error" ->
                Optional.of(new Further.Second.IcmpError(
                        Ip.of(then.path("from").asText()),
                        then.path("type").asInt(),
                        then.path("code").asInt()));
            default -> Optional.empty();
        };
    }

    private static IpPort end(JsonNode end) {
        return new IpPort(Ip.of(end.get(0).asText()), end.get(1).asInt());
    }

    private static void describe(Passage passage, ObjectNode out) {
        Path path = RuleTrace.path(passage);
        if (passage.packet().role() instanceof Role.IcmpError error) {
            ArrayNode about = out.putArray("about");
            for (IpPort end : List.of(error.about().src(), error.about().dst())) {
                about.addArray().add(end.ip().toString()).add(end.port());
            }
        }
        Hop last = path.steps().getLast().after();
        FiveTuple tuple = last.tuple();
        out.put("weight", path.weight());
        out.put("verdict", path.verdict().word());
        out.put("how", path.verdict() instanceof Verdict.Rejected rejected ? rejected.how() : "");
        out.put("reason", path.reason());
        out.putArray("src").add(tuple.src().ip().toString()).add(tuple.src().port());
        out.putArray("dst").add(tuple.dst().ip().toString()).add(tuple.dst().port());
        out.put("mark", last.mark());
        out.put(
                "straight",
                passage.packet().detour().map(detour -> detour.device()).orElse(""));
        out.put("masqueraded", path.masqueraded());
        ArrayNode met = out.putArray("met");
        ArrayNode unsure = out.putArray("unsure");
        path.met().forEach(rule -> (rule.sure() ? met : unsure).add(rule.rule().toString()));
        ArrayNode missing = out.putArray("missing");
        path.missing().forEach(one -> missing.add(one.what()));
    }
}
