package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.fact.k8s.ConditionStatus;
import io.packetwalk.fact.k8s.LabelSelector;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One API object on its way to a fact: what all kinds have in common, and how the API writes times, addresses and selectors.
 *
 * @param artifact path of the artifact
 * @param kind kind, qualified with its group when it is not the one we know by that name
 * @param root the object
 * @param nameless what it is called when it has no name
 */
record ApiItem(String artifact, String kind, Field root, String nameless) {

    Field at(String... names) {
        return root.at(names);
    }

    /** The line where the object starts: the dash of a YAML item, the opening brace of a JSON one. */
    Source source() {
        return source(root);
    }

    Source source(Field field) {
        return Source.line(artifact, field.line());
    }

    String namespace() {
        return at("metadata", "namespace").text("");
    }

    ObjectRef ref() {
        return new ObjectRef(kind, namespace(), at("metadata", "name").text(nameless));
    }

    Map<String, String> labels() {
        return at("metadata", "labels").textMap();
    }

    Map<String, String> annotations() {
        return at("metadata", "annotations").textMap();
    }

    Optional<Instant> created() {
        return instant(at("metadata", "creationTimestamp"));
    }

    /** Owners with {@code controller: true}. An owner is in the namespace of what it owns, unless it is a Node (mirror pods). */
    List<ObjectRef> owners() {
        List<ObjectRef> owners = new ArrayList<>();
        for (Field owner : at("metadata", "ownerReferences").items()) {
            if (owner.at("controller").flag(false)) {
                String ownerKind = owner.at("kind").text("");
                String place = ownerKind.equals("Node") ? "" : namespace();
                owners.add(new ObjectRef(ownerKind, place, owner.at("name").text("")));
            }
        }
        return List.copyOf(owners);
    }

    /** {@code targetRef}, {@code involvedObject}: empty when absent. */
    static Optional<ObjectRef> reference(Field field) {
        if (!field.present()) {
            return Optional.empty();
        }
        return Optional.of(new ObjectRef(
                field.at("kind").text(""),
                field.at("namespace").text(""),
                field.at("name").text("")));
    }

    /** RFC 3339 time. */
    static Optional<Instant> instant(Field field) {
        Optional<String> text = field.text();
        if (text.isEmpty() || text.get().isEmpty()) {
            return Optional.empty();
        }
        // The API server's own form, which objects hold by the million; what else RFC 3339 allows goes the long way.
        Optional<Instant> usual = text.get().length() == "2006-01-02T15:04:05Z".length()
                ? Timestamps.parse(text.get())
                : Optional.empty();
        if (usual.isPresent()) {
            return usual;
        }
        try {
            return Optional.of(Instant.parse(text.get()));
        } catch (DateTimeException notATime) {
            field.odd("an RFC 3339 time");
            return Optional.empty();
        }
    }

    static Optional<Ip> ip(Field field) {
        Optional<String> text = field.text().filter(written -> !written.isEmpty());
        Optional<Ip> ip = text.flatMap(Ip::parse);
        if (text.isPresent() && ip.isEmpty()) {
            field.odd("an IP address");
        }
        return ip;
    }

    static List<Ip> ips(List<Field> fields) {
        return fields.stream().flatMap(field -> ip(field).stream()).toList();
    }

    static List<Cidr> cidrs(List<Field> fields) {
        List<Cidr> cidrs = new ArrayList<>();
        for (Field field : fields) {
            Optional<String> text = field.text().filter(written -> !written.isEmpty());
            Optional<Cidr> cidr = text.flatMap(Cidr::parse);
            cidr.ifPresent(cidrs::add);
            if (text.isPresent() && cidr.isEmpty()) {
                field.odd("a CIDR");
            }
        }
        return List.copyOf(cidrs);
    }

    /** A port number; empty when absent or none. */
    static Optional<Integer> port(Field field) {
        Optional<Long> number = field.integer();
        if (number.isPresent() && (number.get() < 0 || number.get() > 65_535)) {
            field.odd("a port number");
            return Optional.empty();
        }
        return number.map(Long::intValue);
    }

    /** {@code protocol}; TCP when absent (core/v1), empty when it is a word we do not know. */
    static Optional<Proto> proto(Field field) {
        Optional<String> text = field.text();
        if (text.isEmpty()) {
            return Optional.of(Proto.TCP);
        }
        Optional<Proto> proto = Proto.parse(text.get());
        if (proto.isEmpty()) {
            field.odd("a protocol");
        }
        return proto;
    }

    /** {@code status.conditions}. */
    List<ConditionStatus> conditions() {
        return conditions(at("status", "conditions"));
    }

    /** Conditions that stand elsewhere, for example those of one listener. */
    List<ConditionStatus> conditions(Field list) {
        List<ConditionStatus> conditions = new ArrayList<>();
        for (Field condition : list.items()) {
            conditions.add(new ConditionStatus(
                    source(condition),
                    condition.at("type").text(""),
                    switch (condition.at("status").text("")) {
                        case "True" -> Ternary.YES;
                        case "False" -> Ternary.NO;
                        default -> Ternary.UNKNOWN;
                    },
                    condition.at("reason").text(""),
                    condition.at("message").text(""),
                    instant(condition.at("lastTransitionTime"))));
        }
        return List.copyOf(conditions);
    }

    /** A LabelSelector; empty when absent, which is not the same as the empty selector. */
    static Optional<LabelSelector> selector(Field field) {
        if (!field.present()) {
            return Optional.empty();
        }
        List<LabelSelector.Requirement> requirements = new ArrayList<>();
        for (Field expression : field.at("matchExpressions").items()) {
            requirements.add(new LabelSelector.Requirement(
                    expression.at("key").text(""),
                    expression.at("operator").text(""),
                    expression.at("values").texts()));
        }
        return Optional.of(new LabelSelector(field.at("matchLabels").textMap(), List.copyOf(requirements)));
    }
}
