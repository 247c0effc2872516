package io.packetwalk.check;

import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.walk.Walk;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A claim about the cluster.
 *
 * @param id the check
 * @param subjects the objects it is about, the most important first
 * @param confidence how sure
 * @param severity what it does to users
 * @param what the failure in one sentence, with its base ("2 of 8 connections")
 * @param why the cause in one sentence
 * @param evidence proof, strongest first
 * @param conditions what the confidence rests on
 * @param rejected look-alikes that were excluded
 * @param remedies what to do
 * @param then how to confirm the remedy
 * @param wouldChangeOurMind evidence that would overturn the claim
 * @param explains ids of failed flows that end at this cause
 * @param total flows of the same kind, failed or not: the base of {@code explains}
 * @param lookups names of failed lookups (as {@code client name}) that end at this cause
 * @param told failures that end at this cause and that an event, a status or a log line tells instead of a flow
 * @param walk the walk that shows it
 */
public record Finding(
        CheckId id,
        List<ObjectRef> subjects,
        Confidence confidence,
        Severity severity,
        String what,
        String why,
        List<Evidence> evidence,
        List<Condition> conditions,
        List<Rejected> rejected,
        List<Remedy> remedies,
        String then,
        String wouldChangeOurMind,
        List<String> explains,
        int total,
        List<String> lookups,
        List<String> told,
        Optional<Walk> walk) {
    public Finding {
        subjects = List.copyOf(subjects);
        evidence = List.copyOf(evidence);
        conditions = List.copyOf(conditions);
        rejected = List.copyOf(rejected);
        remedies = List.copyOf(remedies);
        explains = List.copyOf(explains);
        lookups = List.copyOf(lookups);
        told = List.copyOf(told);
    }

    /** The same finding, surer. */
    public Finding withConfidence(Confidence other) {
        return new Finding(
                id,
                subjects,
                other,
                severity,
                what,
                why,
                evidence,
                conditions,
                rejected,
                remedies,
                then,
                wouldChangeOurMind,
                explains,
                total,
                lookups,
                told,
                walk);
    }

    /** The same finding with another severity. */
    public Finding withSeverity(Severity other) {
        return new Finding(
                id,
                subjects,
                confidence,
                other,
                what,
                why,
                evidence,
                conditions,
                rejected,
                remedies,
                then,
                wouldChangeOurMind,
                explains,
                total,
                lookups,
                told,
                walk);
    }

    /** The same finding, explaining also failures that something else than a flow tells. */
    public Finding alsoTelling(List<String> more) {
        return new Finding(
                id,
                subjects,
                confidence,
                severity,
                what,
                why,
                evidence,
                conditions,
                rejected,
                remedies,
                then,
                wouldChangeOurMind,
                explains,
                total,
                lookups,
                Stream.concat(told.stream(), more.stream()).distinct().toList(),
                walk);
    }
}
