package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.report.Trace;
import io.packetwalk.report.section.Services;
import java.util.HashMap;
import java.util.Map;

/** Names of Services for their addresses: captures know addresses only, and people know names. */
final class Names {
    private final Map<String, String> services = new HashMap<>();

    Names(Report report) {
        for (Services.Row service : report.behind().services().rows()) {
            service.addresses().forEach(address -> services.putIfAbsent(address, service.name()));
        }
    }

    /** What a walk was asked: {@code tcp pod/shop/a → svc/shop/b:80 (10.96.14.7)}. */
    String question(Trace trace) {
        Trace.Question asked = trace.question();
        return Neutral.of(asked.proto() + " " + asked.from() + " → " + end(asked.to()));
    }

    private String end(String at) {
        int colon = at.lastIndexOf(':');
        String ip = colon < 0 ? at : at.substring(0, colon).replaceAll("[\\[\\]]", "");
        String name = services.get(ip);
        return name == null ? at : name + at.substring(colon) + " (" + ip + ")";
    }
}
