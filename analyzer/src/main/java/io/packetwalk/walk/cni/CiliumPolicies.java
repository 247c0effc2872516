package io.packetwalk.walk.cni;

import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.cni.CiliumAddressFact;
import io.packetwalk.fact.cni.CiliumEndpointFact;
import io.packetwalk.fact.cni.CiliumEnforcementFact;
import io.packetwalk.fact.cni.CiliumPolicyEntryFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.policy.By;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.inquiry.Inquiry;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Doubt;
import io.packetwalk.walk.Ending;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Step;
import io.packetwalk.walk.Terrain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether an endpoint's program lets a packet pass: by its policy map where that was listed, else by what the policies of the API say.
 *
 * <p>The map is asked twice, for the identity of the other end and for any (bpf/lib/policy.h, {@code __policy_can_access}); each time the entry with the longest prefix of
 * protocol and port is found. A denial wins, then the longer prefix, then the identity. Nothing found is a denial.
 */
public final class CiliumPolicies {

    private static final long WORLD = 2;

    private final CiliumNode node;
    private final Terrain terrain;

    public CiliumPolicies(CiliumNode node, Terrain terrain) {
        this.node = node;
        this.terrain = terrain;
    }

    /** What lets a packet pass, or not. */
    private record Answer(Ternary passes, String why, List<Source> sources, List<Missing> missing) {}

    /**
     * All outcomes at one endpoint; those that pass come back alive.
     *
     * @param own the endpoint's address
     * @param peer the other end's
     */
    public List<Passage> pass(Passage passage, Direction direction, Ip own, Ip peer) {
        Optional<Answer> known = byMap(passage, direction, own, peer);
        if (known.isEmpty()) {
            return byApi(passage, direction, own, peer);
        }
        Answer answer = known.get();
        String text = title(direction, own) + answer.why();
        Passage met = passage.step(Step.Kind.POLICY_TIER, text, Basis.DERIVED, answer.sources());
        return switch (answer.passes()) {
            case YES -> {
                Passage passed = met;
                for (Missing missing : answer.missing()) {
                    passed = passed.assume(missing);
                }
                yield List.of(passed);
            }
            case NO -> List.of(met.end(Ending.dropped(node.host().node() + ": " + text, answer.sources())));
            case UNKNOWN -> List.of(met.end(Ending.unknown(answer.missing().getFirst(), answer.sources())));
        };
    }

    /** How the step begins that tells what a policy map answered at an endpoint. */
    public static String title(Direction direction, Ip own) {
        return direction.word() + " policy of endpoint " + own + ": ";
    }

    private Optional<Answer> byMap(Passage passage, Direction direction, Ip own, Ip peer) {
        CiliumEndpointFact endpoint = node.maps().endpoints().get(own);
        Optional<CiliumEnforcementFact> enforced = node.maps().enforcement().values().stream()
                .filter(entry -> entry.ips().contains(own))
                .findFirst();
        int id = endpoint != null
                ? endpoint.id()
                : enforced.map(CiliumEnforcementFact::id).orElse(0);
        String mode = enforced.map(entry -> direction == Direction.EGRESS ? entry.egress() : entry.ingress())
                .orElse("");
        if (mode.contains("Audit")) {
            return Optional.of(new Answer(
                    Ternary.YES,
                    "only reported (audit mode)",
                    List.of(enforced.orElseThrow().source()),
                    List.of()));
        }
        List<CiliumPolicyEntryFact> entries = node.maps().policies().get(id);
        if (id == 0 || entries == null) {
            return Optional.empty();
        }
        if (entries.isEmpty() && mode.isEmpty()) {
            return Optional.empty();
        }
        FiveTuple tuple = passage.packet().tuple();
        List<CiliumPolicyEntryFact> fitting = entries.stream()
                .filter(entry -> entry.egress() == (direction == Direction.EGRESS))
                .filter(entry -> fits(entry, tuple))
                .toList();
        Answer answer = decide(fitting, peer, id);
        boolean off = answer.passes().no()
                && mode.equals("Disabled")
                && answer.sources().isEmpty();
        return Optional.of(
                off
                        ? new Answer(
                                Ternary.YES,
                                "not enforced",
                                List.of(enforced.orElseThrow().source()),
                                List.of())
                        : answer);
    }

    /** True also for an entry whose ports could not be read: it stays in the way of a sure answer. */
    private static boolean fits(CiliumPolicyEntryFact entry, FiveTuple tuple) {
        int port = tuple.dst().port();
        return entry.firstPort() < 0
                || entry.proto().map(tuple.proto()::equals).orElse(true)
                        && (tuple.proto().icmp() && entry.firstPort() == 0
                                || port >= entry.firstPort() && port <= entry.lastPort());
    }

    private Answer decide(List<CiliumPolicyEntryFact> fitting, Ip peer, int id) {
        Optional<CiliumPolicyEntryFact> wild = best(fitting, 0);
        Optional<Long> identity = identity(peer);
        List<CiliumPolicyEntryFact> unread = fitting.stream()
                .filter(entry -> entry.firstPort() < 0 || entry.identity() < 0 && resolved(entry) < 0)
                .toList();
        if (!unread.isEmpty()) {
            return unknown(
                    "an entry of the policy map of endpoint " + id,
                    "its labels or ports are not known",
                    node.ask("bpf policy get --all --numeric"),
                    unread.getFirst().source());
        }
        if (wild.filter(CiliumPolicyEntryFact::deny).isPresent()) {
            return decided(wild.get(), identity);
        }
        if (identity.isEmpty()) {
            boolean named = fitting.stream().anyMatch(entry -> resolved(entry) != 0);
            return named || wild.isEmpty()
                    ? unknown(
                            "the identity of " + peer + " on " + node.host().node(),
                            "the policy map of endpoint " + id + " asks for it",
                            node.ask("bpf ipcache list"),
                            fitting.isEmpty()
                                    ? Source.whole("")
                                    : fitting.getFirst().source())
                    : decided(wild.get(), identity);
        }
        Optional<CiliumPolicyEntryFact> exact = best(fitting, identity.get());
        boolean wilder = wild.isPresent()
                && exact.filter(entry -> entry.deny() || prefix(entry) >= prefix(wild.get()))
                        .isEmpty();
        Optional<CiliumPolicyEntryFact> chosen = wilder ? wild : exact;
        return chosen.map(entry -> decided(entry, identity))
                .orElseGet(() -> new Answer(
                        Ternary.NO,
                        "no entry for identity " + words(identity.get()) + " (Policy denied)",
                        sources(peer, id),
                        List.of()));
    }

    /** Nothing is found in the map: the line that gives the identity stands for it. */
    private List<Source> sources(Ip peer, int id) {
        List<Source> sources = new ArrayList<>();
        node.maps().address(peer).map(CiliumAddressFact::source).ifPresent(sources::add);
        List<CiliumPolicyEntryFact> entries = node.maps().policies().getOrDefault(id, List.of());
        entries.stream().findFirst().map(CiliumPolicyEntryFact::source).ifPresent(sources::add);
        return List.copyOf(sources);
    }

    private Answer decided(CiliumPolicyEntryFact entry, Optional<Long> identity) {
        String whom = resolved(entry) == 0
                ? "any identity"
                : "identity " + identity.map(this::words).orElse("");
        if (entry.deny()) {
            return new Answer(
                    Ternary.NO,
                    "denied for " + whom + " (Policy denied by denylist)",
                    List.of(entry.source()),
                    List.of());
        }
        if (entry.authentication()) {
            return unknown(
                    "whether " + whom + " has authenticated",
                    "the policy map asks for it",
                    node.ask("bpf auth list"),
                    entry.source());
        }
        List<Missing> missing = entry.proxyPort() == 0
                ? List.of()
                : List.of(new Missing(
                        "what the proxy at port " + entry.proxyPort() + " of "
                                + node.host().node() + " lets through",
                        "it is taken to let everything through; rules of L7 are its own",
                        "hubble observe --verdict DROPPED; " + node.ask("policy get")));
        return new Answer(
                Ternary.YES,
                "allowed for " + whom + (entry.proxyPort() == 0 ? "" : ", by the proxy at port " + entry.proxyPort()),
                List.of(entry.source()),
                missing);
    }

    private static Answer unknown(String what, String why, String command, Source source) {
        List<Source> by = source.artifact().isEmpty() ? List.of() : List.of(source);
        return new Answer(Ternary.UNKNOWN, "cannot be told", by, List.of(new Missing(what, why, command)));
    }

    private String words(long identity) {
        return identity
                + Identities.reserved(identity)
                        .or(() -> Optional.ofNullable(node.maps().identities().get(identity))
                                .map(fact -> String.join(",", fact.labels())))
                        .map(name -> " (" + name + ")")
                        .orElse("");
    }

    private Optional<CiliumPolicyEntryFact> best(List<CiliumPolicyEntryFact> fitting, long identity) {
        return fitting.stream()
                .filter(entry -> resolved(entry) == identity)
                .max(java.util.Comparator.comparingInt(CiliumPolicies::prefix));
    }

    /** Bits of protocol and port that the entry fixes: 0, 8, or up to 24. */
    private static int prefix(CiliumPolicyEntryFact entry) {
        if (entry.proto().isEmpty()) {
            return 0;
        }
        int ports = entry.lastPort() - entry.firstPort() + 1;
        return 8 + 16 - (32 - Integer.numberOfLeadingZeros(ports) - 1);
    }

    private long resolved(CiliumPolicyEntryFact entry) {
        return entry.identity() >= 0
                ? entry.identity()
                : Identities.of(entry.labels(), node.maps().identities().values());
    }

    /** Who has an address: as the address cache says; without an entry it is the world. */
    private Optional<Long> identity(Ip ip) {
        Optional<Long> cached =
                node.maps().address(ip).map(CiliumAddressFact::identity).filter(id -> id > 0);
        Optional<Long> local = Optional.ofNullable(node.maps().endpoints().get(ip))
                .map(CiliumEndpointFact::identity)
                .filter(id -> id > 0);
        return cached.or(() -> local)
                .or(() -> node.maps().addresses().isEmpty() ? Optional.empty() : Optional.of(WORLD));
    }

    private List<Passage> byApi(Passage passage, Direction direction, Ip own, Ip peer) {
        boolean itself = own.equals(peer)
                || direction == Direction.INGRESS && node.host().owns(peer);
        Optional<Inquiry.Side> asked = itself
                ? Optional.empty()
                : terrain.policies()
                        .asked(direction, own, peer, passage.packet().tuple());
        if (asked.isEmpty()) {
            return List.of(passage);
        }
        Inquiry.Side side = asked.get();
        List<Source> by = side.by().stream().map(By::source).distinct().toList();
        Missing missing = new Missing(
                "the policy map of endpoint " + own + " on " + node.host().node(),
                "it is taken to say what the API's policies say",
                node.ask("bpf policy get --all --numeric"));
        String text = direction.word() + " policy " + side.verdict().name() + ": " + side.reason();
        return switch (side.verdict()) {
            case ALLOWED -> List.of(passage.assume(missing));
            case DENIED ->
                List.of(passage.step(Step.Kind.POLICY_TIER, text, Basis.ASSUMED, by)
                        .assume(missing)
                        .end(new Ending(
                                new io.packetwalk.walk.Verdict.Dropped(text),
                                io.packetwalk.walk.Symptom.TIMEOUT,
                                text,
                                by,
                                List.of(missing))));
            case UNDETERMINED -> {
                String key = node.host().node() + "|policy|" + direction + "|" + own + "|"
                        + passage.packet().tuple();
                yield List.of(
                        passage.suppose(new Doubt(key, true, missing)),
                        passage.suppose(new Doubt(key, false, missing)).end(Ending.dropped(text, by)));
            }
        };
    }
}
