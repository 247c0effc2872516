package io.packetwalk.check.diagnosis;

import io.packetwalk.check.Case;
import io.packetwalk.check.Confidence;
import io.packetwalk.check.Finding;
import io.packetwalk.check.witness.edge.GatewayErrors;
import io.packetwalk.check.witness.edge.GatewayErrors.Answer;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Requests that a proxy answered 502, 503 or 504 fail for what is wrong behind it: the finding that explains that explains them, too. */
final class PassedOn {

    private PassedOn() {}

    /** The findings, telling also of the requests that proxies answered so for want of the Service they are about. */
    static List<Finding> to(Case that, List<Finding> findings) {
        List<Answer> answers = GatewayErrors.of(that);
        if (answers.isEmpty()) {
            return findings;
        }
        Map<String, Flow> failed = new HashMap<>();
        that.flows().failed().forEach(flow -> failed.put(flow.id(), flow));
        return findings.stream()
                .map(finding -> finding.confidence() == Confidence.POSSIBLE ? finding : told(finding, answers, failed))
                .toList();
    }

    private static Finding told(Finding finding, List<Answer> answers, Map<String, Flow> failed) {
        List<String> told = new ArrayList<>();
        for (Answer answer : answers) {
            answer.service()
                    .filter(service -> concerns(finding, service, failed))
                    .ifPresent(_meant -> told.add(answer.failure()));
        }
        return told.isEmpty() ? finding : finding.alsoTelling(told);
    }

    /** It is about the Service or a pod behind it, or connections to these fail by it. */
    private static boolean concerns(Finding finding, Service service, Map<String, Flow> failed) {
        Set<Ip> behind = service.endpoints().stream().map(end -> end.ip()).collect(Collectors.toSet());
        Set<ObjectRef> about = new HashSet<>(finding.subjects());
        return about.contains(service.ref())
                || finding.explains().stream()
                        .flatMap(id -> Stream.ofNullable(failed.get(id)))
                        .anyMatch(flow -> behind.contains(flow.reached().ip())
                                || flow.server()
                                        .object()
                                        .filter(service.ref()::equals)
                                        .isPresent());
    }

    /** The answers that no root cause explains, by what they are. */
    static Map<String, List<Answer>> left(Case that, Diagnosis diagnosis) {
        Set<String> taken = new HashSet<>();
        diagnosis.rootCauses().forEach(ranked -> taken.addAll(ranked.finding().told()));
        Map<String, List<Answer>> left = new TreeMap<>();
        for (Answer answer : GatewayErrors.of(that)) {
            if (!taken.contains(answer.failure())) {
                left.computeIfAbsent(answer.failure(), key -> new ArrayList<>()).add(answer);
            }
        }
        return left;
    }

    /** One sentence about answers that are alike. */
    static String sentence(String failure, List<Answer> answers) {
        return answers.size() + (answers.size() == 1 ? " request was" : " requests were") + " answered " + failure
                + " and no named cause explains it";
    }
}
