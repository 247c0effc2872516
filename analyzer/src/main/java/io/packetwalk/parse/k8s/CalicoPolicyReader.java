package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.k8s.CalicoPolicyFact;
import io.packetwalk.fact.k8s.CalicoPolicyFact.Entity;
import io.packetwalk.fact.k8s.CalicoPolicyFact.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Calico NetworkPolicies and GlobalNetworkPolicies. What is not modelled is named in the fact, so that it makes answers unknown and never wider. */
final class CalicoPolicyReader implements KindReader {

    private static final Set<String> POLICY =
            Set.of("tier", "order", "selector", "namespaceSelector", "types", "ingress", "egress", "performanceHints");
    private static final Set<String> RULE =
            Set.of("action", "protocol", "notProtocol", "source", "destination", "metadata", "ipVersion");
    private static final Set<String> ENTITY =
            Set.of("nets", "notNets", "selector", "notSelector", "namespaceSelector", "ports", "notPorts");

    @Override
    public boolean lenient() {
        return false;
    }

    @Override
    public List<Fact> read(ApiItem item) {
        Field spec = item.at("spec");
        return List.of(new CalicoPolicyFact(
                item.source(),
                item.ref(),
                spec.at("tier").text("default"),
                order(spec.at("order")),
                spec.at("selector").text(""),
                spec.at("namespaceSelector").text(""),
                spec.at("types").texts(),
                rules(item, spec.at("ingress")),
                rules(item, spec.at("egress")),
                others(spec, POLICY)));
    }

    static Optional<Double> order(Field field) {
        Optional<String> text = field.text();
        try {
            return text.map(Double::parseDouble);
        } catch (NumberFormatException notANumber) {
            field.odd("a number");
            return Optional.empty();
        }
    }

    private static List<Rule> rules(ApiItem item, Field list) {
        List<Rule> rules = new ArrayList<>();
        for (Field rule : list.items()) {
            List<String> unmodelled = new ArrayList<>(others(rule, RULE));
            unmodelled.addAll(others(rule.at("source"), ENTITY));
            unmodelled.addAll(others(rule.at("destination"), ENTITY));
            rule.at("ipVersion").text().ifPresent(version -> unmodelled.add("ipVersion"));
            rules.add(new Rule(
                    item.source(rule),
                    rule.at("action").text(""),
                    rule.at("protocol").text(""),
                    rule.at("notProtocol").text(""),
                    entity(rule.at("source")),
                    entity(rule.at("destination")),
                    List.copyOf(unmodelled)));
        }
        return List.copyOf(rules);
    }

    private static Entity entity(Field field) {
        return new Entity(
                field.at("nets").texts(),
                field.at("notNets").texts(),
                field.at("selector").text(""),
                field.at("notSelector").text(""),
                field.at("namespaceSelector").text(""),
                field.at("ports").texts(),
                field.at("notPorts").texts());
    }

    /** Fields that are set and not among those we model; {@code false} and empty ones say nothing. */
    private static List<String> others(Field field, Set<String> names) {
        List<String> others = new ArrayList<>();
        field.fields().forEach((name, value) -> {
            boolean idle = value.tree().isEmpty()
                    || value.tree().get() instanceof io.packetwalk.doc.Tree.Scalar scalar
                            && (scalar.text().equals("false") || scalar.text().isEmpty());
            if (!names.contains(name) && !idle) {
                others.add(name);
            }
        });
        return List.copyOf(others);
    }
}
