package io.packetwalk.check;

import io.packetwalk.check.witness.Contrast;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Lookup;
import io.packetwalk.walk.Symptom;
import io.packetwalk.walk.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what a finding says, then makes it with the confidence that its {@link Proof} has. */
public final class Claim {

    private final CheckId id;
    private final List<ObjectRef> subjects = new ArrayList<>();
    private final List<Evidence> evidence = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private final List<Remedy> remedies = new ArrayList<>();
    private final List<String> explains = new ArrayList<>();
    private final List<String> lookups = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private String what = "";
    private String why = "";
    private String then = "";
    private String doubt = "";
    private int total;
    private Optional<Walk> walk = Optional.empty();

    private Claim(CheckId id) {
        this.id = id;
    }

    public static Claim of(CheckId id) {
        return new Claim(id);
    }

    /** The object it is about; the most important first. */
    public Claim about(ObjectRef subject) {
        subjects.add(subject);
        return this;
    }

    /** The failure in one sentence, with its base. */
    public Claim what(String text) {
        what = text;
        return this;
    }

    /** The cause in one sentence. */
    public Claim why(String text) {
        why = text;
        return this;
    }

    /** One proof; the strongest first. */
    public Claim shows(String statement, Source source) {
        evidence.add(new Evidence(statement, source));
        return this;
    }

    /** A look-alike and the evidence that excludes it. */
    public Claim not(String code, String because) {
        rejected.add(new Rejected(code, because));
        return this;
    }

    /** One thing to do: exact command, blast radius, how to take it back. */
    public Claim remedy(String command, String risk, String undo) {
        remedies.add(new Remedy(command, risk, undo));
        return this;
    }

    /** How to confirm the remedy: a command that tests the same flow. */
    public Claim then(String command) {
        then = command;
        return this;
    }

    /** Evidence that would overturn the claim. */
    public Claim unless(String text) {
        doubt = text;
        return this;
    }

    /** The failed flows that end at this cause, and all flows of the same kind; connections that differ in one thing and worked are shown beside them. The walk of the first one that has a broken path is kept. */
    public Claim explains(Case that, List<Flow> failed, int of) {
        failed.forEach(flow -> explains.add(flow.id()));
        total = of;
        Contrast.of(that, failed).stream().limit(2).forEach(pair -> shows(pair.text(), pair.source()));
        walk = failed.stream()
                .flatMap(flow -> that.walks().of(flow).stream())
                .filter(candidate -> candidate.symptom() != Symptom.OK)
                .findFirst();
        return this;
    }

    /** The walk that shows it when no flow does. */
    public Claim walk(Walk shown) {
        walk = Optional.of(shown);
        return this;
    }

    /** Failed lookups that end at this cause. */
    public Claim explainsLookups(List<Lookup> failed) {
        failed.forEach(lookup -> {
            lookups.add(lookup.key());
            explains.addAll(lookup.flows());
        });
        return this;
    }

    /** A failure that an event, a status or a log line tells, and no captured flow: one name for the same failure in every check. */
    public Claim explainsTold(String failure) {
        told.add(failure);
        return this;
    }

    /** The finding. Remedies that change something are left out of a POSSIBLE one: nobody should act on a guess. */
    public Finding finding(Severity severity, Proof proof) {
        Confidence confidence = proof.confidence();
        return new Finding(
                id,
                subjects,
                confidence,
                severity,
                what,
                why,
                evidence,
                proof.conditions(),
                rejected,
                confidence == Confidence.POSSIBLE
                        ? remedies.stream()
                                .filter(remedy -> remedy.risk().startsWith("none"))
                                .toList()
                        : remedies,
                then,
                doubt,
                explains.stream().distinct().toList(),
                Math.max(total, (int) explains.stream().distinct().count()),
                lookups,
                told.stream().distinct().toList(),
                walk);
    }
}
